//! Reads the `exports` of the package: which CommonJS files it promises, and from which ES modules they are made.
//!
//! The list stands in pkg-template/package.json alone.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value};

use crate::shell::Outcome;

/// What the package's manifest promises. Paths are relative to the package, without the leading `./`.
#[derive(Debug, Default, PartialEq)]
pub struct Entries {
    /// CommonJS bundle -> the ES module it is bundled from.
    pub bundles: BTreeMap<String, String>,
    /// Type declarations for `require`.
    pub declarations: BTreeSet<String>,
    /// Every file that the manifest names.
    pub files: BTreeSet<String>,
}

impl Entries {
    pub fn of(manifest: &Value) -> Outcome<Self> {
        let mut entries = Self::default();
        let exports = manifest.get("exports").ok_or("pkg-template/package.json has no `exports`")?;
        entries.walk(exports)?;
        for field in ["main", "module", "types"] {
            if let Some(file) = manifest.get(field) {
                entries.name(file)?;
            }
        }
        Ok(entries)
    }

    fn walk(&mut self, node: &Value) -> Outcome {
        let Value::Object(branches) = node else {
            return self.name(node).map(drop);
        };
        if let Some(require) = branches.get("require") {
            self.bundle(require, branches)?;
        }
        branches.values().try_for_each(|branch| self.walk(branch))
    }

    /// A `require` branch is made from the `import` branch beside it.
    fn bundle(&mut self, require: &Value, beside: &Map<String, Value>) -> Outcome {
        let target = self.default_of(require)?;
        let source =
            beside.get("import").ok_or_else(|| format!("`exports` has no `import` beside the require of {target}"))?;
        let source = self.default_of(source)?;
        if !target.ends_with(".cjs") {
            return Err(format!("the require branch of `exports` names {target}, which does not end in .cjs"));
        }
        if let Some(types) = require.get("types") {
            let types = self.name(types)?;
            if !types.ends_with(".d.cts") {
                return Err(format!("the types of a require branch do not end in .d.cts: {types}"));
            }
            self.declarations.insert(types);
        }
        match self.bundles.insert(target.clone(), source.clone()) {
            Some(other) if other != source => {
                Err(format!("`exports` makes {target} from both {other} and {source}: give one of them another name"))
            }
            _ => Ok(()),
        }
    }

    fn default_of(&mut self, branch: &Value) -> Outcome<String> {
        self.name(branch.get("default").unwrap_or(branch))
    }

    fn name(&mut self, path: &Value) -> Outcome<String> {
        let file = path.as_str().map(|path| path.strip_prefix("./").unwrap_or(path));
        let file =
            file.ok_or_else(|| format!("pkg-template/package.json names a file by something that is no path: {path}"))?;
        if file.contains('*') {
            return Err(format!("patterns in `exports` are not supported: {file}"));
        }
        self.files.insert(file.to_owned());
        Ok(file.to_owned())
    }
}

/// The relative `.js` modules that a declaration file names, as written.
pub fn relative_modules(declarations: &str) -> BTreeSet<&str> {
    // Inside quotes of either kind: every second piece, were it not for apostrophes in prose, so all pieces are looked at.
    let quoted = |mark: char| declarations.split(mark).filter(|piece| !piece.contains(['\n', ' ']));
    quoted('"')
        .chain(quoted('\''))
        .filter(|piece| (piece.starts_with("./") || piece.starts_with("../")) && piece.ends_with(".js"))
        .collect()
}

/// The same declarations, seen from CommonJS.
pub fn as_commonjs(declarations: &str, modules: &BTreeSet<&str>) -> String {
    modules.iter().fold(declarations.to_owned(), |text, module| {
        let other = format!("{}.cjs", module.trim_end_matches(".js"));
        ['"', '\'']
            .into_iter()
            .fold(text, |text, mark| text.replace(&format!("{mark}{module}{mark}"), &format!("{mark}{other}{mark}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn of(exports: Value) -> Outcome<Entries> {
        Entries::of(&json!({ "exports": exports }))
    }

    #[test]
    fn require_branches_are_bundled_from_the_import_beside_them() {
        let entries = of(json!({
            ".": {
                "workerd": { "types": "./dist/index.d.ts", "default": "./dist/index.workerd.js" },
                "import": { "types": "./dist/index.d.ts", "default": "./dist/index.js" },
                "require": { "types": "./dist/index.d.cts", "default": "./dist/index.cjs" },
                "default": "./dist/index.js"
            },
            "./slim": {
                "node": { "import": { "default": "./dist/slim.node.js" }, "require": "./dist/slim.node.cjs" },
                "import": "./dist/slim.js",
                "require": "./dist/slim.cjs"
            },
            "./openapi.json": "./dist/openapi.json"
        }))
        .unwrap();
        let bundles: Vec<_> = entries.bundles.iter().map(|(cjs, esm)| (cjs.as_str(), esm.as_str())).collect();
        assert_eq!(
            bundles,
            [
                ("dist/index.cjs", "dist/index.js"),
                ("dist/slim.cjs", "dist/slim.js"),
                ("dist/slim.node.cjs", "dist/slim.node.js")
            ]
        );
        assert_eq!(entries.declarations.iter().collect::<Vec<_>>(), ["dist/index.d.cts"]);
        assert!(entries.files.contains("dist/openapi.json") && entries.files.contains("dist/index.workerd.js"));
        assert_eq!(entries.files.len(), 10);
    }

    #[test]
    fn one_bundle_has_one_source() {
        let error = of(json!({
            "node": { "import": "./a.node.js", "require": "./a.cjs" },
            "import": "./a.js",
            "require": "./a.cjs"
        }));
        assert!(error.unwrap_err().contains("a.node.js"));
    }

    #[test]
    fn what_cannot_be_built_is_refused() {
        assert!(Entries::of(&json!({})).is_err());
        assert!(of(json!({ ".": { "require": "./a.cjs" } })).is_err());
        assert!(of(json!({ ".": { "import": "./a.js", "require": "./b.js" } })).is_err());
        assert!(
            of(json!({ ".": { "import": "./a.js", "require": { "types": "./a.d.ts", "default": "./a.cjs" } } }))
                .is_err()
        );
        assert!(of(json!({ "./*": "./dist/*.js" })).is_err());
        assert!(of(json!({ ".": 1 })).is_err());
    }

    #[test]
    fn declarations_for_require_name_their_commonjs_neighbours() {
        let text = "/** It's here. */\nimport type { A } from './nouns.js';\nexport type B = import(\"../b.js\").B | 'x';\nimport 'other.js';\n";
        let modules = relative_modules(text);
        assert_eq!(modules.iter().copied().collect::<Vec<_>>(), ["../b.js", "./nouns.js"]);
        let text = as_commonjs(text, &modules);
        assert!(text.contains("'./nouns.cjs'") && text.contains("\"../b.cjs\"") && text.contains("'other.js'"));
    }
}
