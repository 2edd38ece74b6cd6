//! The catalogue of single faults, by name: what a test draws from and what a page offers. The list itself is data.

use super::script::{Fault, Life, WebhookFault};
use serde::{Deserialize, Serialize};

/// Where a fault strikes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Route {
    /// A submission.
    Submit,
    /// A question about a task.
    Status,
    /// The life of the task.
    Life,
    /// The webhooks of the task.
    Webhook,
}

/// A named fault.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Preset {
    /// Its name.
    pub name: String,
    /// Where it strikes.
    pub route: Route,
    /// What happens, in one sentence.
    pub description: String,
    /// What happens to a request.
    #[serde(default)]
    pub fault: Fault,
    /// How the task lives.
    #[serde(default)]
    pub life: Life,
    /// What happens to webhooks.
    #[serde(default)]
    pub webhook: WebhookFault,
}

/// The catalogue.
#[must_use]
pub fn presets() -> Vec<Preset> {
    // A test reads the whole file; it cannot fail afterwards.
    serde_json::from_str(include_str!("faults.json")).unwrap_or_default()
}
