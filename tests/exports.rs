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
    let crate_folder = env!("CARGO_MANIFEST_DIR");
    let app = Path::new(env!("CARGO_TARGET_TMPDIR")).join("wasm-app");
    std::fs::create_dir_all(app.join("src")).unwrap();
    let manifest = format!(
        "[package]\nname = \"wasm-app\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[lib]\ncrate-type = [\"cdylib\"]\n\n\
         [dependencies]\nseedance-request = {{ path = {crate_folder:?} }}\n\n[profile.dev]\ndebug = 0\n\n[workspace]\n"
    );
    std::fs::write(app.join("Cargo.toml"), manifest).unwrap();
    let source = "#[unsafe(no_mangle)]\npub extern \"C\" fn app_entry(length: usize) -> usize {\n    \
                  let text = \" \".repeat(length);\n    \
                  seedance_request::validate_json(text, &Default::default()).issues.len()\n}\n";
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
    // What the linker and wasm-bindgen's own runtime always export.
    exports.retain(|name| !name.starts_with("__") && name != "memory");
    assert_eq!(exports, ["app_entry"]);
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
