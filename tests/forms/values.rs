//! The grammar of form entries, as a table and as properties.

use crate::random::{FIELDS, Random, rounds};
use seedance_request::builder::ChangeKind;
use seedance_request::form::{Session, from_entries, with_form_values};
use seedance_request::report::PathStep;
use seedance_request::rules::Options;
use seedance_request::validate;
use serde_json::{Value, json};

fn read(entries: &[(&str, &str)]) -> (Value, Vec<String>) {
    let owned: Vec<(String, String)> = entries.iter().map(|(key, value)| ((*key).into(), (*value).into())).collect();
    let (request, changes) = from_entries(&owned);
    let told = |change: &seedance_request::Change| {
        let path: Vec<String> = change
            .path
            .iter()
            .map(|step| match step {
                PathStep::Key(key) => key.clone(),
                PathStep::Index(index) => index.to_string(),
            })
            .collect();
        let value = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
        let kind = serde_json::to_value(change.kind).unwrap();
        let (from, to) = (value(&change.from), value(&change.to));
        format!("{} {} {from} {to} {}", kind.as_str().unwrap(), path.join("."), change.reason)
    };
    (request, changes.iter().map(told).collect())
}

type Row<'t> = (&'t [(&'t str, &'t str)], Value, &'t [&'t str]);

