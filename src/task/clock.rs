//! A machine's own time: the wall clock, guarded by the monotonic one.
//!
//! The wall clock counts the hours a device slept, the monotonic one survives a wall clock that is set back. Whichever
//! moved further since the last event is believed, so time never stands still and never runs backwards. Where too
//! little time would be the danger, the monotonic clock counts alone.

use super::action::Now;

/// The longest sleep a 31-bit timer can hold; a longer one fires at once in browsers.
const LONGEST_TIMER_MS: u64 = 2_147_483_647;

#[derive(Debug, Clone, Default)]
pub(super) struct Clock {
    elapsed_ms: u64,
    awake_ms: u64,
    wall_ms: Option<u64>,
    mono_ms: Option<u64>,
}

impl Clock {
    /// Goes on from a stored time. The monotonic clock of another process says nothing, so only the wall clock counts.
    pub(super) fn since(elapsed_ms: u64, wall_ms: u64) -> Self {
        Self {
            elapsed_ms,
            awake_ms: 0,
            wall_ms: Some(wall_ms),
            mono_ms: None,
        }
    }

    pub(super) fn tick(&mut self, now: &Now) -> u64 {
        let by_wall = self
            .wall_ms
            .map_or(0, |last| now.wall_ms.saturating_sub(last));
        let by_mono = self
            .mono_ms
            .map_or(0, |last| now.mono_ms.saturating_sub(last));
        self.elapsed_ms = self.elapsed_ms.saturating_add(by_wall.max(by_mono));
        self.awake_ms = self.awake_ms.saturating_add(by_mono);
        self.wall_ms = Some(now.wall_ms);
        self.mono_ms = Some(now.mono_ms.max(self.mono_ms.unwrap_or(0)));
        self.elapsed_ms
    }

    pub(super) fn elapsed_ms(&self) -> u64 {
        self.elapsed_ms
    }

    /// What the monotonic clock alone has counted: no jump of the wall clock shortens a wait in it.
    pub(super) fn awake_ms(&self) -> u64 {
        self.awake_ms
    }

    pub(super) fn wall_ms(&self) -> u64 {
        self.wall_ms.unwrap_or(0)
    }
}

/// The sleep until `due`, as long as a timer can make it; the rest is slept when it fires too early.
pub(super) fn sleep_ms(due: u64, elapsed: u64) -> u32 {
    let ms = due.saturating_sub(elapsed).min(LONGEST_TIMER_MS);
    u32::try_from(ms).unwrap_or(u32::MAX >> 1)
}

/// A point between two bounds, chosen by chance.
pub(super) fn between(low_ms: u64, high_ms: u64, chance: f64) -> u64 {
    let span = high_ms.saturating_sub(low_ms);
    let chance = if chance.is_nan() {
        0.0
    } else {
        chance.clamp(0.0, 1.0)
    };
    low_ms
        .saturating_add((span as f64 * chance) as u64)
        .min(high_ms.max(low_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(wall_ms: u64, mono_ms: u64) -> Now {
        Now {
            wall_ms,
            mono_ms,
            chance: 0.0,
        }
    }

    #[test]
    fn believes_the_clock_that_moved_further() {
        let mut clock = Clock::default();
        assert_eq!(clock.tick(&at(1_000, 5)), 0);
        assert_eq!(clock.tick(&at(2_000, 10)), 1_000, "a device that slept");
        assert_eq!(clock.tick(&at(500, 3_010)), 4_000, "a wall clock set back");
        assert_eq!(clock.tick(&at(500, 0)), 4_000, "never backwards");
        assert_eq!(clock.awake_ms(), 3_005);
    }

    #[test]
    fn goes_on_by_the_wall_clock_after_a_restart() {
        let mut clock = Clock::since(7_000, 100_000);
        assert_eq!(clock.tick(&at(101_500, 3)), 8_500);
        assert_eq!(clock.tick(&at(101_500, 503)), 9_000);
    }

    #[test]
    fn no_timer_is_longer_than_31_bits() {
        assert_eq!(sleep_ms(u64::MAX, 0), 2_147_483_647);
        assert_eq!(sleep_ms(5, 9), 0);
    }

    #[test]
    fn odd_chances_stay_within_the_bounds() {
        for chance in [
            f64::NAN,
            f64::NEG_INFINITY,
            -1.0,
            0.0,
            0.5,
            1.0,
            7.0,
            f64::INFINITY,
        ] {
            assert!((10..=20).contains(&between(10, 20, chance)));
        }
        assert_eq!(between(10, 5, 0.5), 10);
    }
}
