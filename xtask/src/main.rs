//! The tasks of this repository, started as `cargo xtask <command>`.
//!
//! This file knows the commands and their arguments; what they do stands in the modules.

#![forbid(unsafe_code)]

mod browser;
mod build;
mod demo;
mod entries;
mod forward;
mod generate;
mod glue;
mod node;
mod repo;
mod server;
mod shell;
mod split;
mod suite;
mod wasm_tests;

use std::process::ExitCode;

use shell::Outcome;

const USAGE: &str = "\
usage: cargo xtask <command>

  build               leave the npm package in pkg/
  generate [--check]  write the generated files; with --check name the stale ones and fail
  demo [--port N]     build, bundle www/ and serve it on 127.0.0.1 (port 4173, or the next free one), with an emulated API;
                      TOAPIS_API_KEY puts the real one behind it, TOAPIS_BASE_URL says where that is
  test [--long]       run every check, with a table at the end; --long for the full counts
  bench               build, then measure against the peers pinned in tests/bench
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = args.iter().map(String::as_str).collect();
    let outcome = match words.as_slice() {
        ["build"] => build::run().map(drop),
        ["generate"] => generate::run(false),
        ["generate", "--check"] => generate::run(true),
        ["demo"] => demo::run(demo::DEFAULT_PORT),
        ["demo", "--port", port] => match port.parse() {
            Ok(port) => demo::run(port),
            Err(_) => {
                return misuse(&format!("--port takes a number from 0 to 65535, not {port}"));
            }
        },
        ["test"] => suite::run(false),
        ["test", "--long"] => suite::run(true),
        ["bench"] => bench(),
        ["wasm-test-runner", rest @ ..] => wasm_tests::runner(rest),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            return ExitCode::SUCCESS;
        }
        _ => return misuse(&format!("unknown command: {}", args.join(" "))),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("error: {message}");
            ExitCode::FAILURE
        }
    }
}

fn misuse(message: &str) -> ExitCode {
    eprintln!("error: {message}\n\n{USAGE}");
    ExitCode::from(2)
}

fn bench() -> Outcome {
    shell::say("bench: what it needs");
    let folder = repo::root().join("tests/bench");
    node::install(&folder)?;
    let browser = browser::find_or_install()?;
    let tarball = node::pack(&build::run()?)?;
    shell::say("node tests/bench/run.mjs");
    let mut command = node::node(&folder.join("run.mjs"))?;
    command
        .current_dir(&folder)
        .env("SEEDANCE_TARBALL", tarball)
        .env("CHROMIUM", browser.chromium)
        .env("CHROMEDRIVER", browser.driver);
    shell::run(&mut command)
}
