//! Patches the JavaScript that wasm-bindgen writes, so that an instance can be dropped and replaced.
//!
//! Added are: fallbacks for the text coders where a test environment hides them, `__reset()`, and finalizers that
//! never free a pointer of a dropped instance in the one that came after it.

use crate::shell::Outcome;

const TEXT_DECODER: &str = "\
const TextDecoder = globalThis.TextDecoder ?? class {
    decode(bytes = []) {
        let text = '';
        for (let i = 0; i < bytes.length;) {
            const lead = bytes[i++];
            const more = lead < 0xc0 ? 0 : lead < 0xe0 ? 1 : lead < 0xf0 ? 2 : 3;
            let point = more ? lead & (0x3f >> more) : lead;
            for (let end = i + more; i < end; i++) point = point << 6 | bytes[i] & 0x3f;
            text += String.fromCodePoint(point);
        }
        return text;
    }
};
";

const TEXT_ENCODER: &str = "\
const TextEncoder = globalThis.TextEncoder ?? class {
    encode(text) {
        const bytes = [];
        for (const character of text) {
            let point = character.codePointAt(0);
            if (point >= 0xd800 && point < 0xe000) point = 0xfffd;
            const more = point < 0x80 ? 0 : point < 0x800 ? 1 : point < 0x10000 ? 2 : 3;
            bytes.push(more ? 0x7f80 >> more & 0xff | point >> 6 * more : point);
            for (let i = more - 1; i >= 0; i--) bytes.push(0x80 | point >> 6 * i & 0x3f);
        }
        return Uint8Array.from(bytes);
    }
};
";

const FINALIZERS: &str = "\
let __generation = 0;
const __Registry = globalThis.FinalizationRegistry;
const FinalizationRegistry = __Registry && class {
    constructor(free) {
        this.registry = new __Registry(([held, generation]) => {
            if (generation === __generation) free(held);
        });
    }
    register(object, held, token) { this.registry.register(object, [held, __generation], token); }
    unregister(token) { this.registry.unregister(token); }
};
";

/// The glue with everything added, or the reason why this version of wasm-bindgen needs another patch.
pub fn patch(glue: &str) -> Outcome<String> {
    let views = cached_views(glue)?;
    let mut patched = String::new();
    for (name, fallback) in [("new TextDecoder", TEXT_DECODER), ("new TextEncoder", TEXT_ENCODER)] {
        if glue.contains(name) {
            patched.push_str(fallback);
        }
    }
    let finalizers = glue.contains("FinalizationRegistry");
    if finalizers {
        patched.push_str(FINALIZERS);
    }
    patched.push_str(glue);
    patched.push_str("\n/** Forgets the memory of an instance that is given up. */\nexport function __reset() {\n");
    for view in views {
        patched.push_str(&format!("    {view} = null;\n"));
    }
    if finalizers {
        patched.push_str("    __generation++;\n");
    }
    patched.push_str("}\n");
    Ok(patched)
}

/// The glue without its functions that only call an export of the module, for drivers that call exports themselves.
pub fn without_wrappers(glue: &str) -> String {
    const FUNCTION: &str = "export function ";
    let mut kept = String::new();
    let mut rest = glue;
    while let Some(start) = rest.find(FUNCTION) {
        let name: String = rest[start + FUNCTION.len()..].chars().take_while(|next| *next != '(').collect();
        let end = rest[start..].find("\n}\n").map_or(rest.len(), |length| start + length + 3);
        if rest[start..end].contains(&format!("wasm.{name}(")) {
            let before = &rest[..start];
            // Its documentation goes along.
            kept.push_str(
                before.rfind("/**").filter(|_| before.ends_with("*/\n")).map_or(before, |doc| &before[..doc]),
            );
        } else {
            kept.push_str(&rest[..end]);
        }
        rest = &rest[end..];
    }
    kept + rest
}

/// The views of wasm memory that the glue keeps.
fn cached_views(glue: &str) -> Outcome<Vec<&str>> {
    let changed = |what: &str| format!("wasm-bindgen's glue changed: {what}; xtask/src/glue.rs must be adapted");
    if !glue.contains("export function __wbg_set_wasm(") {
        return Err(changed("it exports no __wbg_set_wasm"));
    }
    let views: Vec<&str> = glue
        .lines()
        .filter_map(|line| line.trim().strip_prefix("let ")?.strip_suffix(" = null;"))
        .filter(|name| is_view(name))
        .collect();
    // Functions that pass nothing but numbers need no view.
    if views.is_empty() && glue.contains("wasm.memory") {
        return Err(changed("it reads the memory and keeps no view of it"));
    }
    let unknown = glue
        .split(|character: char| !character.is_ascii_alphanumeric() && character != '_')
        .find(|word| is_view(word) && !views.contains(word));
    match unknown {
        Some(word) => Err(changed(&format!("{word} is not declared as `let {word} = null;`"))),
        None => Ok(views),
    }
}

