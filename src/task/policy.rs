//! The numbers of the submit and poll contracts, as plain values. They are read by the machines and changed by nobody
//! else; what they mean for money is held in the tables, not here, so that no setting can make a submission repeat.

use serde::{Deserialize, Serialize};

/// How a job is submitted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct SubmitPolicy {
    /// How often one submission may be sent in all; only refused ones are sent again.
    pub max_attempts: u32,
    /// The time one POST may take.
    pub post_timeout_ms: u32,
    /// The time one look-up may take.
    pub look_timeout_ms: u32,
    /// The upper bound of the first wait after a refusal; it doubles. Half of it is always waited.
    pub backoff_ms: u64,
    /// No wait between two requests is longer; a longer `Retry-After` ends the submission as refused.
    pub max_wait_ms: u64,
    /// How much later than a `Retry-After` a client may come, so that a crowd does not come at once.
    pub retry_after_spread_ms: u64,
    /// How long an ambiguous submission is looked for by its business id.
    pub look_window_ms: u64,
    /// The upper bound of the first wait between look-ups; it doubles.
    pub look_backoff_ms: u64,
    /// The highest upper bound of a wait between look-ups.
    pub look_backoff_max_ms: u64,
    /// No look-up follows faster.
    pub look_floor_ms: u64,
    /// A longer answer is not read.
    pub max_answer_bytes: usize,
}

impl Default for SubmitPolicy {
    fn default() -> Self {
        Self {
            max_attempts: 3,
            post_timeout_ms: 60_000,
            look_timeout_ms: 30_000,
            backoff_ms: 10_000,
            max_wait_ms: 120_000,
            retry_after_spread_ms: 10_000,
            look_window_ms: 60_000,
            look_backoff_ms: 2_000,
            look_backoff_max_ms: 10_000,
            look_floor_ms: 500,
            max_answer_bytes: 1 << 20,
        }
    }
}

impl SubmitPolicy {
    /// The longest a submission can take, storage apart: every attempt and every wait at its limit, then a whole
    /// look-up window that ends in a request which times out.
    #[must_use]
    pub fn longest_ms(&self) -> u64 {
        let attempts = u64::from(self.max_attempts);
        attempts * u64::from(self.post_timeout_ms)
            + attempts * self.max_wait_ms
            + self.look_window_ms
            + u64::from(self.look_timeout_ms)
    }
}

/// How a task is watched.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default, deny_unknown_fields)]
pub struct PollPolicy {
    /// The wait before the first question.
    pub first_ms: u64,
    /// The wait between questions, before jitter.
    pub interval_ms: u64,
    /// Jitter, in percent either way.
    pub jitter_percent: u64,
    /// From this age of the watch on, the wait grows.
    pub slow_after_ms: u64,
    /// It grows by one millisecond per so many milliseconds of age.
    pub slow_divisor: u64,
    /// Up to this, before jitter.
    pub interval_max_ms: u64,
    /// The time one question may take.
    pub ask_timeout_ms: u32,
    /// For so long after a submission the task may not be visible yet.
    pub hidden_grace_ms: u64,
    /// So many questions in a row without a usable answer pause the watch.
    pub budget: u32,
    /// So often is a completed task without a URL read again.
    pub rereads: u32,
    /// The upper bound of the first wait after a question without a usable answer; it doubles. Half of it is always waited.
    pub backoff_ms: u64,
    /// No wait is longer; a longer `Retry-After` pauses the watch.
    pub max_wait_ms: u64,
    /// How much later than a `Retry-After` a client may come, so that a crowd does not come at once.
    pub retry_after_spread_ms: u64,
    /// The watch ends after this long.
    pub deadline_ms: u64,
    /// A longer answer is not read.
    pub max_answer_bytes: usize,
}

impl Default for PollPolicy {
    fn default() -> Self {
        Self {
            first_ms: 5_000,
            interval_ms: 10_000,
            jitter_percent: 20,
            slow_after_ms: 300_000,
            slow_divisor: 15,
            interval_max_ms: 30_000,
            ask_timeout_ms: 30_000,
            hidden_grace_ms: 30_000,
            budget: 10,
            rereads: 3,
            backoff_ms: 20_000,
            max_wait_ms: 120_000,
            retry_after_spread_ms: 10_000,
            deadline_ms: 1_800_000,
            max_answer_bytes: 1 << 20,
        }
    }
}

/// The wait after the `nth` trouble in a row: between half the bound and the bound, which doubles up to `max_ms`.
pub(super) fn backoff_ms(first_ms: u64, max_ms: u64, nth: u32, chance: f64) -> u64 {
    let bound = doubled(first_ms, nth).min(max_ms);
    super::clock::between(bound / 2, bound, chance)
}

/// `first` doubled for every trouble after the first.
pub(super) fn doubled(first_ms: u64, nth: u32) -> u64 {
    let times = nth.saturating_sub(1);
    if first_ms == 0 || times <= first_ms.leading_zeros() { first_ms << (times & 63) } else { u64::MAX }
}

/// The wait that an answer's `Retry-After` leaves, or nothing if it asks for more than `max_ms`.
///
/// The API names one instant to everybody: the spread keeps a crowd from obeying it to the millisecond.
pub(super) fn wait_ms(asked_ms: Option<u64>, own_ms: u64, spread_ms: u64, max_ms: u64, chance: f64) -> Option<u64> {
    match asked_ms {
        Some(asked) if asked > max_ms => None,
        Some(asked) if asked > own_ms => {
            Some(super::clock::between(asked, asked.saturating_add(spread_ms), chance).min(max_ms))
        }
        _ => Some(own_ms.min(max_ms)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_backoff_doubles_and_stays_under_its_ceiling() {
        let bounds: Vec<_> = (1..=6).map(|nth| backoff_ms(20_000, 120_000, nth, 1.0)).collect();
        assert_eq!(bounds, [20_000, 40_000, 80_000, 120_000, 120_000, 120_000]);
        assert_eq!(backoff_ms(20_000, 120_000, 1, 0.0), 10_000);
        assert_eq!(backoff_ms(20_000, 120_000, 200, 0.0), 60_000);
    }

    #[test]
    fn a_retry_after_is_clamped_between_the_own_backoff_and_the_ceiling() {
        assert_eq!(wait_ms(None, 7_000, 10_000, 120_000, 0.5), Some(7_000));
        assert_eq!(wait_ms(Some(0), 7_000, 10_000, 120_000, 0.5), Some(7_000));
        assert_eq!(wait_ms(Some(30_000), 7_000, 10_000, 120_000, 0.0), Some(30_000));
        assert_eq!(wait_ms(Some(30_000), 7_000, 10_000, 120_000, 0.5), Some(35_000));
        assert_eq!(wait_ms(Some(120_000), 7_000, 10_000, 120_000, 0.9), Some(120_000));
        assert_eq!(wait_ms(Some(120_001), 7_000, 10_000, 120_000, 0.9), None);
    }

    #[test]
    fn an_unknown_setting_is_an_error() {
        assert!(serde_json::from_str::<PollPolicy>(r#"{"deadlineMs":1000}"#).is_ok());
        assert!(serde_json::from_str::<PollPolicy>(r#"{"deadline":1000}"#).is_err());
    }
}
