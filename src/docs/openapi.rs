//! The two endpoints as OpenAPI 3.1, per edition: the request out of the JSON Schema, the answers as they were seen.
//!
//! Answers are described loosely, for nobody promises more: no key is required beyond what every reader needs, no word of a
//! status is ruled out, and further keys are left alone.

use super::json_schema;
use crate::builder::{BASE_URL, PATH};
use crate::edition::Edition;
use serde_json::{Map, Value, json};

const JSON: &str = "application/json";

pub(super) fn files() -> Vec<(String, String)> {
    Edition::ALL
        .into_iter()
        .map(|edition| {
            let part = if edition == Edition::default() { String::new() } else { format!(".{}", edition.name()) };
            (format!("pkg-template/generated/openapi{part}.json"), format!("{:#}\n", openapi(edition)))
        })
        .collect()
}

/// The OpenAPI 3.1 description of the endpoints that submit a job and look it up, in one edition.
pub fn openapi(edition: Edition) -> Value {
    let mut paths = Map::new();
    paths.insert(PATH.to_owned(), json!({ "post": submit(edition) }));
    paths.insert(format!("{PATH}/{{id}}"), json!({ "get": look_up() }));
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Seedance 2 video generation",
            "version": edition.name(),
            "description": "Jobs that make videos: submitted once, then looked up until they have ended. The version is \
                the edition of the API page that this description follows.",
            "license": { "name": "MIT OR Apache-2.0", "identifier": "MIT OR Apache-2.0" },
        },
        "servers": [
            { "url": BASE_URL },
            { "url": "https://toapis.cn", "description": "In mainland China" },
        ],
        "security": [{ "key": [] }],
        "tags": [{ "name": "videos", "description": "Video jobs" }],
        "paths": paths,
        "components": {
            "securitySchemes": {
                "key": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "An API key. It belongs on a server, never into code that a browser loads.",
                },
            },
            "schemas": schemas(edition),
            "responses": failures(edition),
            "headers": headers(),
        },
    })
}

fn submit(edition: Edition) -> Value {
    json!({
        "operationId": "submitVideo",
        "tags": ["videos"],
        "summary": "Submit a job",
        "description": "Whether a submission without an answer was taken stays open, and it may be billed: look for the job \
            by its `client_business_id` before it is sent again.",
        "requestBody": {
            "required": true,
            "content": { (JSON): { "schema": schema("VideoRequest"), "example": example(edition) } },
        },
        "responses": responses(&["400", "401", "402", "422", "429", "500", "503"], "The job was taken."),
    })
}

fn look_up() -> Value {
    json!({
        "operationId": "getVideo",
        "tags": ["videos"],
        "summary": "Look a job up",
        "description": "A job that failed is answered with status 200 and an `error`.",
        "parameters": [{
            "name": "id",
            "in": "path",
            "required": true,
            "description": "The id of the job, or its `client_business_id`, percent-encoded.",
            "schema": { "type": "string", "minLength": 1 },
        }],
        "responses": responses(&["400", "401", "404", "429", "500"], "The job as it stands."),
    })
}

fn example(edition: Edition) -> Value {
    let mut request = json!({
        "model": "seedance-2",
        "prompt": "A paper boat drifts down a rainy street.",
        "client_business_id": "boat-1",
        "duration": 5,
        "aspect_ratio": "16:9",
        "resolution": "720p",
    });
    if let (Edition::E2026_08, Some(fields)) = (edition, request.as_object_mut()) {
        fields.insert("return_last_frame".to_owned(), json!(true));
    }
    request
}

fn responses(failures: &[&str], taken: &str) -> Value {
    let mut responses = Map::new();
    responses.insert(
        "200".to_owned(),
        json!({
            "description": taken,
            "headers": rate_limits(),
            "content": { (JSON): { "schema": schema("Task") } },
        }),
    );
    for status in failures {
        responses
            .insert((*status).to_owned(), json!({ "$ref": format!("#/components/responses/{}", name_of(status)) }));
    }
    Value::Object(responses)
}

/// Statuses with what they mean and the codes that come with them.
const FAILURES: &[(&str, &str, &str, &[&str])] = &[
    ("400", "BadRequest", "The request is wrong, or the job is not known.", &["invalid_request", "task_not_exist"]),
    ("401", "Unauthorized", "The key is missing or wrong.", &["unauthorized"]),
    ("402", "InsufficientQuota", "The balance does not suffice.", &["insufficient_quota"]),
    ("404", "NotFound", "There is no such job.", &["task_not_found"]),
    ("422", "ContentRefused", "The content policy rules the request out.", &["content_policy_violation"]),
    ("429", "TooManyRequests", "Too many requests; no job was made.", &["rate_limit_exceeded"]),
    ("500", "InternalError", "A fault of the service. A submission may have been taken.", &["internal_error"]),
    ("503", "Unavailable", "Refused before a job was made, where the code says so.", &["rate_limit_unavailable"]),
];

fn name_of(status: &str) -> &'static str {
    FAILURES.iter().find(|(known, ..)| *known == status).map_or("InternalError", |(_, name, ..)| name)
}

