//! Whether every rule has all that a rule needs, and whether the house keeps its own law. Knows the contract of codes and
//! severities, written down independently of the rules; what a rule finds is for the cases to say.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test may fail"
)]

mod common;

use common::{cases, options};
use seedance_request::capability::{Cell, Model, Page, Role};
use seedance_request::docs::generate;
use seedance_request::locale::{CATALOGS, EN};
use seedance_request::rules::{FILES, InSchema, RULES};
use seedance_request::{Edition, Severity, validate, validate_json};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Every code in the order of reports, with its severity in 2026-06 and in 2026-08: error, warning, advice or none.
const CONTRACT: &[(&str, &str)] = &[
    ("not-an-object", "EE"),
    ("not-json", "EE"),
    ("duplicate-key", "EE"),
    ("too-deep", "EE"),
    ("too-large", "EE"),
    ("wrong-type", "EE"),
    ("empty-value", "WW"),
    ("unknown-field", "WW"),
    ("field-undocumented", "WW"),
    ("field-not-exposed", "EE"),
    ("model-missing", "EE"),
    ("model-unknown", "EE"),
    ("prompt-missing", "WW"),
    ("nothing-to-generate", "EE"),
    ("prompt-too-long", "-A"),
    ("prompt-names-missing-media", "WW"),
    ("prompt-holds-url", "WW"),
    ("duration-out-of-range", "EE"),
    ("duration-auto-unsupported", "EE"),
    ("duration-not-listed", "W-"),
    ("duration-left-to-default", "WW"),
    ("aspect-ratio-unknown", "EE"),
    ("resolution-not-offered", "EE"),
    ("image-urls-with-roles", "EE"),
    ("image-urls-not-supported", "E-"),
    ("image-urls-discouraged", "AA"),
    ("image-urls-beside-references", "WW"),
    ("url-missing", "EE"),
    ("role-missing", "EE"),
    ("role-not-offered", "EE"),
    ("too-many-first-frames", "EE"),
    ("too-many-last-frames", "EE"),
    ("last-frame-alone", "EE"),
    ("too-many-reference-images", "EE"),
    ("too-many-reference-videos", "EE"),
    ("too-many-reference-audios", "EE"),
    ("channel-limit-unknown", "WW"),
    ("frame-and-reference-mixed", "EE"),
    ("audio-without-visual", "EE"),
    ("web-search-with-media", "-E"),
    ("tool-unknown", "-E"),
    ("url-malformed", "EE"),
    ("url-scheme-not-offered", "EE"),
    ("url-not-https", "WW"),
    ("url-has-credentials", "WW"),
    ("url-not-public", "WW"),
    ("asset-id-malformed", "EE"),
    ("media-kind-mismatch", "WW"),
    ("duplicate-reference", "WW"),
    ("callback-url-refused", "WE"),
    ("trace-id-without-callback", "W-"),
    ("business-id-in-metadata", "AA"),
    ("business-id-conflict", "EE"),
    ("business-id-unusable", "EE"),
    ("business-id-needs-encoding", "WW"),
    ("business-id-like-task-id", "WW"),
    ("metadata-shadows-field", "WW"),
    ("seed-unsafe", "EE"),
    ("seed-range-unknown", "WW"),
];

/// Files of src/rules/ that hold no rule, or several.
const HELPERS: [&str; 4] = ["facts", "nearest", "prompt_text", "reading"];

fn root(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// Every Rust file of src/, with its path from there.
fn sources() -> Vec<(String, String)> {
    fn walk(folder: &Path, files: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.extension() {
                _ if path.is_dir() => walk(&path, files),
                Some(extension) if extension == "rs" => files.push(path),
                _ => {}
            }
        }
    }
    let src = root("src");
    let mut files = Vec::new();
    walk(&src, &mut files);
    files.sort();
    assert!(files.len() > 80, "only {} files under src/", files.len());
    files.iter().map(|file| (file.strip_prefix(&src).unwrap().to_str().unwrap().to_owned(), read(file))).collect()
}

#[test]
fn codes_and_severities_are_the_contract() {
    let letter = |severity: Option<Severity>| match severity {
        Some(Severity::Error) => 'E',
        Some(Severity::Warning) => 'W',
        Some(Severity::Advice) => 'A',
        None => '-',
    };
    let found: Vec<(String, String)> = RULES
        .iter()
        .map(|rule| {
            (rule.code.to_owned(), Edition::ALL.map(|edition| letter(rule.severity.of(edition))).iter().collect())
        })
        .collect();
    let contract: Vec<(String, String)> =
        CONTRACT.iter().map(|(code, severity)| ((*code).to_owned(), (*severity).to_owned())).collect();
    assert_eq!(found, contract);
}

