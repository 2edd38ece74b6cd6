//! `cargo xtask demo`: www/ bundled against the package of pkg/, and served under the policy it must live with. What the
//! page sends goes to a child process, in which the package's proxy stands before the emulator or the real API.

use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use serde_json::Value;

use crate::forward::Forward;
use crate::repo::{self, CRATE, Facts};
use crate::server::{self, Files};
use crate::shell::{self, Outcome, say};
use crate::{build, node};

pub const DEFAULT_PORT: u16 = 4173;

const MODULES: &str = "node_modules";

const HEADERS: &[(&str, &str)] = &[
    (
        "Content-Security-Policy",
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'; style-src 'self'; \
         img-src 'self' https:; media-src 'self' https:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; \
         object-src 'none'; worker-src 'self'; require-trusted-types-for 'script'; trusted-types seedance-worker",
    ),
    ("X-Content-Type-Options", "nosniff"),
    ("Cache-Control", "no-store"),
];

/// Builds, bundles and serves the demo until the process ends.
pub fn run(port: u16) -> Outcome {
    let package = build::run()?;
    let house = installed(&package)?;
    let site = bundle(&house)?;
    let files = Files::new(&site, HEADERS)?;
    let api = Api::start(&house)?;
    let forward = Forward { port: api.port, below: &["/api/", "/clips/", "/demo/"] };
    let listener = server::listen(port)?;
    let address = listener.local_addr().map_err(|error| format!("the server has no address: {error}"))?;
    println!("demo: http://{address}/ (stop with Ctrl+C)");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    server::serve(listener, &[&forward, &files])
}

/// The API behind the page. The child ends when its standard input does, so with this process, however that ends.
struct Api {
    port: u16,
    _child: Child,
}

impl Api {
    fn start(house: &Path) -> Outcome<Self> {
        const SCRIPT: &str = "demo-api.mjs";
        let script = house.join(SCRIPT);
        repo::copy(&repo::root().join("xtask").join(SCRIPT), &script)?;
        say("starting the API behind the page");
        let mut child = node::node(&script)?
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|error| format!("node cannot be started: {error}"))?;
        let mut line = String::new();
        if let Some(said) = child.stdout.as_mut() {
            BufReader::new(said).read_line(&mut line).map_err(|error| format!("{SCRIPT} cannot be heard: {error}"))?;
        }
        let said: Value = serde_json::from_str(&line).unwrap_or_default();
        let port = said.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok());
        let port = port.ok_or("the API behind the page did not start")?;
        say(&match said.get("host").and_then(Value::as_str) {
            Some(host) => format!("TOAPIS_API_KEY is set: jobs go to {host}, and each one COSTS MONEY"),
            None => "jobs go to the emulator and cost nothing (TOAPIS_API_KEY is not set)".to_owned(),
        });
        Ok(Self { port, _child: child })
    }
}

/// Bundles www/ into www/dist and returns that folder.
fn bundle(house: &Path) -> Outcome<PathBuf> {
    let www = repo::root().join("www");
    let dist = www.join("dist");
    say("bundling www/ into www/dist/");
    let (scripts, others) = sources(&www)?;
    repo::remove_folder(&dist)?;
    for file in others {
        repo::copy(&www.join(&file), &dist.join(&file))?;
    }
    let mut esbuild = node::tool("esbuild")?;
    esbuild.current_dir(&www).args(&scripts).env("NODE_PATH", house.join(MODULES));
    esbuild.args([
        "--bundle",
        "--format=esm",
        "--target=es2022",
        "--charset=utf8",
        "--log-level=warning",
        "--outdir=dist",
    ]);
    shell::run(&mut esbuild)?;
    Ok(dist)
}

/// The entry points (main and workers), and the files that are served as they are.
fn sources(www: &Path) -> Outcome<(Vec<PathBuf>, Vec<PathBuf>)> {
    let mut entries = Vec::new();
    let mut others = Vec::new();
    for file in repo::files_below(www)? {
        let Ok(relative) = file.strip_prefix(www).map(Path::to_owned) else {
            continue;
        };
        let stem = relative.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default();
        match relative.extension().and_then(|extension| extension.to_str()) {
            _ if relative.starts_with("dist") => {}
            Some("js" | "ts") if relative.with_extension("") == Path::new("main") || stem.ends_with("worker") => {
                entries.push(relative)
            }
            Some("js" | "ts") => {}
            _ => others.push(relative),
        }
    }
    for (name, there) in [
        ("www/main.js", entries.iter().any(|entry| entry.with_extension("") == Path::new("main"))),
        ("www/index.html", others.iter().any(|file| file == Path::new("index.html"))),
    ] {
        if !there {
            return Err(format!("{name} is missing, so there is no demo to serve"));
        }
    }
    Ok((entries, others))
}

/// A folder in which the package stands as if npm had installed it, so that its `exports` are obeyed.
fn installed(package: &Path) -> Outcome<PathBuf> {
    let house = Facts::read()?.scratch().join("demo");
    repo::remove_folder(&house)?;
    for file in repo::files_below(package)? {
        let relative = file.strip_prefix(package).map_err(|error| error.to_string())?;
        repo::copy(&file, &house.join(MODULES).join(CRATE).join(relative))?;
    }
    Ok(house)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_and_files_are_told_apart() {
        let www = std::env::temp_dir().join(format!("xtask-www-{}", std::process::id()));
        for file in
            ["main.js", "poll.worker.js", "view/list.js", "view/main.js", "index.html", "style.css", "dist/main.js"]
        {
            repo::write(&www.join(file), "").unwrap();
        }
        let found = sources(&www).unwrap();
        repo::remove_folder(&www.join("index.html").with_file_name("dist")).unwrap();
        std::fs::remove_file(www.join("index.html")).unwrap();
        let without = sources(&www);
        repo::remove_folder(&www).unwrap();
        let paths = |list: &[&str]| list.iter().map(PathBuf::from).collect::<Vec<_>>();
        assert_eq!(found, (paths(&["main.js", "poll.worker.js"]), paths(&["index.html", "style.css"])));
        assert!(without.unwrap_err().contains("www/index.html"));
    }
}
