//! JSON as this room reads and writes it: what serde_json makes of the same text, in a fraction of its code, which a page
//! has to load. What a value means is not known here.

mod number;
mod read;
#[cfg(test)]
mod tests;
mod write;

use serde_json::{Map, Number, Value};

pub(super) use number::whole;
pub(super) use read::percentage;
pub(crate) use write::{joined, push_digits, push_flag, push_real, push_whole, put, quote};

/// A part of an answer that is passed on as it was sent.
#[cfg(not(all(target_arch = "wasm32", feature = "npm-jobs")))]
pub type Passed = Value;
/// The same in the package, as the text that it is written as: maps are left out of its module.
#[cfg(all(target_arch = "wasm32", feature = "npm-jobs"))]
pub type Passed = String;

#[cfg(not(all(target_arch = "wasm32", feature = "npm-jobs")))]
pub(super) fn write_passed(value: &Passed, out: &mut String) {
    Json::from(value).write(out);
}

#[cfg(all(target_arch = "wasm32", feature = "npm-jobs"))]
pub(super) fn write_passed(value: &Passed, out: &mut String) {
    put(out, value);
}

#[cfg(all(target_arch = "wasm32", feature = "npm-jobs"))]
impl From<&Json> for Passed {
    fn from(json: &Json) -> Self {
        let mut text = Self::new();
        json.write(&mut text);
        text
    }
}

/// A JSON value.
pub(super) enum Json {
    Null,
    Bool(bool),
    /// A number written without a fraction, a sign or an exponent.
    Whole(u64),
    /// The same below zero.
    Negative(i64),
    /// Any other number.
    Real(f64),
    Text(String),
    List(Vec<Json>),
    /// The members as they were written: of two of one name the last one counts.
    Object(Vec<(String, Json)>),
}

static NOTHING: Json = Json::Null;

impl Json {
    /// The member of an object; null where there is none.
    #[inline(never)]
    pub(super) fn get(&self, key: &str) -> &Self {
        self.member(key).unwrap_or(&NOTHING)
    }

    #[inline(never)]
    pub(super) fn member(&self, key: &str) -> Option<&Self> {
        let Self::Object(members) = self else { return None };
        members.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value)
    }

    pub(super) fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }

    pub(super) fn as_str(&self) -> Option<&str> {
        match self {
            Self::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn as_u64(&self) -> Option<u64> {
        match self {
            Self::Whole(number) => Some(*number),
            _ => None,
        }
    }

    pub(super) fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Whole(number) => Some(*number as f64),
            Self::Negative(number) => Some(*number as f64),
            Self::Real(number) => Some(*number),
            _ => None,
        }
    }
}

impl From<&Value> for Json {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(value) => Self::Bool(*value),
            Value::Number(number) => match (number.as_u64(), number.as_i64()) {
                (Some(number), _) => Self::Whole(number),
                (None, Some(number)) => Self::Negative(number),
                (None, None) => number.as_f64().map_or(Self::Null, Self::Real),
            },
            Value::String(text) => Self::Text(text.clone()),
            Value::Array(items) => Self::List(items.iter().map(Self::from).collect()),
            Value::Object(members) => {
                Self::Object(members.iter().map(|(name, value)| (name.clone(), Self::from(value))).collect())
            }
        }
    }
}

impl From<&Json> for Value {
    fn from(json: &Json) -> Self {
        match json {
            Json::Null => Self::Null,
            Json::Bool(value) => (*value).into(),
            Json::Whole(number) => (*number).into(),
            Json::Negative(number) => (*number).into(),
            Json::Real(number) => Number::from_f64(*number).map_or(Self::Null, Self::Number),
            Json::Text(text) => text.as_str().into(),
            Json::List(items) => items.iter().map(Self::from).collect(),
            Json::Object(members) => {
                let members = members.iter().map(|(name, value)| (name.clone(), value.into()));
                members.collect::<Map<_, _>>().into()
            }
        }
    }
}
