//! A text at every place of a request where text can stand, keys included.

use serde_json::{Value, json};

/// A request with the text at one of its places.
pub fn placed(text: &str, place: usize) -> Value {
    let mut request = json!({
        "model": "seedance-2", "prompt": "a", "client_business_id": "id", "aspect_ratio": "1:1",
        "image_urls": ["https://h.example/u"],
        "image_with_roles": [{"url": "https://h.example/i", "role": "reference_image"}],
        "video_with_roles": [{"url": "https://h.example/v", "role": "reference_video"}],
        "audio_with_roles": [{"url": "https://h.example/a", "role": "reference_audio"}],
        "resolution": "720p", "tools": [{"type": "web_search"}], "callback_url": "https://h.example/c",
        "trace_id": "t", "media_mode": "frame", "metadata": {"client_business_id": "id", "note": "n"},
    });
    let pointer = PLACES[place];
    match pointer.split_once('+') {
        Some((parent, "key")) => {
            let parent = request.pointer_mut(parent).unwrap();
            parent.as_object_mut().unwrap().insert(text.to_owned(), 1.into());
        }
        _ => *request.pointer_mut(pointer).unwrap() = text.into(),
    }
    request
}

/// Every place of a request where text can stand.
pub const PLACES: &[&str] = &[
    "",
    "/model",
    "/prompt",
    "/client_business_id",
    "/aspect_ratio",
    "/image_urls",
    "/image_urls/0",
    "/image_with_roles",
    "/image_with_roles/0",
    "/image_with_roles/0/url",
    "/image_with_roles/0/role",
    "/video_with_roles/0/url",
    "/video_with_roles/0/role",
    "/audio_with_roles/0/url",
    "/audio_with_roles/0/role",
    "/resolution",
    "/tools/0",
    "/tools/0/type",
    "/callback_url",
    "/trace_id",
    "/media_mode",
    "/metadata",
    "/metadata/client_business_id",
    "/metadata/note",
    "+key",
    "/metadata+key",
    "/image_with_roles/0+key",
    "/tools/0+key",
];
