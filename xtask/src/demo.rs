//! `cargo xtask demo`: www/ bundled against the package of pkg/, and served under the policy it must live with.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::repo::{self, CRATE, Facts};
use crate::server::{self, Files};
use crate::shell::{self, Outcome, say};
use crate::{build, node};

pub const DEFAULT_PORT: u16 = 4173;

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
    let site = bundle(&package)?;
    let files = Files::new(&site, HEADERS)?;
    let listener = server::listen(port)?;
    let address = listener.local_addr().map_err(|error| format!("the server has no address: {error}"))?;
    println!("demo: http://{address}/ (stop with Ctrl+C)");
    std::io::stdout().flush().map_err(|error| error.to_string())?;
    server::serve(listener, &[&files])
}

/// Bundles www/ into www/dist and returns that folder.
fn bundle(package: &Path) -> Outcome<PathBuf> {
    let www = repo::root().join("www");
    let dist = www.join("dist");
    say("bundling www/ into www/dist/");
    let (scripts, others) = sources(&www)?;
    repo::remove_folder(&dist)?;
    for file in others {
        repo::copy(&www.join(&file), &dist.join(&file))?;
    }
    let mut esbuild = node::tool("esbuild")?;
    esbuild.current_dir(&www).args(&scripts).env("NODE_PATH", installed(package)?);
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
    let modules = Facts::read()?.scratch().join("demo");
    repo::remove_folder(&modules)?;
    for file in repo::files_below(package)? {
        let relative = file.strip_prefix(package).map_err(|error| error.to_string())?;
        repo::copy(&file, &modules.join(CRATE).join(relative))?;
    }
    Ok(modules)
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
