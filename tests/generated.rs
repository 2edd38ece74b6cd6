//! What the generated data says, against facts written down by hand. That it is fresh is for the registry to say.
#![allow(clippy::indexing_slicing, reason = "a test may fail")]

use seedance_request::Edition;
use seedance_request::docs::{capabilities, generate};
use seedance_request::locale::CATALOGS;
use serde_json::{Value, json};

fn model(edition: Edition, name: &str) -> Value {
    let all = capabilities(edition);
    let model = all["models"].as_array().into_iter().flatten().find(|model| model["name"] == name).cloned();
    model.unwrap_or_default()
}

fn field(edition: Edition, name: &str) -> Value {
    let all = capabilities(edition);
    let field = all["fields"].as_array().into_iter().flatten().find(|field| field["name"] == name).cloned();
    field.unwrap_or_default()
}

#[test]
fn mini_is_another_model_in_each_edition() {
    let june = model(Edition::E2026_06, "seedance-2-mini");
    assert_eq!(june["durations"]["auto"], json!([]));
    assert_eq!(june["durations"]["listed"], json!([4, 8, 10, 12, 15]));
    assert_eq!(june["roles"]["image_with_roles"]["value"], json!(["reference_image"]));
    assert_eq!(june["resolutions"]["value"], json!(["480p", "720p"]));
    assert_eq!(june["fields"]["generate_audio"]["value"], "not_exposed");
    assert_eq!(june["fields"]["image_urls"]["value"], "not_exposed");
    assert_eq!(
        june["fields"]["media_mode"],
        json!({ "value": "mentioned", "refused": "frame", "section": "Capabilities" })
    );

    let august = model(Edition::E2026_08, "seedance-2-mini");
    assert_eq!(august["durations"]["auto"], json!([]));
    assert_eq!(august["durations"]["listed"], json!([]));
    assert_eq!(august["roles"]["image_with_roles"]["value"], json!(["first_frame", "last_frame", "reference_image"]));
    assert_eq!(august["fields"]["generate_audio"]["value"], "documented");
    assert_eq!(august["fields"]["image_urls"]["value"], "documented");
    assert_eq!(august["fields"]["n"]["value"], "not_exposed");
}

#[test]
fn what_depends_on_the_channel_is_null() {
    for edition in Edition::ALL {
        for name in ["seedance-2", "seedance-2-fast"] {
            let limits = &model(edition, name)["limits"];
            assert_eq!(limits["reference_video"], json!({ "value": null, "section": "Capabilities" }));
            assert_eq!(limits["reference_audio"]["value"], json!(null));
            assert_eq!(limits["reference_image"]["value"], 9);
            assert_eq!(limits["first_frame"]["value"], 1);
            assert_eq!(model(edition, name)["durations"]["auto"], json!([0, -1]));
        }
        let limits = &model(edition, "seedance-2-mini")["limits"];
        assert_eq!((&limits["reference_video"]["value"], &limits["reference_audio"]["value"]), (&json!(3), &json!(3)));
    }
}

#[test]
fn fields_say_what_a_form_needs() {
    let june = capabilities(Edition::E2026_06);
    let names: Vec<&str> =
        june["fields"].as_array().into_iter().flatten().filter_map(|field| field["name"].as_str()).collect();
    assert_eq!(names.first().zip(names.last()), Some((&"model", &"metadata")));
    assert_eq!(field(Edition::E2026_06, "model")["required"], true);
    assert_eq!(field(Edition::E2026_06, "model")["default"], "seedance-2");
    assert_eq!(field(Edition::E2026_06, "duration")["default"], 0);
    assert_eq!(field(Edition::E2026_06, "duration")["type"], "integer");
    assert_eq!(field(Edition::E2026_06, "tools")["documented"], false);
    assert_eq!(field(Edition::E2026_08, "tools")["options"], json!(["web_search"]));
    assert_eq!(field(Edition::E2026_06, "return_last_frame")["default"], json!(null));
    assert_eq!(field(Edition::E2026_08, "return_last_frame")["default"], false);
    assert_eq!(field(Edition::E2026_06, "image_urls")["data_urls"], json!(null));
    assert_eq!(field(Edition::E2026_08, "image_urls")["data_urls"], "image");
    assert_eq!(field(Edition::E2026_08, "video_with_roles")["data_urls"], json!(null));
    assert_eq!(june["aspect_ratios"]["value"], json!(["21:9", "16:9", "4:3", "1:1", "3:4", "9:16"]));
    assert_eq!(capabilities(Edition::E2026_08)["aspect_ratios"]["value"][6], "adaptive");
    assert_eq!(june["prompt_advice"]["value"], json!(null));
    assert_eq!(capabilities(Edition::E2026_08)["prompt_advice"]["value"], json!({ "ideographs": 500, "words": 1000 }));
}

#[test]
fn whatever_a_form_shows_has_a_label_in_every_language() {
    for edition in Edition::ALL {
        let all = capabilities(edition);
        for catalog in CATALOGS {
            let has = |list: &[(&str, &str)], key: &Value| list.iter().any(|(name, _)| *key == **name);
            for field in all["fields"].as_array().into_iter().flatten().filter(|field| field["documented"] == true) {
                assert!(has(catalog.fields, &field["label"]), "{}: {}", catalog.locale, field["label"]);
            }
            for model in all["models"].as_array().into_iter().flatten() {
                for roles in model["roles"].as_object().into_iter().flat_map(|roles| roles.values()) {
                    for role in roles["value"].as_array().into_iter().flatten() {
                        assert!(has(catalog.options, role), "{}: {role}", catalog.locale);
                    }
                }
            }
            for tool in field(edition, "tools")["options"].as_array().into_iter().flatten() {
                assert!(has(catalog.options, tool), "{}: {tool}", catalog.locale);
            }
        }
    }
}

/// Every `section` of a tree.
fn sections<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value.as_str() {
                    Some(section) if key.ends_with("section") => found.push(section),
                    _ => sections(value, found),
                }
            }
        }
        Value::Array(items) => items.iter().for_each(|item| sections(item, found)),
        _ => {}
    }
}

#[test]
fn every_fact_names_a_section() {
    for edition in Edition::ALL {
        let all = capabilities(edition);
        let mut found = Vec::new();
        sections(&all, &mut found);
        assert!(found.len() > 80, "{} sections", found.len());
        for section in found {
            assert!(section == "Capabilities" || section.starts_with("Body / "), "{section}");
        }
    }
}

#[test]
fn data_files_are_json_and_hold_what_their_modules_hold() {
    let files = generate();
    let text = |path: &str| files.iter().find(|(name, _)| name == path).map_or("", |(_, text)| text.as_str());
    for name in ["capabilities", "rules"] {
        let mut data: Value =
            serde_json::from_str(text(&format!("pkg-template/generated/{name}.json"))).unwrap_or_default();
        assert!(!data.is_null(), "{name}.json is no JSON");
        // Which the package joins with its tables: that the whole is the same is for its own tests to say.
        for rule in data.as_array_mut().into_iter().flatten().filter_map(Value::as_object_mut) {
            for known in ["code", "section", "message", "help", "fix"] {
                assert!(rule.remove(known).is_some(), "{name}.json has no {known}");
            }
        }
        let module = text(&format!("pkg-template/generated/{name}.js"));
        let (banner, module) = module.split_once("export default ").unwrap_or_default();
        assert!(banner.contains("cargo xtask generate"), "{name}.js does not say how it was made");
        assert_eq!(serde_json::from_str::<Value>(module.trim_end().trim_end_matches(';')).ok(), Some(data));
    }
}
