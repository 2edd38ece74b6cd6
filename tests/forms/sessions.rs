//! After every step a session says what a check of its snapshot says, and what it tells of changes is enough to follow.

use crate::random::{FIELDS, LISTS, Random, draft, item, options, rounds, value};
use seedance_request::form::{Delta, FieldState, Misuse, Session, options_for};
use seedance_request::report::PathStep;
use seedance_request::request::Field;
use seedance_request::rules::Options;
use seedance_request::{Edition, Issue, validate};
use serde_json::{Value, json};

fn key(name: &str) -> PathStep {
    PathStep::Key(name.to_owned())
}

/// What a page knows of a form if it believes deltas alone.
struct Page {
    issues: Vec<Issue>,
    fields: Vec<(Field, FieldState)>,
}

impl Page {
    fn follow(&mut self, delta: &Delta, now: &[(Field, FieldState)], said: &str) {
        for gone in &delta.removed {
            let at = self.issues.iter().position(|issue| issue == gone);
            self.issues.remove(at.unwrap_or_else(|| panic!("{said}: removed what was not there: {gone:?}")));
        }
        for new in &delta.added {
            assert!(!self.issues.contains(new), "{said}: added what was there: {new:?}");
            self.issues.push(new.clone());
        }
        for (field, state) in now {
            let Some((_, known)) = self.fields.iter_mut().find(|(of, _)| of == field) else {
                assert!(delta.availability.contains(field), "{said}: {field:?} is new and not told");
                self.fields.push((*field, state.clone()));
                continue;
            };
            if delta.availability.contains(field) {
                (known.available, known.required) = (state.available, state.required);
                (known.reason, known.left) = (state.reason.clone(), state.left.clone());
            }
            if delta.options.contains(field) {
                known.options = state.options.clone();
            }
        }
    }
}

fn sorted(issues: &[Issue]) -> Vec<String> {
    let mut lines: Vec<String> = issues.iter().map(|issue| serde_json::to_string(issue).unwrap()).collect();
    lines.sort();
    lines
}

/// A step at random: what was called, and what came of it.
fn step(random: &mut Random, session: &mut Session) -> (String, Result<Delta, Misuse>) {
    let list = *random.pick(&LISTS);
    let len = session.snapshot().get(list).and_then(Value::as_array).map_or(0, Vec::len) as u32;
    let index = random.below(len as usize + 1) as u32;
    match random.below(16) {
        0..6 => {
            let field = *random.pick(&FIELDS);
            let value = value(random, field);
            (format!("set {field} {value}"), session.set(&[key(field)], &value))
        }
        6 | 7 => {
            let field = *random.pick(&FIELDS);
            (format!("unset {field}"), session.unset(&[key(field)]))
        }
        8..11 => {
            let item = item(random, list);
            let at = (!random.one_in(3)).then_some(index);
            (format!("add {list} {item} {at:?}"), session.add(list, &item, at))
        }
        11 => (format!("remove {list} {index}"), session.remove(list, index)),
        12 => {
            let to = random.below(len as usize + 1) as u32;
            (format!("move {list} {index} {to}"), session.move_item(list, index, to))
        }
        13 => {
            let (part, value) = match (list, random.below(2)) {
                ("tools", _) => ("type", json!(random.pick(&["web_search", "x", ""]))),
                (_, 0) => ("url", json!(random.pick(&["asset://one", "", "nowhere"]))),
                _ => ("role", json!(random.pick(&["first_frame", "reference_image", "reference_video"]))),
            };
            let path = [key(list), PathStep::Index(index), key(part)];
            if random.one_in(4) {
                (format!("unset {list} {index} {part}"), session.unset(&path))
            } else {
                (format!("set {list} {index} {part} {value}"), session.set(&path, &value))
            }
        }
        14 => {
            let name = *random.pick(&["client_business_id", "client_business_id", "note", "seed"]);
            let value = value(random, "trace_id");
            let path = [key("metadata"), key(name)];
            if random.one_in(3) {
                (format!("unset metadata {name}"), session.unset(&path))
            } else {
                (format!("set metadata {name} {value}"), session.set(&path, &value))
            }
        }
        _ => {
            let draft = draft(random);
            (format!("load {draft}"), Ok(session.load(&draft)))
        }
    }
}

#[test]
fn every_step_says_what_a_check_of_the_whole_says() {
    let steps = 20;
    for round in 0..rounds(10_000) / steps {
        for edition in Edition::ALL {
            let random = &mut Random::new(round as u64);
            let options = options(random, edition);
            let mut session = Session::new(options.clone());
            let mut page = Page { issues: session.report().issues, fields: options_for(&session.snapshot(), &options) };
            let mut said = format!("round {round}, {}, {options:?}", edition.name());
            for _ in 0..steps {
                let before = session.snapshot();
                let (call, done) = step(random, &mut session);
                said.push_str("\n   ");
                said.push_str(&call);
                let after = session.snapshot();
                let Ok(delta) = done else {
                    assert_eq!(before, after, "{said}: refused and changed");
                    continue;
                };
                let report = validate(&after, &options);
                assert_eq!(session.report(), report, "{said}");
                assert_eq!(delta.valid, report.valid, "{said}");
                let now = options_for(&after, &options);
                page.follow(&delta, &now, &said);
                assert_eq!(sorted(&page.issues), sorted(&report.issues), "{said}");
                for (known, state) in page.fields.iter().zip(&now) {
                    assert_eq!(known, state, "{said}: told of {:?} {:?}", delta.availability, delta.options);
                }
            }
        }
    }
}

