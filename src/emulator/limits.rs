//! The allowance of one user, in fixed windows. It knows how many requests came and when, not what they wanted.

use super::{Response, error};
use serde::{Deserialize, Serialize};

/// The user's tier.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Tier {
    /// 300 submits and 3,000 queries a minute.
    #[default]
    Default,
    /// 1,000 and 10,000.
    Vip,
    /// 2,000 and 30,000.
    Svip,
    /// No limit, which the real API does not know.
    Unlimited,
}

impl Tier {
    fn per_minute(self) -> Option<(u64, u64)> {
        match self {
            Self::Default => Some((300, 3_000)),
            Self::Vip => Some((1_000, 10_000)),
            Self::Svip => Some((2_000, 30_000)),
            Self::Unlimited => None,
        }
    }
}

const MINUTE_MS: u64 = 60_000;
const BURST_MS: u64 = 10_000;

#[derive(Debug)]
pub(super) struct Limits {
    submit: Option<(Window, Window)>,
    query: Option<Window>,
}

/// The headers that go with an answer.
pub(super) type Allowance = Option<[(&'static str, String); 4]>;

impl Limits {
    pub(super) fn new(tier: Tier) -> Self {
        let Some((submits, queries)) = tier.per_minute() else {
            return Self {
                submit: None,
                query: None,
            };
        };
        // A burst may use up the share of its ten seconds.
        let burst = Window::new(submits * BURST_MS / MINUTE_MS, BURST_MS);
        Self {
            submit: Some((Window::new(submits, MINUTE_MS), burst)),
            query: Some(Window::new(queries, MINUTE_MS)),
        }
    }

    pub(super) fn submit(&mut self, now_ms: u64) -> Result<Allowance, Response> {
        let Some((minute, burst)) = &mut self.submit else {
            return Ok(None);
        };
        for window in [&mut *burst, &mut *minute] {
            window.roll(now_ms);
            if window.left() == 0 {
                return Err(refuse(window, "async_submit", now_ms));
            }
        }
        burst.used += 1;
        minute.used += 1;
        Ok(Some(minute.headers("async_submit")))
    }

    pub(super) fn query(&mut self, now_ms: u64) -> Result<Allowance, Response> {
        let Some(minute) = &mut self.query else {
            return Ok(None);
        };
        minute.roll(now_ms);
        if minute.left() == 0 {
            return Err(refuse(minute, "async_query", now_ms));
        }
        minute.used += 1;
        Ok(Some(minute.headers("async_query")))
    }
}

#[derive(Debug)]
struct Window {
    limit: u64,
    length_ms: u64,
    start_ms: u64,
    used: u64,
}

impl Window {
    fn new(limit: u64, length_ms: u64) -> Self {
        Self {
            limit,
            length_ms,
            start_ms: 0,
            used: 0,
        }
    }

    fn roll(&mut self, now_ms: u64) {
        let start_ms = now_ms - now_ms % self.length_ms;
        if start_ms != self.start_ms {
            (self.start_ms, self.used) = (start_ms, 0);
        }
    }

    fn left(&self) -> u64 {
        self.limit.saturating_sub(self.used)
    }

    fn end_ms(&self) -> u64 {
        self.start_ms.saturating_add(self.length_ms)
    }

    fn headers(&self, category: &str) -> [(&'static str, String); 4] {
        [
            ("X-RateLimit-Limit", self.limit.to_string()),
            ("X-RateLimit-Remaining", self.left().to_string()),
            (
                "X-RateLimit-Reset",
                self.end_ms().div_ceil(1_000).to_string(),
            ),
            ("X-RateLimit-Category", category.to_owned()),
        ]
    }
}

fn refuse(window: &Window, category: &str, now_ms: u64) -> Response {
    let mut response = error(429, "rate_limit_exceeded", "the allowance is used up");
    response.headers.extend(window.headers(category));
    let seconds = window.end_ms().saturating_sub(now_ms).div_ceil(1_000);
    response.headers.push(("Retry-After", seconds.to_string()));
    response
}
