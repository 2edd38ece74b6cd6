//! `cargo xtask build`: the npm package, complete, in pkg/.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Map, Value};

use crate::entries::{self, Entries};
use crate::repo::{self, CRATE, Facts};
use crate::shell::{Outcome, at, cargo, output, run as run_command, say, which};
use crate::split::{Part, split};
use crate::{glue, node};

pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// One wasm file of the package: the same crate, built with its own features.
struct Module {
    /// `dist/<name>_bg.js`, `dist/<name>_bg.wasm`, `dist/<name>_bg.bytes.js`.
    name: &'static str,
    features: &'static str,
    /// What is asked of the compiler beyond the release profile, for this crate alone.
    codegen: &'static [&'static str],
    /// What wasm-opt is asked for.
    optimise: &'static [&'static str],
    /// What is inlined apart from the rest, for doors that carry only what they call: `dist/<part>.bytes.js`.
    parts: &'static [Part],
}

const STRIP: &[&str] = &["--strip-producers", "--strip-target-features"];
const SMALL: &[&str] = &["-Oz", "--converge", LOW_MEMORY];
/// The first kilobyte is the far end of the stack: rustc puts the stack in front of all data, and a stack that runs over
/// traps. So a small constant in an address may move into the instruction.
const LOW_MEMORY: &str = "--low-memory-unused";

/// Whoever validates objects carries neither the reader of texts nor forms.
const CORE_PARTS: &[Part] = &[
    Part { name: "texts", exports: &["check_text", "check_lines"] },
    Part { name: "commands", exports: &["curl", "endpoint"] },
    Part {
        name: "forms",
        exports: &[
            "build",
            "fix",
            "form_open",
            "form_close",
            "form_load",
            "form_put",
            "form_insert",
            "form_remove",
            "form_move",
            "form_snapshot",
            "form_possible",
            "form_path",
            "possible",
            "models",
            "switch_to",
            "entries",
            "convert",
        ],
    },
];

const MODULES: &[Module] = &[
    Module { name: "core", features: "npm", codegen: &["-Copt-level=s"], optimise: SMALL, parts: CORE_PARTS },
    // It moves many small structs: one instruction for each is shorter than loads and stores. It holds no JavaScript values.
    Module {
        name: "jobs",
        features: "npm-jobs",
        codegen: &["-Cllvm-args=--max-store-memcpy=1", "-Ctarget-feature=-reference-types"],
        optimise: &["--flatten", "--rereloop", "-Oz", "-Oz", "--converge", LOW_MEMORY],
        parts: &[],
    },
    Module { name: "emulator", features: "npm-emulator", codegen: &[], optimise: SMALL, parts: &[] },
    // A small module that is there to be fast. It calls nothing deep, so its stack is small.
    Module {
        name: "scan",
        features: "npm-scan",
        codegen: &["-Copt-level=3", "-Ctarget-feature=+simd128", "-Clink-arg=-zstack-size=32768"],
        optimise: &["-O3", "--enable-simd"],
        parts: &[],
    },
];

const TEMPLATE: &str = "pkg-template";
/// The folder of the template with what several doors have in common. A line `//# <file>` stands for such a file.
const FRAGMENTS: &str = "fragments";
const FRAGMENT: &str = "//# ";
/// The folder of the template whose files go to the root of the package; all others go to dist/.
const PACKAGE_ROOT: &str = "root";
const LICENCES: &[&str] = &["LICENSE-MIT", "LICENSE-APACHE"];

/// Builds the package and returns its folder.
pub fn run() -> Outcome<PathBuf> {
    say("build: reading Cargo.toml");
    let facts = Facts::read()?;
    ensure_wasm_target()?;
    node::install(&repo::root().join("xtask"))?;

    let stage = facts.scratch().join("pkg");
    repo::remove_folder(&stage)?;
    for module in MODULES {
        module.build(&facts, &stage.join("dist"))?;
    }
    let entries = assemble(&facts, &stage)?;
    bundle(&entries, &stage)?;
    declare(&entries, &stage)?;
    check_complete(&entries, &stage)?;

    // The finished folder takes the place of the old one at once: a failed build leaves the old package whole.
    let package = repo::root().join("pkg");
    repo::remove_folder(&package)?;
    fs::rename(&stage, &package).map_err(at("move the package to", &package))?;
    say(&format!("{CRATE} {} is in pkg/", facts.version));
    Ok(package)
}