#[test]
fn a_call_that_no_form_can_mean_names_the_field_or_the_index_and_changes_nothing() {
    let mut session = Session::new(Options::default());
    session.load(&json!({ "model": "seedance-2", "image_urls": ["asset://a", "asset://b"], "prompt": "x" }));
    let before = session.snapshot();
    let unknown = |name: &str| Misuse::UnknownField(name.to_owned());
    let out = |list, index, len| Misuse::IndexOutOfRange { list, index, len };
    let index = PathStep::Index;
    let paths: [(&[PathStep], Misuse); 12] = [
        (&[], unknown("")),
        (&[key("ratio")], unknown("ratio")),
        (&[key("__proto__")], unknown("__proto__")),
        (&[index(3)], unknown("3")),
        (&[key("prompt"), key("a")], unknown("a")),
        (&[key("prompt"), index(0)], unknown("0")),
        (&[key("image_urls"), key("url")], unknown("url")),
        (&[key("image_urls"), index(0), key("url")], unknown("url")),
        (&[key("image_urls"), index(2)], out("image_urls", 2, 2)),
        (&[key("video_with_roles"), index(0), key("url")], out("video_with_roles", 0, 0)),
        (&[key("metadata"), key("a"), key("b")], unknown("b")),
        (&[key("metadata"), index(0)], unknown("0")),
    ];
    for (path, misuse) in paths {
        assert_eq!(session.set(path, &json!("x")), Err(misuse.clone()), "set {path:?}");
        assert_eq!(session.unset(path), Err(misuse), "unset {path:?}");
    }
    for list in ["prompt", "metadata", "n"] {
        let field = Field::from_name(list).unwrap().name();
        assert_eq!(session.add(list, &json!("x"), None), Err(Misuse::NotAList(field)));
        assert_eq!(session.remove(list, 0), Err(Misuse::NotAList(field)));
        assert_eq!(session.move_item(list, 0, 0), Err(Misuse::NotAList(field)));
    }
    assert_eq!(session.add("images", &json!("x"), None), Err(unknown("images")));
    assert_eq!(session.remove("images", 0), Err(unknown("images")));
    assert_eq!(session.add("image_urls", &json!("x"), Some(3)), Err(out("image_urls", 3, 2)));
    assert_eq!(session.add("tools", &json!("x"), Some(1)), Err(out("tools", 1, 0)));
    assert_eq!(session.remove("image_urls", 2), Err(out("image_urls", 2, 2)));
    assert_eq!(session.remove("tools", 4), Err(out("tools", 4, 0)));
    assert_eq!(session.move_item("image_urls", 0, 2), Err(out("image_urls", 2, 2)));
    assert_eq!(session.move_item("image_urls", 5, 9), Err(out("image_urls", 5, 2)));
    assert_eq!(session.move_item("tools", 7, 1), Err(out("tools", 7, 0)));
    assert_eq!(session.snapshot(), before);
    // An index is refused even where the list is another value, and that value stays.
    session.set(&[key("audio_with_roles")], &json!("x")).unwrap();
    let before = session.snapshot();
    assert_eq!(session.remove("audio_with_roles", 2), Err(out("audio_with_roles", 2, 0)));
    assert_eq!(session.add("audio_with_roles", &json!({}), Some(2)), Err(out("audio_with_roles", 2, 0)));
    assert_eq!(session.snapshot(), before);
}

#[test]
fn no_value_fails() {
    let deep = |levels: usize| (0..levels).fold(json!("x"), |inner, _| json!([inner]));
    let long = "x".repeat(300 << 10);
    let values = [
        json!(null),
        json!(long),
        json!(["x".repeat(200 << 10), "x".repeat(200 << 10), "x".repeat(200 << 10), "x".repeat(600 << 10)]),
        Value::Array(vec![json!(0); 10_001]),
        Value::Array(vec![json!({ "url": "asset://a", "role": "reference_image" }); 4000]),
        deep(62),
        deep(63),
        deep(64),
        deep(65),
        deep(120),
        deep(1000),
        json!({ "a": { "b": long } }),
        json!(1e308),
        json!(u64::MAX),
    ];
    let paths: [&[PathStep]; 7] = [
        &[key("prompt")],
        &[key("duration")],
        &[key("image_with_roles")],
        &[key("image_with_roles"), PathStep::Index(0)],
        &[key("image_with_roles"), PathStep::Index(0), key("url")],
        &[key("metadata")],
        &[key("metadata"), key("a")],
    ];
    for edition in Edition::ALL {
        let options = Options::of(edition);
        for value in &values {
            let mut session = Session::new(options.clone());
            session.load(&json!({ "model": "seedance-2-mini", "image_with_roles": [{}] }));
            let agree = |session: &mut Session, delta: Delta, said: &str| {
                let snapshot = session.snapshot();
                let report = validate(&snapshot, &options);
                assert_eq!(session.report(), report, "{said}");
                assert_eq!(delta.valid, report.valid, "{said}");
                options_for(&snapshot, &options)
            };
            for path in paths {
                let said = format!("{path:?} {}", &value.to_string().chars().take(30).collect::<String>());
                let before = session.snapshot();
                let mut page = Page { issues: session.report().issues, fields: options_for(&before, &options) };
                let delta = session.set(path, value).unwrap();
                let now = agree(&mut session, delta.clone(), &said);
                page.follow(&delta, &now, &said);
                assert_eq!(page.fields, now, "{said}");
                let delta = session.load(&before);
                let now = agree(&mut session, delta.clone(), &said);
                page.follow(&delta, &now, &said);
                assert_eq!(page.fields, now, "{said}");
            }
            let delta = session.load(value);
            agree(&mut session, delta, "load");
            let delta = session.set(&[key("model")], &json!("seedance-2")).unwrap();
            agree(&mut session, delta, "set after load");
        }
    }
}