fn failures(edition: Edition) -> Value {
    let all: Map<String, Value> = FAILURES
        .iter()
        .map(|(status, name, meaning, codes)| {
            let mut codes: Vec<&str> = codes.to_vec();
            if *status == "400" && edition == Edition::E2026_08 {
                codes.push("webhook_not_configured");
            }
            let codes: Vec<String> = codes.iter().map(|code| format!("`{code}`")).collect();
            let mut failure = json!({
                "description": format!("{meaning} Codes: {}.", codes.join(", ")),
                "content": { (JSON): { "schema": schema("Failure") } },
            });
            if let ("429" | "503", Some(fields)) = (*status, failure.as_object_mut()) {
                let mut headers = rate_limits();
                if let Some(headers) = headers.as_object_mut() {
                    headers.insert("Retry-After".to_owned(), json!({ "$ref": "#/components/headers/RetryAfter" }));
                }
                fields.insert("headers".to_owned(), headers);
            }
            ((*name).to_owned(), failure)
        })
        .collect();
    Value::Object(all)
}

const RATE_LIMITS: &[(&str, &str, &str)] = &[
    ("Limit", "integer", "Requests that are allowed in the window."),
    ("Remaining", "integer", "Requests that are left in the window."),
    ("Reset", "integer", "When the window ends."),
    ("Category", "string", "What was counted: `async_submit` or `async_query`."),
];

fn rate_limits() -> Value {
    let all: Map<String, Value> = RATE_LIMITS
        .iter()
        .map(|(name, ..)| {
            (format!("X-RateLimit-{name}"), json!({ "$ref": format!("#/components/headers/RateLimit{name}") }))
        })
        .collect();
    Value::Object(all)
}

fn headers() -> Value {
    let mut all: Map<String, Value> = RATE_LIMITS
        .iter()
        .map(|(name, kind, meaning)| {
            (format!("RateLimit{name}"), json!({ "description": meaning, "schema": { "type": kind } }))
        })
        .collect();
    all.insert(
        "RetryAfter".to_owned(),
        json!({
            "description": "How long to wait before the next request: seconds, or a date.",
            "schema": { "type": "string" },
        }),
    );
    Value::Object(all)
}

fn schema(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}

fn schemas(edition: Edition) -> Value {
    let mut request = json_schema(edition);
    let mut all = Map::new();
    if let Some(fields) = request.as_object_mut() {
        for key in ["$schema", "$comment"] {
            fields.shift_remove(key);
        }
        if let Some(Value::Object(shared)) = fields.shift_remove("$defs") {
            all.extend(shared);
        }
    }
    all.insert("VideoRequest".to_owned(), request);
    for schema in all.values_mut() {
        moved(schema);
    }
    all.insert("Task".to_owned(), task(edition));
    all.insert("Failure".to_owned(), failure());
    Value::Object(all)
}

/// Points references at where a description keeps its schemas.
fn moved(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            for (key, value) in fields {
                match value {
                    Value::String(target) if key == "$ref" => {
                        *target = target.replace("#/$defs/", "#/components/schemas/");
                    }
                    other => moved(other),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(moved),
        _ => {}
    }
}

fn task(edition: Edition) -> Value {
    let mut video = json!({
        "url": { "type": "string", "format": "uri" },
        "format": { "type": "string", "examples": ["mp4"] },
    });
    let mut usage = Map::new();
    if edition == Edition::E2026_08 {
        if let Some(fields) = video.as_object_mut() {
            fields.insert("last_frame_url".to_owned(), json!({ "type": "string", "format": "uri" }));
        }
        usage.insert(
            "tool_usage".to_owned(),
            json!({ "type": "object", "properties": { "web_search": { "type": "integer", "minimum": 0 } } }),
        );
    }
    let time =
        |meaning: &str| json!({ "type": "integer", "description": format!("{meaning}, in seconds since 1970.") });
    json!({
        "type": "object",
        "required": ["id", "status"],
        "properties": {
            "id": { "type": "string", "description": "Opaque." },
            "client_business_id": { "type": "string" },
            "object": { "type": "string", "examples": ["generation.task"] },
            "model": { "type": "string" },
            "status": {
                "type": "string",
                "description": "`queued`, `in_progress`, `completed` or `failed`. Any other word is no ending.",
                "examples": ["queued", "in_progress", "completed", "failed"],
            },
            "progress": { "type": "integer", "minimum": 0, "maximum": 100 },
            "created_at": time("When the job was taken"),
            "completed_at": time("When it ended"),
            "expires_at": time("When its files are deleted"),
            "result": {
                "type": "object",
                "properties": {
                    "type": { "type": "string", "examples": ["video"] },
                    "data": { "type": "array", "items": { "type": "object", "properties": video } },
                },
            },
            "usage": { "type": "object", "properties": usage },
            "error": {
                "type": "object",
                "properties": {
                    "code": { "type": "string", "examples": ["generation_failed"] },
                    "message": { "type": "string" },
                },
            },
        },
    })
}

/// The shapes in which an error was seen.
fn failure() -> Value {
    let message = json!({ "type": "string", "description": "Localised: show it, never compare it." });
    json!({
        "anyOf": [
            {
                "type": "object",
                "required": ["error"],
                "properties": {
                    "error": {
                        "anyOf": [
                            {
                                "type": "object",
                                "properties": {
                                    "code": { "type": ["string", "integer"] },
                                    "message": message,
                                    "type": { "type": "string" },
                                },
                            },
                            { "type": "string" },
                        ],
                    },
                },
            },
            {
                "type": "object",
                "required": ["message"],
                "properties": { "success": { "type": "boolean" }, "message": message },
            },
        ],
    })
}