#[test]
fn every_file_of_a_rule_is_listed_under_its_code() {
    for (rule, file) in RULES.iter().zip(FILES) {
        if *file == "reading" {
            let line = format!("static {}: Rule", rule.code.replace('-', "_").to_uppercase());
            assert!(read(&root("src/rules/reading.rs")).contains(&line), "{} has no static in reading.rs", rule.code);
        } else {
            assert_eq!(rule.code.replace('-', "_"), *file, "the stem of a rule's file is its code");
        }
    }
    let listed: BTreeSet<&str> = FILES.iter().copied().chain(HELPERS).collect();
    for entry in std::fs::read_dir(root("src/rules")).unwrap() {
        let path = entry.unwrap().path();
        let stem = path.file_stem().unwrap().to_str().unwrap();
        assert!(listed.contains(stem), "src/rules/{stem}.rs is not in the list of src/rules.rs");
        let says = format!("code: \"{}\"", stem.replace('_', "-"));
        assert!(HELPERS.contains(&stem) || read(&path).contains(&says), "src/rules/{stem}.rs does not say {says}");
    }
    for stem in listed {
        assert!(root(&format!("src/rules/{stem}.rs")).is_file(), "src/rules/{stem}.rs is missing");
    }
}

#[test]
fn every_rule_has_a_meaning_a_section_and_a_place_in_the_index() {
    let readme = read(&root("README.md"));
    for (rule, file) in RULES.iter().zip(FILES) {
        let row = readme.lines().find(|line| line.starts_with(&format!("| `{}` |", rule.code)));
        let row = row.unwrap_or_else(|| panic!("README.md does not list {}: run `cargo xtask generate`", rule.code));
        let cells: Vec<&str> = row.trim_matches('|').split(" | ").map(str::trim).collect();
        assert!(cells.len() == 5 && cells[3].len() > 10, "{} ({file}.rs) has no meaning: {row}", rule.code);
        assert!(!rule.section.is_empty() && cells[4] == rule.section, "{} has no section: {row}", rule.code);
    }
}

#[test]
fn every_rule_is_tripped_and_spared_by_its_cases() {
    let mut tripped = BTreeMap::<String, [bool; 2]>::new();
    let mut spared = BTreeSet::new();
    let mut files = BTreeSet::new();
    for case in cases() {
        let Some(code) = case.code.clone() else { continue };
        assert_eq!(case.file, code, "tests/cases/{}.json is about {code}", case.file);
        files.insert(code.clone());
        let found = Edition::ALL.map(|edition| {
            let issues = case.expect[edition.name()].as_array().unwrap_or_else(|| panic!("{code}: {}", case.name));
            issues.iter().any(|issue| issue.as_str().unwrap().split(' ').nth(1) == Some(code.as_str()))
        });
        let seen = tripped.entry(code.clone()).or_default();
        *seen = [seen[0] || found[0], seen[1] || found[1]];
        if !found[0] && !found[1] {
            spared.insert(code);
        }
    }
    for rule in RULES {
        assert!(files.contains(rule.code), "tests/cases/{}.json is missing", rule.code);
        let expected = Edition::ALL.map(|edition| rule.severity.of(edition).is_some());
        assert_eq!(tripped[rule.code], expected, "tests/cases/{}.json: editions in which a case trips it", rule.code);
        assert!(spared.contains(rule.code), "tests/cases/{}.json has no case without the finding", rule.code);
    }
    assert_eq!(files.len(), RULES.len(), "a case file is about no rule");
}

/// The placeholders of a template, each as it is written.
fn placeholders(template: &str) -> BTreeSet<&str> {
    template.split('{').skip(1).map(|rest| rest.split_once('}').expect("a placeholder ends").0).collect()
}