/// Adds the wasm32 target to the toolchain when it is not there.
pub fn ensure_wasm_target() -> Outcome {
    if sysroot()?.join("lib/rustlib").join(WASM_TARGET).is_dir() {
        return Ok(());
    }
    say(&format!("rustup target add {WASM_TARGET}"));
    let rustup = which("rustup")
        .ok_or_else(|| format!("the Rust target {WASM_TARGET} is missing and there is no rustup to add it with"))?;
    run_command(std::process::Command::new(rustup).args(["target", "add", WASM_TARGET]).current_dir(repo::root()))
}

fn sysroot() -> Outcome<PathBuf> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let text = output(std::process::Command::new(rustc).args(["--print", "sysroot"]).current_dir(repo::root()))?;
    Ok(text.trim().into())
}

impl Module {
    fn build(&self, facts: &Facts, dist: &Path) -> Outcome {
        let Self { name, features, codegen, optimise, parts } = self;
        say(&format!("module {name}: cargo rustc --release --target {WASM_TARGET} --features {features}"));
        // Only a cdylib: beside an rlib Cargo leaves link-time optimisation out.
        let mut cargo = cargo();
        cargo.args(["rustc", "--release", "--lib", "--crate-type", "cdylib", "-p", CRATE, "--target", WASM_TARGET]);
        cargo.args(["--features", features]).env("CARGO_ENCODED_RUSTFLAGS", reproducible()?);
        run_command(cargo.arg("--").args(*codegen))?;
        let linked = facts.target.join(WASM_TARGET).join("release").join(format!("{}.wasm", CRATE.replace('-', "_")));

        say(&format!("module {name}: wasm-bindgen"));
        let folder = facts.scratch().join(name);
        repo::remove_folder(&folder)?;
        wasm_bindgen_cli_support::Bindgen::new()
            .bundler(true)
            .map_err(|error| format!("wasm-bindgen: {error:#}"))?
            .input_path(&linked)
            .out_name(name)
            .typescript(false)
            .remove_name_section(true)
            .remove_producers_section(true)
            .omit_default_module_path(false)
            .generate(&folder)
            .map_err(|error| format!("wasm-bindgen: {error:#}"))?;
        if folder.join("snippets").exists() {
            return Err(format!("module {name} brings JavaScript snippets, which the package does not carry"));
        }

        say(&format!("module {name}: wasm-opt {}", optimise.join(" ")));
        let wasm = dist.join(format!("{name}_bg.wasm"));
        fs::create_dir_all(dist).map_err(at("make", dist))?;
        // What the module needs of a runtime is told by a section that is stripped last.
        let whole = folder.join("whole.wasm");
        wasm_opt(&folder.join(format!("{name}_bg.wasm")), optimise, &whole)?;
        wasm_opt(&whole, STRIP, &wasm)?;

        let mut patched = glue::patch(&repo::read(&folder.join(format!("{name}_bg.js")))?)?;
        if !parts.is_empty() {
            // Which function is in which part is not known to the glue: the driver calls them where they are.
            patched = glue::without_wrappers(&patched);
        }
        repo::write(&dist.join(format!("{name}_bg.js")), patched)?;
        let bytes = fs::read(&wasm).map_err(at("read", &wasm))?;
        say(&format!("module {name}: {} bytes of wasm", bytes.len()));
        if parts.is_empty() {
            return repo::write(&dist.join(format!("{name}_bg.bytes.js")), inline(&bytes));
        }
        let names = [format!("{name}_bg"), format!("{name}_common")];
        let names = names.into_iter().chain(parts.iter().map(|part| part.name.to_owned()));
        let whole = fs::read(&whole).map_err(at("read", &whole))?;
        for (part, bytes) in names.zip(split(&whole, parts)?) {
            let file = folder.join(format!("{part}.split.wasm"));
            fs::write(&file, bytes).map_err(at("write", &file))?;
            let small = folder.join(format!("{part}.small.wasm"));
            wasm_opt(&file, &[*optimise, STRIP].concat(), &small)?;
            let bytes = fs::read(&small).map_err(at("read", &small))?;
            say(&format!("module {name}: {} bytes of {part}", bytes.len()));
            repo::write(&dist.join(format!("{part}.bytes.js")), inline(&bytes))?;
        }
        Ok(())
    }
}

