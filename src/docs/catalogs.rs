//! The words of each language, for the JavaScript side: the phrases of [`crate::locale`] as data.

use super::banner;
use crate::locale::{CATALOGS, Catalog, EN};
use serde_json::{Map, Value, json};

pub(super) fn files() -> Vec<(String, String)> {
    CATALOGS.into_iter().map(file).collect()
}

fn file(catalog: &'static Catalog) -> (String, String) {
    let path = match catalog.locale {
        locale if locale == EN.locale => format!("pkg-template/generated/{locale}.js"),
        locale => format!("pkg-template/locales/{locale}.js"),
    };
    let source = format!("src/locale/{}.rs", catalog.locale.replace('-', "_").to_lowercase());
    (path, format!("{}export default {};\n", banner("//", &source), of(catalog)))
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