#[test]
fn entries_become_the_request_that_their_keys_spell() {
    let table: &[Row<'_>] = &[
        (&[], json!({}), &[]),
        (&[("prompt", "a cat")], json!({ "prompt": "a cat" }), &[]),
        (&[("prompt", "one"), ("prompt", "two")], json!({ "prompt": "two" }), &[]),
        (&[("image_urls[0]", "a"), ("image_urls[1]", "b")], json!({ "image_urls": ["a", "b"] }), &[]),
        (&[("image_urls.0", "a"), ("image_urls.1", "b")], json!({ "image_urls": ["a", "b"] }), &[]),
        (&[("image_urls", "a"), ("image_urls", "b")], json!({ "image_urls": ["a", "b"] }), &[]),
        (&[("image_urls[0]", "a"), ("image_urls[0]", "b")], json!({ "image_urls": ["b"] }), &[]),
        (
            &[("image_urls[2]", "b"), ("image_urls[0]", "a"), ("image_urls[10]", "c")],
            json!({ "image_urls": ["a", "b", "c"] }),
            &["converted image_urls.1 2 1 gap", "converted image_urls.2 10 2 gap"],
        ),
        (
            &[("image_with_roles[0].url", "a"), ("image_with_roles[0].role", "first_frame")],
            json!({ "image_with_roles": [{ "url": "a", "role": "first_frame" }] }),
            &[],
        ),
        (&[("image_with_roles.0.url", "a")], json!({ "image_with_roles": [{ "url": "a" }] }), &[]),
        (
            &[("image_with_roles[0].url", "a"), ("image_with_roles.0.url", "b")],
            json!({ "image_with_roles": [{ "url": "b" }] }),
            &[],
        ),
        (
            &[
                ("image_with_roles[0].url", " "),
                ("image_with_roles[0].role", ""),
                ("image_with_roles[1].url", "b"),
                ("image_with_roles[1].role", ""),
            ],
            json!({ "image_with_roles": [{ "url": "b", "role": "" }] }),
            &[
                r#"dropped image_with_roles.0 {"url":" ","role":""} - empty-value"#,
                "converted image_with_roles.0 1 0 gap",
            ],
        ),
        (&[("image_urls[0]", "")], json!({}), &[r#"dropped image_urls.0 "" - empty-value"#]),
        (&[("tools[0].type", "web_search")], json!({ "tools": [{ "type": "web_search" }] }), &[]),
        (&[("metadata.client_business_id", "x")], json!({ "metadata": { "client_business_id": "x" } }), &[]),
        (&[("metadata.a", "x"), ("metadata.a", "y")], json!({ "metadata": { "a": "y" } }), &[]),
        (
            &[("generate_audio", "false"), ("generate_audio", "true")],
            json!({ "generate_audio": true }),
            &[r#"converted generate_audio "true" true form-value"#],
        ),
        (
            &[("generate_audio", "on")],
            json!({ "generate_audio": true }),
            &[r#"converted generate_audio "on" true form-value"#],
        ),
        (
            &[("generate_audio", "1")],
            json!({ "generate_audio": true }),
            &[r#"converted generate_audio "1" true form-value"#],
        ),
        (
            &[("generate_audio", "off")],
            json!({ "generate_audio": false }),
            &[r#"converted generate_audio "off" false form-value"#],
        ),
        (
            &[("generate_audio", " 0 ")],
            json!({ "generate_audio": false }),
            &[r#"converted generate_audio " 0 " false form-value"#],
        ),
        (&[("generate_audio", "True")], json!({ "generate_audio": "True" }), &[]),
        (&[("generate_audio", "yes")], json!({ "generate_audio": "yes" }), &[]),
        (&[("duration", "10")], json!({ "duration": 10 }), &[r#"converted duration "10" 10 form-value"#]),
        (
            &[("duration", " +10\u{a0}")],
            json!({ "duration": 10 }),
            &["converted duration \" +10\u{a0}\" 10 form-value"],
        ),
        (&[("duration", "-1")], json!({ "duration": -1 }), &[r#"converted duration "-1" -1 form-value"#]),
        (&[("duration", "007")], json!({ "duration": 7 }), &[r#"converted duration "007" 7 form-value"#]),
        (&[("duration", "")], json!({}), &[r#"dropped duration "" - empty-value"#]),
        (&[("duration", "10.0")], json!({ "duration": "10.0" }), &[]),
        (&[("duration", "1e1")], json!({ "duration": "1e1" }), &[]),
        (&[("duration", "+-1")], json!({ "duration": "+-1" }), &[]),
        (&[("duration", "-")], json!({ "duration": "-" }), &[]),
        (&[("duration", "- 1")], json!({ "duration": "- 1" }), &[]),
        (&[("duration", "１０")], json!({ "duration": "１０" }), &[]),
        (&[("duration", "٤")], json!({ "duration": "٤" }), &[]),
        (&[("duration[0]", "4")], json!({ "duration": ["4"] }), &[]),
        (&[("prompt", "10")], json!({ "prompt": "10" }), &[]),
        (&[("prompt", "")], json!({ "prompt": "" }), &[]),
        (&[("n", "1")], json!({ "n": "1" }), &[]),
        (
            &[("metadata", "x"), ("metadata.a", "y")],
            json!({ "metadata": { "a": "y" } }),
            &[r#"dropped metadata "x" - replaced"#],
        ),
        (
            &[("tools", "x"), ("tools[0]", "y"), ("tools[0].type", "z")],
            json!({ "tools": [{ "type": "z" }] }),
            &[r#"dropped tools.0 "y" - replaced"#, r#"dropped tools "x" - replaced"#],
        ),
        (
            &[("tools[0].type", "z"), ("tools[0]", "y")],
            json!({ "tools": ["y"] }),
            &[r#"dropped tools.0 {"type":"z"} - replaced"#],
        ),
        (&[("__proto__", "x"), ("constructor", "y")], json!({ "__proto__": "x", "constructor": "y" }), &[]),
        (&[("__proto__.seed", "1")], json!({ "__proto__": { "seed": "1" } }), &[]),
        (&[("metadata.__proto__", "1")], json!({ "metadata": { "__proto__": "1" } }), &[]),
    ];
    for (entries, request, changes) in table {
        assert_eq!(
            read(entries),
            (request.clone(), changes.iter().map(|line| (*line).to_owned()).collect()),
            "{entries:?}"
        );
    }
}

#[test]
fn a_key_outside_the_grammar_is_one_key_and_keeps_its_value() {
    let keys = [
        "",
        "[",
        "]",
        ".",
        "..",
        "[0]",
        ".a",
        "a.",
        "a..b",
        "a[",
        "a]",
        "a[]",
        "a[x]",
        "a[-1]",
        "a[ 0]",
        "a[1",
        "a[0]b",
        "a[0].",
        "a[0][1]",
        "a.b.c.d",
        "a[0].b.c",
        "image_urls[]",
        "image_urls[9999999]",
        "image_urls[０]",
        "metadata[\"x\"]",
        " prompt",
        "Prompt",
        "prompt ",
        "a b",
        "\u{0}",
        "图",
    ];
    for key in keys {
        let (request, changes) = read(&[(key, "v")]);
        assert_eq!(request, json!({ key: "v" }), "{key:?}");
        assert_eq!(changes, [""; 0], "{key:?}");
        let report = validate(&request, &Options::default());
        let unknown = |issue: &&seedance_request::Issue| issue.code == "unknown-field";
        let unknown: Vec<_> = report.issues.iter().filter(unknown).map(|issue| issue.path.clone()).collect();
        assert_eq!(unknown, [vec![PathStep::Key(key.to_owned())]], "{key:?}");
    }
}

#[test]
fn huge_numbers_are_their_nearest_double() {
    for digits in [17, 300, 309, 310, 5000, 200_000] {
        for sign in ["", "+", "-"] {
            let text = [sign, &"9".repeat(digits)].concat();
            let (request, changes) = read(&[("seed", &text)]);
            let exact: f64 = text.parse().unwrap();
            let report = validate(&request, &Options::default());
            if exact.is_finite() {
                assert_eq!(request["seed"].as_f64(), Some(exact), "{sign}{digits}");
                assert_eq!(changes.len(), 1, "{sign}{digits}");
            } else {
                // No number of JSON: it stays the text that it is.
                assert_eq!(request["seed"], json!(text), "{sign}{digits}");
                assert_eq!(changes, [""; 0], "{sign}{digits}");
                assert!(report.errors().any(|issue| issue.code == "wrong-type"), "{sign}{digits}");
            }
        }
    }
}

#[test]
fn entries_lose_nothing_but_what_changes_tell_and_repeats() {
    for round in 0..rounds(20_000) {
        let random = &mut Random::new(round as u64);
        let mut entries: Vec<(String, String)> = Vec::new();
        for index in 0..random.below(8) {
            let name = *random.pick(&FIELDS);
            let key = match random.below(8) {
                0 => format!("{name}[{}]", random.below(4)),
                1 => format!("{name}.{}", random.below(4)),
                2 => format!("{name}[{}].url", random.below(4)),
                3 => format!("{name}.{}.role", random.below(4)),
                4 => format!("{name}.note"),
                5 => format!("{name}[{}", random.below(2)),
                _ => name.to_owned(),
            };
            let value = if random.one_in(6) { String::new() } else { format!("v{index}") };
            entries.push((key, value));
        }
        let (request, changes) = from_entries(&entries);
        let said = format!("{entries:?} {request}");
        let (mut text, told) = (request.to_string(), format!("{changes:?}"));
        text.push_str(&told);
        for (at, (key, value)) in entries.iter().enumerate() {
            // A later entry of the same place takes it; what another kind of value took is told.
            let place = |key: &str| key.replace("].", ".").replace(['[', ']'], ".").trim_end_matches('.').to_owned();
            let repeated =
                key != "image_urls" && entries.iter().skip(at + 1).any(|(later, _)| place(later) == place(key));
            // A repeated `image_urls` takes the next place, which a key with an index may name as well.
            let named = |other: &str| other.starts_with("image_urls") && other != key;
            let repeated = repeated || key.starts_with("image_urls") && entries.iter().any(|(other, _)| named(other));
            if !value.is_empty() && !repeated {
                assert!(text.contains(&format!("\"{value}\"")), "{said}: lost {key}={value}");
            }
        }
        for change in &changes {
            assert!(change.kind != ChangeKind::Set, "{said}");
        }
        // Once read, there is nothing left to do.
        let (again, more) = with_form_values(&request, &Options::default());
        assert_eq!((again, more.len()), (request, 0), "{said}");
    }
}

#[test]
fn a_session_reads_the_text_of_controls_like_a_form() {
    for (field, text) in
        [("duration", " 10 "), ("seed", "-7"), ("generate_audio", "on"), ("duration", "x"), ("seed", "")]
    {
        let (request, changes) = from_entries(&[(field.to_owned(), text.to_owned())]);
        let mut session = Session::new(Options::default());
        let delta = session.set(&[PathStep::Key(field.to_owned())], &json!(text)).unwrap();
        assert_eq!((session.snapshot(), delta.changes), (request.clone(), changes.clone()));
        assert_eq!(with_form_values(&json!({ field: text }), &Options::default()), (request, changes));
    }
}

#[test]
fn a_session_tells_what_made_room_for_a_part() {
    let mut session = Session::new(Options::default());
    session.load(&json!({ "image_with_roles": ["asset://a"], "metadata": "note", "tools": 1 }));
    let key = |name: &str| PathStep::Key(name.to_owned());
    let changes = |delta: seedance_request::form::Delta| {
        let told = |change: &seedance_request::Change| (change.path.len(), change.from.clone(), change.to.clone());
        delta.changes.iter().map(told).collect::<Vec<_>>()
    };
    let delta =
        session.set(&[key("image_with_roles"), PathStep::Index(0), key("role")], &json!("first_frame")).unwrap();
    assert_eq!(changes(delta), [(2, Some(json!("asset://a")), Some(json!({})))]);
    let delta = session.set(&[key("metadata"), key("a")], &json!("x")).unwrap();
    assert_eq!(changes(delta), [(1, Some(json!("note")), Some(json!({})))]);
    let delta = session.add("tools", &json!({ "type": "web_search" }), None).unwrap();
    assert_eq!(changes(delta), [(1, Some(json!(1)), Some(json!([])))]);
    assert_eq!(
        session.snapshot(),
        json!({
            "image_with_roles": [{ "role": "first_frame" }],
            "metadata": { "a": "x" },
            "tools": [{ "type": "web_search" }],
        })
    );
    session.load(&json!([1]));
    let delta = session.set(&[key("prompt")], &json!("x")).unwrap();
    assert_eq!(changes(delta), [(0, Some(json!([1])), Some(json!({})))]);
}
