//! From a code and its parameters to words. A finding never knows its language; a catalog never knows a rule.
//!
//! A template is a sentence with `{name}` for a parameter and `{term:name}` for one that is a term of the catalog.
//! `help` is said only when every parameter it names is there. The JavaScript formatter follows the same grammar.

mod en;
mod zh_cn;

use serde_json::{Map, Value};

pub use en::EN;
pub use zh_cn::ZH_CN;

/// The templates of one rule.
#[derive(Clone, Copy, Debug)]
pub struct Phrase {
    /// The rule.
    pub code: &'static str,
    /// What is wrong.
    pub message: &'static str,
    /// What to do about it; empty where the message says it all.
    pub help: &'static str,
    /// What the fix does; empty where the rule offers none.
    pub fix: &'static str,
}

/// The words of one language.
#[derive(Debug)]
pub struct Catalog {
    /// A BCP 47 tag.
    pub locale: &'static str,
    /// One phrase a rule, in the order of the index.
    pub phrases: &'static [Phrase],
    /// The kinds, reasons and units that templates name with `{term:…}`.
    pub terms: &'static [(&'static str, &'static str)],
    /// What people call the fields.
    pub fields: &'static [(&'static str, &'static str)],
    /// What people call the options of fields: roles, the lengths that mean automatic.
    pub options: &'static [(&'static str, &'static str)],
    /// What stands between the items of a list.
    pub separator: &'static str,
}

/// Every catalog.
pub const CATALOGS: [&Catalog; 2] = [&EN, &ZH_CN];

/// A phrase with its parameters filled in.
#[derive(Clone, Debug, PartialEq)]
pub struct Words {
    /// What is wrong.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
    /// What the fix does.
    pub fix: Option<String>,
}

impl Catalog {
    /// Phrases an issue; a code without a phrase is said as itself.
    pub fn phrase(&self, code: &str, params: &Map<String, Value>) -> Words {
        let Some(phrase) = self.phrases.iter().find(|phrase| phrase.code == code) else {
            return Words { message: code.to_owned(), help: None, fix: None };
        };
        let optional = |template: &str| match template {
            "" => None,
            template => self.fill(template, params),
        };
        Words {
            message: self.fill(phrase.message, params).unwrap_or_else(|| code.to_owned()),
            help: optional(phrase.help),
            fix: optional(phrase.fix),
        }
    }

    /// The words for a term, or the term itself.
    pub fn term<'t>(&self, term: &'t str) -> &'t str {
        self.terms.iter().find(|(name, _)| *name == term).map_or(term, |(_, words)| words)
    }

    /// The template with its parameters; nothing where one of them is not there.
    fn fill(&self, template: &str, params: &Map<String, Value>) -> Option<String> {
        let mut filled = String::new();
        let mut rest = template;
        while let Some((before, after)) = rest.split_once('{') {
            let (name, after) = after.split_once('}')?;
            filled.push_str(before);
            match name.strip_prefix("term:") {
                Some(name) => filled.push_str(self.term(params.get(name)?.as_str()?)),
                None => self.push(&mut filled, params.get(name)?),
            }
            rest = after;
        }
        filled.push_str(rest);
        Some(filled)
    }

    fn push(&self, filled: &mut String, value: &Value) {
        match value {
            Value::String(text) => filled.push_str(text),
            Value::Number(number) => filled.push_str(ryu_js::Buffer::new().format(number.as_f64().unwrap_or(f64::NAN))),
            Value::Array(items) => {
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        filled.push_str(self.separator);
                    }
                    self.push(filled, item);
                }
            }
            Value::Bool(bool) => filled.push_str(if *bool { "true" } else { "false" }),
            Value::Null | Value::Object(_) => filled.push_str("null"),
        }
    }
}
