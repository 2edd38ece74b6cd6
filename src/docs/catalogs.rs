//! The words of each language, for the JavaScript side: the phrases of [`crate::locale`] as data.

use super::banner;
use crate::locale::{CATALOGS, Catalog, EN};
use serde_json::{Map, Value, json};

pub(super) fn files() -> Vec<(String, String)> {
    CATALOGS.into_iter().map(file).collect()
}

fn file(catalog: &'static Catalog) -> (String, String) {
    let locale = catalog.locale;
    let banner = banner("//", &format!("src/locale/{}.rs", locale.replace('-', "_").to_lowercase()));
    if locale == EN.locale {
        // It is made of text when a word of it is asked for first: a page that begins with a plain request needs none.
        let text = Value::String(of(catalog).to_string());
        let made = format!("let made;\nexport const english = () => (made ??= JSON.parse({text}));\n");
        return (format!("pkg-template/generated/{locale}.js"), banner + &made);
    }
    (format!("pkg-template/locales/{locale}.js"), format!("{banner}export default {};\n", of(catalog)))
}

fn of(catalog: &Catalog) -> Value {
    let phrases: Map<String, Value> = catalog
        .phrases
        .iter()
        .map(|phrase| {
            let mut words = Map::new();
            words.insert("message".to_owned(), phrase.message.into());
            for (name, text) in [("help", phrase.help), ("fix", phrase.fix)] {
                if !text.is_empty() {
                    words.insert(name.to_owned(), text.into());
                }
            }
            (phrase.code.to_owned(), words.into())
        })
        .collect();
    let pairs = |list: &[(&str, &str)]| -> Map<String, Value> {
        list.iter().map(|(name, words)| ((*name).to_owned(), (*words).into())).collect()
    };
    json!({
        "locale": catalog.locale,
        "separator": catalog.separator,
        "phrases": phrases,
        "terms": pairs(catalog.terms),
        "fields": pairs(catalog.fields),
        "options": pairs(catalog.options),
    })
}