fn wasm_opt(from: &Path, passes: &[&str], to: &Path) -> Outcome {
    let mut wasm_opt = node::tool("wasm-opt")?;
    run_command(wasm_opt.arg(from).args(passes).arg("-o").arg(to))
}

/// Compiler flags that keep the folders of this machine out of the wasm. They replace whatever RUSTFLAGS says.
fn reproducible() -> Outcome<String> {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| Some(env::home_dir()?.join(".cargo"))).ok_or("there is no home folder")?;
    let mut folders =
        vec![(repo::root().to_owned(), "/seedance-request"), (sysroot()?, "/rust"), (home.clone(), "/cargo")];
    // Each registry has a folder named after its address, a mirror another one. The last flag that fits counts.
    let sources = home.join("registry/src");
    if let Ok(registries) = fs::read_dir(&sources) {
        folders.extend(registries.flatten().map(|registry| (registry.path(), "/cargo")));
    }
    let flags = folders.iter().map(|(folder, name)| format!("--remap-path-prefix={}={name}", folder.display()));
    Ok(flags.collect::<Vec<_>>().join("\u{1f}"))
}

/// Bytes as printable ASCII that stands in quotes of any kind and in HTML as it is: small bytes, which are most, are one
/// character, the others are two. Compressed it is smaller than hex and base64, because bytes stay where they are.
fn inline(bytes: &[u8]) -> String {
    let alphabet: Vec<char> = (' '..='~').filter(|character| !"\"$'<\\`".contains(*character)).collect();
    // The first characters announce those of two.
    let (first, digits) = alphabet.split_at(2);
    let mut text = String::with_capacity(bytes.len() * 2);
    text.push_str("export default \"");
    for byte in bytes {
        let (high, low) = (usize::from(*byte) / digits.len(), usize::from(*byte) % digits.len());
        text.extend(high.checked_sub(1).and_then(|high| first.get(high)));
        text.extend(digits.get(low));
    }
    text.push_str("\";\n");
    text
}

/// Copies the template and what stands at the root of the repository.
fn assemble(facts: &Facts, stage: &Path) -> Outcome<Entries> {
    say(&format!("assembling the package from {TEMPLATE}/"));
    let template = repo::root().join(TEMPLATE);
    let manifest: Value = serde_json::from_str(&repo::read(&template.join("package.json"))?)
        .map_err(|error| format!("{TEMPLATE}/package.json is not JSON: {error}"))?;
    let entries = Entries::of(&manifest)?;

    for file in repo::files_below(&template)? {
        let relative = file.strip_prefix(&template).unwrap_or(&file);
        let first = relative.iter().next().and_then(|part| part.to_str()).unwrap_or_default();
        if relative == Path::new("package.json") || first == FRAGMENTS {
            continue;
        }
        let to = match relative.strip_prefix(PACKAGE_ROOT) {
            Ok(rest) => stage.join(rest),
            Err(_) => stage.join("dist").join(relative),
        };
        if to.exists() {
            return Err(format!("{TEMPLATE}/{} would overwrite a file that the build makes", relative.display()));
        }
        repo::copy(&file, &to)?;
        if file.extension().is_some_and(|extension| extension == "js") {
            repo::write(&to, with_fragments(&repo::read(&file)?, &template.join(FRAGMENTS))?)?;
        }
    }
    let manifest = versioned(manifest, &facts.version)?;
    repo::write(&stage.join("package.json"), format!("{manifest:#}\n"))?;
    for &name in ["README.md"].iter().chain(LICENCES) {
        let file = repo::root().join(name);
        if !file.is_file() {
            return Err(format!("{name} is missing at the root of the repository: the npm package carries it"));
        }
        repo::copy(&file, &stage.join(name))?;
    }
    Ok(entries)
}

fn with_fragments(text: &str, fragments: &Path) -> Outcome<String> {
    let lines = text.split_inclusive('\n').map(|line| match line.strip_prefix(FRAGMENT) {
        Some(name) => repo::read(&fragments.join(name.trim())),
        None => Ok(line.to_owned()),
    });
    lines.collect()
}

/// The manifest with the version of Cargo.toml, right after the name.
fn versioned(manifest: Value, version: &str) -> Outcome<Value> {
    let Value::Object(fields) = manifest else {
        return Err(format!("{TEMPLATE}/package.json is not an object"));
    };
    if fields.contains_key("version") {
        return Err(format!("{TEMPLATE}/package.json must not have a version: Cargo.toml has it"));
    }
    let mut all = Map::new();
    for (name, value) in fields {
        let is_name = name == "name";
        all.insert(name, value);
        if is_name {
            all.insert("version".to_owned(), version.into());
        }
    }
    if all.contains_key("version") { Ok(all.into()) } else { Err(format!("{TEMPLATE}/package.json has no name")) }
}

