//! A WebAssembly app that depends on the crate finds none of its exports in itself: those belong to the npm package.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use std::path::Path;
use std::process::Command;

#[test]
fn a_rust_app_exports_only_what_is_its_own() {
    let checks = "seedance_request::validate_json(\" \".repeat(length), &Default::default()).issues.len()";
    assert_eq!(exports_of_app("wasm-app", "", checks), ["app_entry"]);
}

#[test]
fn a_rust_app_with_the_client_exports_only_what_is_its_own() {
    let runs = "use std::future::IntoFuture as _;
        let request = seedance_request::RequestBuilder::new(\"seedance-2\").prompt(\"a\".repeat(length));
        let Ok(request) = request.build(&Default::default()).ok() else { return 1 };
        let Ok(client) = seedance_request::client::Client::builder(\"/api\").build() else { return 2 };
        let mut call = client.run(&request).into_future();
        let mut context = std::task::Context::from_waker(std::task::Waker::noop());
        usize::from(call.as_mut().poll(&mut context).is_ready())";
    assert_eq!(exports_of_app("wasm-app-client", "client", runs), ["app_entry"]);
}

/// What an app exports that depends on the crate, the linker's and wasm-bindgen's own apart.
fn exports_of_app(name: &str, features: &str, body: &str) -> Vec<String> {
    let crate_folder = env!("CARGO_MANIFEST_DIR");
    let app = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(app.join("src")).unwrap();
    let features = if features.is_empty() { String::new() } else { format!("{features:?}") };
    let manifest = format!(
        "[package]\nname = \"wasm-app\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n\
         [dependencies]\nseedance-request = {{ path = {crate_folder:?}, features = [{features}] }}\n\n\
         [profile.dev]\ndebug = 0\n\n[workspace]\n"
    );
    std::fs::write(app.join("Cargo.toml"), manifest).unwrap();
    let source =
        format!("#[unsafe(no_mangle)]\npub extern \"C\" fn app_entry(length: usize) -> usize {{\n    {body}\n}}\n");
    std::fs::write(app.join("src/lib.rs"), source).unwrap();
    std::fs::copy(Path::new(crate_folder).join("Cargo.lock"), app.join("Cargo.lock")).unwrap();
    let built = Command::new(env!("CARGO"))
        .args(["build", "--quiet", "--target", "wasm32-unknown-unknown", "--manifest-path"])
        .arg(app.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", app.join("target"))
        .status()
        .unwrap();
    assert!(built.success());
    let wasm = std::fs::read(app.join("target/wasm32-unknown-unknown/debug/wasm_app.wasm")).unwrap();
    let mut exports = exports(&wasm);
    // The second prefix is how wasm-bindgen calls closures back.
    exports.retain(|name| !name.starts_with("__") && !name.starts_with("wasm_bindgen__") && name != "memory");
    exports
}

/// The names in the export section.
fn exports(wasm: &[u8]) -> Vec<String> {
    let mut at = 8;
    let integer = |at: &mut usize| {
        let (mut value, mut shift) = (0usize, 0);
        loop {
            let byte = wasm[*at];
            *at += 1;
            value |= ((byte & 0x7f) as usize) << shift;
            shift += 7;
            if byte & 0x80 == 0 {
                return value;
            }
        }
    };
    while at < wasm.len() {
        let section = wasm[at];
        at += 1;
        let size = integer(&mut at);
        let end = at + size;
        if section == 7 {
            return (0..integer(&mut at))
                .map(|_| {
                    let length = integer(&mut at);
                    let name = String::from_utf8(wasm[at..at + length].to_vec()).unwrap();
                    at += length + 1;
                    integer(&mut at);
                    name
                })
                .collect();
        }
        at = end;
    }
    Vec::new()
}