fn is_view(name: &str) -> bool {
    name.starts_with("cached") && name.trim_end_matches(|digit: char| digit.is_ascii_digit()).ends_with("Memory")
}

#[cfg(test)]
mod tests {
    use super::*;

    const GLUE: &str = "let cachedUint8ArrayMemory0 = null;\nlet cachedDataViewMemory0 = null;\nlet wasm;\nexport function __wbg_set_wasm(val) {\n    wasm = val;\n}\n";

    #[test]
    fn every_view_is_reset() {
        let patched = patch(GLUE).unwrap();
        let reset = patched.split("function __reset()").nth(1).unwrap();
        assert!(reset.contains("cachedUint8ArrayMemory0 = null;") && reset.contains("cachedDataViewMemory0 = null;"));
        assert!(!patched.contains("TextDecoder") && !patched.contains("generation"));
    }

    #[test]
    fn what_the_glue_uses_gets_its_cover() {
        let glue = format!("{GLUE}new TextDecoder();\nnew TextEncoder();\nnew FinalizationRegistry(f);\n");
        let patched = patch(&glue).unwrap();
        assert!(patched.starts_with("const TextDecoder = globalThis"));
        assert!(patched.contains("const TextEncoder = globalThis") && patched.contains("__generation++;"));
    }

    #[test]
    fn glue_of_numbers_alone_has_nothing_to_reset() {
        assert!(patch("export function __wbg_set_wasm(val) {}").unwrap().contains("export function __reset() {\n}"));
    }

    #[test]
    fn wrappers_go_and_what_the_module_needs_stays() {
        let wrapper = "/**\n * @returns {number}\n */\nexport function check(length) {\n    const ret = wasm.check(length);\n    return ret >>> 0;\n}\n";
        let import = "export function __wbindgen_throw(at) {\n    throw at;\n}\n";
        assert_eq!(without_wrappers(&format!("{wrapper}{import}{wrapper}{GLUE}")), format!("{import}{GLUE}"));
        assert_eq!(without_wrappers(GLUE), GLUE);
    }

    #[test]
    fn changed_glue_fails_the_build() {
        assert!(patch("").is_err());
        assert!(patch(&GLUE.replace("__wbg_set_wasm", "other")).is_err());
        assert!(patch("export function __wbg_set_wasm(val) {}\nlet view = wasm.memory.buffer;").is_err());
        let unseen = format!("{GLUE}let cachedInt32ArrayMemory0 = new Int32Array();\n");
        assert!(patch(&unseen).unwrap_err().contains("cachedInt32ArrayMemory0"));
    }

    #[test]
    fn the_text_fallbacks_agree_with_node() {
        let check = "
            const text = ['', 'a\\x7f', '\\x80\\u07ff', '\\u0800\\u4e2d\\ufeff\\uffff', '\\u{10000}\\u{1f600}\\u{10ffff}', 'x\\ud800', '\\udc00y'];
            for (const one of [...text, text.join('-')]) {
                const bytes = new TextEncoder().encode(one);
                if (Buffer.compare(Buffer.from(one), bytes)) throw new Error('encode ' + escape(one));
                if (new TextDecoder().decode(bytes) !== Buffer.from(one).toString()) throw new Error('decode ' + escape(one));
            }
            if (new TextDecoder().decode() !== '') throw new Error('decode nothing');
            if (Object.getPrototypeOf(TextDecoder.prototype) !== Object.prototype || String(TextDecoder).includes('native')) throw new Error('not the fallback');
        ";
        let hidden = "globalThis.TextDecoder = globalThis.TextEncoder = undefined;";
        let script = format!("{hidden} {{ {TEXT_DECODER} {TEXT_ENCODER} {check} }}");
        let node = crate::shell::which("node").expect("Node is on PATH");
        crate::shell::run(std::process::Command::new(node).args(["-e", &script])).unwrap();
    }
}