/// Bundles every CommonJS file that the manifest promises.
fn bundle(entries: &Entries, stage: &Path) -> Outcome {
    for (target, source) in &entries.bundles {
        say(&format!("bundling {target} from {source}"));
        let file = stage.join(source);
        if !file.is_file() {
            return Err(format!("`exports` names {source}, and {TEMPLATE}/ has no such file"));
        }
        let mut esbuild = node::tool("esbuild")?;
        esbuild.current_dir(stage).arg(source).arg(node::option("--outfile", &stage.join(target)));
        esbuild.args(["--bundle", "--format=cjs", "--platform=node", "--target=es2022", "--log-level=warning"]);
        esbuild.args(["--define:import.meta.url=__moduleUrl", "--legal-comments=none"]);
        run_command(&mut esbuild)?;
        locate(&stage.join(target))?;
    }
    Ok(())
}

/// CommonJS has no `import.meta.url`: where a bundle asks for it, it is made from the file name.
fn locate(bundle: &Path) -> Outcome {
    let text = repo::read(bundle)?;
    if !text.contains("__moduleUrl") {
        return Ok(());
    }
    let url = "const __moduleUrl = require('node:url').pathToFileURL(__filename).href;";
    let text = match text.strip_prefix("\"use strict\";\n") {
        Some(rest) => format!("\"use strict\";\n{url}\n{rest}"),
        None => format!("{url}\n{text}"),
    };
    repo::write(bundle, text)
}

/// Copies the declarations for `require`, with the modules that they lean on.
fn declare(entries: &Entries, stage: &Path) -> Outcome {
    let mut waiting: Vec<PathBuf> = entries.declarations.iter().map(|file| stage.join(file)).collect();
    let mut seen = BTreeSet::new();
    while let Some(target) = waiting.pop() {
        if !seen.insert(target.clone()) {
            continue;
        }
        let source = PathBuf::from(target.to_string_lossy().replace(".d.cts", ".d.ts"));
        let text = repo::read(&source)?;
        let folder = source.parent().unwrap_or(stage);
        let declared = |module: &str| folder.join(module.replace(".js", ".d.ts")).is_file();
        let modules: BTreeSet<&str> =
            entries::relative_modules(&text).into_iter().filter(|module| declared(module)).collect();
        waiting.extend(modules.iter().map(|module| normal(&folder.join(module.replace(".js", ".d.cts")))));
        repo::write(&target, entries::as_commonjs(&text, &modules))?;
    }
    Ok(())
}

/// A path without `.` and `..`.
fn normal(path: &Path) -> PathBuf {
    path.components().fold(PathBuf::new(), |mut path, part| {
        match part {
            std::path::Component::CurDir => {}
            std::path::Component::ParentDir => drop(path.pop()),
            part => path.push(part),
        }
        path
    })
}

fn check_complete(entries: &Entries, stage: &Path) -> Outcome {
    let missing: Vec<&str> =
        entries.files.iter().map(String::as_str).filter(|file| !stage.join(file).is_file()).collect();
    if missing.is_empty() {
        return Ok(());
    }
    Err(format!("{TEMPLATE}/package.json promises files that the package does not have: {}", missing.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn the_version_comes_from_cargo_alone() {
        let manifest = versioned(json!({ "name": "x", "type": "module" }), "1.2.3").unwrap();
        assert_eq!(manifest.to_string(), r#"{"name":"x","version":"1.2.3","type":"module"}"#);
        assert!(versioned(json!({ "name": "x", "version": "1.0.0" }), "1.2.3").is_err());
        assert!(versioned(json!({ "type": "module" }), "1.2.3").is_err());
    }

    #[test]
    fn every_byte_is_inlined_in_its_own_way() {
        assert_eq!(inline(&[0, 1, 86, 87, 173, 174, 255]), "export default \"#%~ # ~!#!y\";\n");
    }

    #[test]
    fn paths_are_normalised() {
        assert_eq!(normal(Path::new("/a/./b/../c.d.cts")), Path::new("/a/c.d.cts"));
    }
}
