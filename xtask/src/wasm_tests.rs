//! The Rust tests that run as wasm: in Node and in headless Chromium.

use std::env;
use std::path::Path;
use std::process::Command;

use serde_json::json;

use crate::browser::Browser;
use crate::build::WASM_TARGET;
use crate::repo::{self, CRATE, Facts};
use crate::shell::{self, Outcome, cargo};
use crate::suite::Settings;

/// What .cargo/config.toml starts for every wasm test binary.
#[cfg(feature = "test-runner")]
pub fn runner(args: &[&str]) -> Outcome {
    let argv = std::iter::once("wasm-bindgen-test-runner").chain(args.iter().copied());
    wasm_bindgen_cli::wasm_bindgen_test_runner::run_cli_with_args(argv).map_err(|error| format!("{error:#}"))
}

#[cfg(not(feature = "test-runner"))]
pub fn runner(_: &[&str]) -> Outcome {
    Err("the wasm test runner needs `cargo run -p xtask --features test-runner`".to_owned())
}

/// Compiles the runner, so that its hundred crates are a step of their own.
pub fn build_runner() -> Outcome {
    shell::run(cargo().args(["build", "-p", "xtask", "--features", "test-runner"]))
}

pub fn in_node(settings: &Settings) -> Outcome {
    let facts = Facts::read()?;
    shell::run(tests(settings, &facts)?.env("WASM_BINDGEN_TEST_ONLY_NODE", "1"))
}

pub fn in_chromium(settings: &Settings, browser: &Browser) -> Outcome {
    let facts = Facts::read()?;
    let webdriver = facts.scratch().join("webdriver.json");
    let args = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking"];
    let options = json!({ "goog:chromeOptions": { "binary": browser.chromium, "args": args } });
    repo::write(&webdriver, options.to_string())?;
    let mut tests = tests(settings, &facts)?;
    tests.env("WASM_BINDGEN_USE_BROWSER", "1").env("CHROMEDRIVER", &browser.driver);
    tests.env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", &webdriver).env("WASM_BINDGEN_TEST_DRIVER_TIMEOUT", "60");
    shell::run(&mut tests)
}

fn tests(settings: &Settings, facts: &Facts) -> Outcome<Command> {
    let mut command = cargo();
    command.args(["test", "--no-fail-fast", "-p", CRATE, "--target", WASM_TARGET]).args(selected(facts)?);
    // What the tests print, the hashes of traces above all, is there to be compared.
    command.args(["--", "--nocapture"]);
    // The runner refuses two modes and two drivers; what to use is said by the caller.
    for (name, _) in env::vars_os() {
        let name = name.to_string_lossy().into_owned();
        if name.starts_with("WASM_BINDGEN_USE_")
            || name.starts_with("WASM_BINDGEN_TEST_ONLY_")
            || name.ends_with("DRIVER")
        {
            command.env_remove(name);
        }
    }
    if env::var_os("WASM_BINDGEN_TEST_TIMEOUT").is_none() {
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "600");
    }
    settings.pass_on(&mut command);
    Ok(command)
}

/// The library and those integration tests that have wasm tests, as arguments of Cargo.
fn selected(facts: &Facts) -> Outcome<Vec<String>> {
    let mut selected = Vec::new();
    for source in repo::files_below(&repo::root().join("src"))? {
        if is_wasm_test(&source)? {
            selected.push("--lib".to_owned());
            break;
        }
    }
    for (name, source) in &facts.tests {
        if is_wasm_test(source)? {
            selected.extend(["--test".to_owned(), name.clone()]);
        }
    }
    if selected.is_empty() {
        return Err("neither src/ nor tests/ has a wasm_bindgen_test".to_owned());
    }
    Ok(selected)
}

fn is_wasm_test(source: &Path) -> Outcome<bool> {
    Ok(source.extension().is_some_and(|extension| extension == "rs")
        && repo::read(source)?.contains("wasm_bindgen_test"))
}
