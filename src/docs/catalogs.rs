//! The words of each language, for the JavaScript side: the phrases of [`crate::locale`] as data. The built-in language
//! is lines of text, of which a page makes a catalog once it needs a word; the others are catalogs as they stand.

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
        return (format!("pkg-template/generated/{locale}.js"), banner + &lines(catalog));
    }
    (format!("pkg-template/locales/{locale}.js"), format!("{banner}export default {};\n", of(catalog)))
}

/// A catalog as text, an entry a line, whose parts a bar divides.
fn lines(catalog: &Catalog) -> String {
    let pairs = |list: &[(&str, &str)]| list.iter().map(|(name, words)| line(&[name, words])).collect();
    let phrases = catalog.phrases.iter().map(|phrase| line(&[phrase.message, phrase.help, phrase.fix])).collect();
    let lists: [(&str, &str, Vec<String>); 4] = [
        ("PHRASES", "message, help and fix of each rule, by number", phrases),
        ("TERMS", "name and words", pairs(catalog.terms)),
        ("FIELDS", "name and label", pairs(catalog.fields)),
        ("OPTIONS", "name and label", pairs(catalog.options)),
    ];
    let mut text = String::new();
    for (name, words) in [("LOCALE", catalog.locale), ("SEPARATOR", catalog.separator)] {
        text += &format!("export const {name} = {};\n", Value::from(words));
    }
    for (name, what, list) in lists {
        text += &format!("/** {what} */\nexport const {name} = `{}`;\n", list.join("\n"));
    }
    text
}

/// The parts of an entry, without the bars at its end.
fn line(parts: &[&str]) -> String {
    parts.join("|").trim_end_matches('|').to_owned()
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

#[cfg(test)]
mod tests {
    use super::*;

    /// What divides entries and their parts, or means something else between backquotes, stands in no word.
    #[test]
    fn lines_hold_the_words_as_they_are() {
        let phrases = EN.phrases.iter().flat_map(|phrase| [phrase.message, phrase.help, phrase.fix]);
        let pairs = [EN.terms, EN.fields, EN.options].concat();
        let words: Vec<&str> = phrases.chain(pairs.iter().flat_map(|(name, words)| [*name, *words])).collect();
        assert!(words.len() > 100);
        for text in words {
            assert!(!text.contains(['|', '\n', '`', '\\']) && !text.contains("${"), "{text}");
        }
        assert_eq!(line(&["a", "", "c"]), "a||c");
        assert_eq!(line(&["a", "b", ""]), "a|b");
    }
}