#[test]
fn every_rule_is_phrased_in_every_locale_with_the_same_placeholders() {
    let codes: Vec<&str> = RULES.iter().map(|rule| rule.code).collect();
    for catalog in CATALOGS {
        let locale = catalog.locale;
        let phrased: Vec<&str> = catalog.phrases.iter().map(|phrase| phrase.code).collect();
        assert_eq!(phrased, codes, "the phrases of {locale}, in the order of the rules");
        for (phrase, english) in catalog.phrases.iter().zip(EN.phrases) {
            for (mine, theirs) in
                [(phrase.message, english.message), (phrase.help, english.help), (phrase.fix, english.fix)]
            {
                assert_eq!(placeholders(mine), placeholders(theirs), "{locale}: {}", phrase.code);
                assert_eq!(mine.is_empty(), theirs.is_empty(), "{locale}: {}", phrase.code);
            }
            assert!(!phrase.message.is_empty(), "{locale}: {}", phrase.code);
        }
        for (name, mine, english) in [
            ("terms", catalog.terms, EN.terms),
            ("fields", catalog.fields, EN.fields),
            ("options", catalog.options, EN.options),
        ] {
            let keys = |list: &[(&'static str, &'static str)]| list.iter().map(|(key, _)| *key).collect::<Vec<_>>();
            assert_eq!(keys(mine), keys(english), "the {name} of {locale}");
            assert!(mine.iter().all(|(_, words)| !words.is_empty()), "the {name} of {locale}");
        }
    }
    let same = EN.phrases.iter().zip(CATALOGS[1].phrases).filter(|(one, two)| one.message == two.message).count();
    assert_eq!(same, 0, "{} repeats English", CATALOGS[1].locale);
}

#[test]
fn every_rule_that_repairs_has_words_for_it_and_no_other_has() {
    for (rule, phrase) in RULES.iter().zip(EN.phrases) {
        assert_eq!(rule.repair.is_some(), !phrase.fix.is_empty(), "{}", rule.code);
    }
}

/// What the findings of all cases carry: by code, the names of parameters, and those that every finding has.
#[test]
fn templates_name_parameters_that_findings_carry() {
    let mut some = BTreeMap::<&str, BTreeSet<String>>::new();
    let mut every = BTreeMap::<&str, BTreeSet<String>>::new();
    let mut terms = BTreeSet::new();
    for case in cases() {
        for edition in Edition::ALL {
            let options = options(&case.options, edition);
            let mut reports = vec![validate_json(&case.text, &options)];
            reports.extend(case.value.as_ref().map(|value| validate(value, &options)));
            for issue in reports.iter().flat_map(|report| &report.issues) {
                let names: BTreeSet<String> = issue.params.keys().cloned().collect();
                every
                    .entry(issue.code)
                    .and_modify(|all| *all = all.intersection(&names).cloned().collect())
                    .or_insert_with(|| names.clone());
                some.entry(issue.code).or_default().extend(names);
                let phrase = EN.phrases.iter().find(|phrase| phrase.code == issue.code).unwrap();
                for name in placeholders(phrase.message).into_iter().chain(placeholders(phrase.help)) {
                    let Some(term) = name.strip_prefix("term:") else { continue };
                    terms.insert(issue.params[term].as_str().unwrap().to_owned());
                }
            }
        }
    }
    for phrase in EN.phrases {
        let bare = |template: &'static str| {
            placeholders(template).into_iter().map(|name| name.strip_prefix("term:").unwrap_or(name).to_owned())
        };
        for name in bare(phrase.message) {
            assert!(every[phrase.code].contains(&name), "{}: a finding without {{{name}}}", phrase.code);
        }
        for name in bare(phrase.help).chain(bare(phrase.fix)) {
            assert!(some[phrase.code].contains(&name), "{}: no finding has {{{name}}}", phrase.code);
        }
    }
    for term in terms {
        assert!(EN.terms.iter().any(|(name, _)| *name == term), "there are no words for the term {term}");
    }
}

#[test]
fn generated_files_are_fresh() {
    for (path, text) in generate() {
        let committed = std::fs::read_to_string(root(&path)).unwrap_or_default();
        assert!(committed == text, "{path} is stale: run `cargo xtask generate`");
    }
}

#[test]
fn generated_files_have_a_generator() {
    let made: BTreeSet<String> = generate().into_iter().map(|(path, _)| path).collect();
    for folder in ["pkg-template/generated", "src/generated"] {
        let Ok(entries) = std::fs::read_dir(root(folder)) else { continue };
        for entry in entries {
            let entry = entry.unwrap();
            let path = format!("{folder}/{}", entry.file_name().to_str().unwrap());
            assert!(
                made.iter().any(|made| *made == path || made.starts_with(&format!("{path}/"))),
                "nothing generates {path}"
            );
        }
    }
}

#[test]
fn what_can_never_be_an_error_is_never_expected_of_the_schema() {
    for rule in RULES {
        let error = Edition::ALL.into_iter().any(|edition| rule.severity.of(edition) == Some(Severity::Error));
        assert_eq!(error, rule.schema != InSchema::NeverInvalid, "{}", rule.code);
    }
}

