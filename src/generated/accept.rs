//! Generated from src/rules.rs, by asking the rules, by `cargo xtask generate`. Do not edit.

use super::{Accepted, Counts, Fault};

pub(super) const RESOLUTIONS: [&str; 4] = ["480p", "720p", "1080p", "4k"];
pub(super) const ASPECT_RATIOS: [&str; 7] = ["21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"];
pub(super) const SHORTEST: i32 = -1;
pub(super) const LONGEST: i32 = 20;

/// By edition, then by model.
pub(super) static ACCEPTED: [&[Accepted]; 2] = [
    &[
        Accepted {
            model: "seedance-2",
            masks: [
                // duration
                0b111111111111000111,
                // resolution
                0b11111,
                // aspect_ratio
                0b1111111,
                // generate_audio
                0b111,
                // return_last_frame
                0b1,
            ],
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
            faults: &[
                // duration-out-of-range
                Fault { values: 0b111111000000000000111000, mask: 0, rule: 17, error: true },
                // resolution-not-offered
                Fault { values: 0b100000, mask: 1, rule: 22, error: true },
                // aspect-ratio-unknown
                Fault { values: 0b110000000, mask: 2, rule: 21, error: true },
                // field-undocumented
                Fault { values: 0b110, mask: 4, rule: 8, error: false },
            ],
        },
        Accepted {
            model: "seedance-2-fast",
            masks: [
                // duration
                0b111111111111000111,
                // resolution
                0b111,
                // aspect_ratio
                0b1111111,
                // generate_audio
                0b111,
                // return_last_frame
                0b1,
            ],
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
            faults: &[
                // duration-out-of-range
                Fault { values: 0b111111000000000000111000, mask: 0, rule: 17, error: true },
                // resolution-not-offered
                Fault { values: 0b111000, mask: 1, rule: 22, error: true },
                // aspect-ratio-unknown
                Fault { values: 0b110000000, mask: 2, rule: 21, error: true },
                // field-undocumented
                Fault { values: 0b110, mask: 4, rule: 8, error: false },
            ],
        },
        Accepted {
            model: "seedance-2-mini",
            masks: [
                // duration
                0b100101010001000000,
                // resolution
                0b111,
                // aspect_ratio
                0b1111111,
                // generate_audio
                0b1,
                // return_last_frame
                0b1,
            ],
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [0, 0, 9, 3, 0] },
                Counts { low: [0, 0, 1, 0, 1], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 1], high: [0, 0, 9, 3, 3] },
            ],
            faults: &[
                // duration-left-to-default
                Fault { values: 0b1, mask: 0, rule: 20, error: false },
                // duration-auto-unsupported
                Fault { values: 0b110, mask: 0, rule: 18, error: true },
                // duration-out-of-range
                Fault { values: 0b111111000000000000111000, mask: 0, rule: 17, error: true },
                // duration-not-listed
                Fault { values: 0b11010101110000000, mask: 0, rule: 19, error: false },
                // resolution-not-offered
                Fault { values: 0b111000, mask: 1, rule: 22, error: true },
                // aspect-ratio-unknown
                Fault { values: 0b110000000, mask: 2, rule: 21, error: true },
                // field-not-exposed
                Fault { values: 0b110, mask: 3, rule: 9, error: true },
                // field-not-exposed
                Fault { values: 0b110, mask: 4, rule: 9, error: true },
            ],
        },
    ],
    &[
        Accepted {
            model: "seedance-2",
            masks: [
                // duration
                0b111111111111000111,
                // resolution
                0b11111,
                // aspect_ratio
                0b11111111,
                // generate_audio
                0b111,
                // return_last_frame
                0b111,
            ],
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
            faults: &[
                // duration-out-of-range
                Fault { values: 0b111111000000000000111000, mask: 0, rule: 17, error: true },
                // resolution-not-offered
                Fault { values: 0b100000, mask: 1, rule: 22, error: true },
                // aspect-ratio-unknown
                Fault { values: 0b100000000, mask: 2, rule: 21, error: true },
            ],
        },
        Accepted {
            model: "seedance-2-fast",
            masks: [
                // duration
                0b111111111111000111,
                // resolution
                0b111,
                // aspect_ratio
                0b11111111,
                // generate_audio
                0b111,
                // return_last_frame
                0b111,
            ],
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
            faults: &[
                // duration-out-of-range
                Fault { values: 0b111111000000000000111000, mask: 0, rule: 17, error: true },
                // resolution-not-offered
                Fault { values: 0b111000, mask: 1, rule: 22, error: true },
                // aspect-ratio-unknown
                Fault { values: 0b100000000, mask: 2, rule: 21, error: true },
            ],
        },
        Accepted {
            model: "seedance-2-mini",
            masks: [
                // duration
                0b111111111111000000,
                // resolution
                0b111,
                // aspect_ratio
                0b11111111,
                // generate_audio
                0b111,
                // return_last_frame
                0b111,
            ],
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
            faults: &[
                // duration-left-to-default
                Fault { values: 0b1, mask: 0, rule: 20, error: false },
                // duration-auto-unsupported
                Fault { values: 0b110, mask: 0, rule: 18, error: true },
                // duration-out-of-range
                Fault { values: 0b111111000000000000111000, mask: 0, rule: 17, error: true },
                // resolution-not-offered
                Fault { values: 0b111000, mask: 1, rule: 22, error: true },
                // aspect-ratio-unknown
                Fault { values: 0b100000000, mask: 2, rule: 21, error: true },
            ],
        },
    ],
];