/// The rooms that each room may import, as the text block of src/lib.rs says.
fn law() -> BTreeMap<String, BTreeSet<String>> {
    let map = read(&root("src/lib.rs"));
    let block = map.split_once("//! ```text\n").expect("src/lib.rs has a text block").1;
    let block = block.split_once("//! ```\n").expect("the text block ends").0;
    block
        .lines()
        .map(|line| {
            let (room, imports) = line.trim_start_matches("//!").split_once("->").unwrap_or_else(|| panic!("{line}"));
            let imports = imports.split(',').map(str::trim).filter(|room| !room.is_empty()).map(str::to_owned);
            (room.trim().to_owned(), imports.collect())
        })
        .collect()
}

/// The rooms that a source names after `crate::`, in imports and in paths alike.
fn rooms_named(text: &str) -> BTreeSet<String> {
    let mut rooms = BTreeSet::new();
    for rest in text.split("crate::").skip(1) {
        let names: Vec<&str> = match rest.strip_prefix('{') {
            // The outermost names of a group.
            Some(group) => {
                let mut depth = 0;
                let end = group.find(|letter| {
                    depth += i32::from(letter == '{') - i32::from(letter == '}');
                    depth < 0
                });
                let group = &group[..end.expect("a group ends")];
                let mut depth = 0;
                group
                    .split(|letter| {
                        depth += i32::from(letter == '{') - i32::from(letter == '}');
                        letter == ',' && depth == 0
                    })
                    .collect()
            }
            None => vec![rest],
        };
        for name in names {
            let name = name.trim_start();
            let end = name.find(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_').unwrap_or(name.len());
            if end > 0 {
                rooms.insert(name[..end].to_owned());
            }
        }
    }
    rooms
}

#[test]
fn rooms_import_what_the_map_allows() {
    let law = law();
    let mut seen = BTreeSet::new();
    for (path, text) in sources() {
        let room = path.split('/').next().unwrap().trim_end_matches(".rs").to_owned();
        if room == "lib" {
            continue;
        }
        let allowed = law.get(&room).unwrap_or_else(|| panic!("src/lib.rs says nothing of the room {room}"));
        seen.insert(room.clone());
        // `$crate` and doc links name no import; unit tests may look anywhere.
        let code: String = text
            .split("#[cfg(test)]")
            .next()
            .unwrap()
            .lines()
            .filter(|line| !line.trim_start().starts_with("//"))
            .collect::<Vec<_>>()
            .join("\n");
        for named in rooms_named(&code) {
            assert!(
                named == room || allowed.contains(&named),
                "src/{path} imports {named}; src/lib.rs allows {room} only {allowed:?}"
            );
        }
    }
    let rooms: BTreeSet<String> = law.keys().cloned().collect();
    assert_eq!(seen, rooms, "the rooms of the map are the rooms of src/");
}

#[test]
fn the_reader_of_imports_reads_every_form() {
    let found = rooms_named("use crate::a::{b, c};\nuse crate::{d::{e, f}, g};\nlet x = crate::h::i();");
    assert_eq!(found.into_iter().collect::<Vec<_>>(), ["a", "d", "g", "h"]);
}

#[test]
fn every_file_says_what_it_is() {
    for (path, text) in sources() {
        let line = text.lines().next().unwrap_or_default();
        assert!(line.starts_with("//! ") && line.len() > 10, "src/{path} does not begin with what it is");
    }
}

#[test]
fn in_each_edition_the_first_model_has_every_role_that_any_has() {
    type RolesOf = fn(&Model) -> Cell<&'static [Role]>;
    let lists: [RolesOf; 3] = [|model| model.image_roles, |model| model.video_roles, |model| model.audio_roles];
    for edition in Edition::ALL {
        for of in lists {
            let models = Page::of(edition).models;
            let all: BTreeSet<Role> = models.iter().flat_map(|model| of(model).value).copied().collect();
            let first: BTreeSet<Role> = of(&models[0]).value.iter().copied().collect();
            assert_eq!(first, all, "{}: rules lean on its first model to have all of these", edition.name());
        }
    }
}

#[test]
fn documented_defaults_are_offered() {
    for edition in Edition::ALL {
        let page = Page::of(edition);
        assert_eq!(page.edition, edition);
        let defaults = &page.defaults;
        assert!(page.model(defaults.model.value).is_some());
        for model in page.models {
            assert!(model.resolutions.value.contains(&defaults.resolution.value), "{}", model.name);
            let (shortest, longest) = page.duration.value;
            assert!(model.listed_durations.value.iter().all(|length| (shortest..=longest).contains(length)));
        }
        assert!(page.auto_durations.value.contains(&defaults.duration.value));
        let names: BTreeSet<&str> = page.models.iter().map(|model| model.name).collect();
        assert_eq!(names.len(), page.models.len(), "two models of one name");
    }
}
