//! Generated from src/rules.rs, by asking the rules, by `cargo xtask generate`. Do not edit.

use super::{Accepted, Counts, Fault};

pub(super) const RESOLUTIONS: [&str; 4] = ["480p", "720p", "1080p", "4k"];
pub(super) const ASPECT_RATIOS: [&str; 7] = ["21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"];
pub(super) const SHORTEST: i32 = -1;
pub(super) const LONGEST: i32 = 20;

pub(super) const FAULTS: [Fault; 9] = [
    // duration-out-of-range of duration
    Fault { mask: 0, rule: 17, error: true },
    // resolution-not-offered of resolution
    Fault { mask: 1, rule: 22, error: true },
    // aspect-ratio-unknown of aspect_ratio
    Fault { mask: 2, rule: 21, error: true },
    // field-undocumented of return_last_frame
    Fault { mask: 4, rule: 8, error: false },
    // duration-left-to-default of duration
    Fault { mask: 0, rule: 20, error: false },
    // duration-auto-unsupported of duration
    Fault { mask: 0, rule: 18, error: true },
    // duration-not-listed of duration
    Fault { mask: 0, rule: 19, error: false },
    // field-not-exposed of generate_audio
    Fault { mask: 3, rule: 9, error: true },
    // field-not-exposed of return_last_frame
    Fault { mask: 4, rule: 9, error: true },
];

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
            faults: [0b111111000000000000111000, 0b100000, 0b110000000, 0b110, 0b0, 0b0, 0b0, 0b0, 0b0],
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
            faults: [0b111111000000000000111000, 0b111000, 0b110000000, 0b110, 0b0, 0b0, 0b0, 0b0, 0b0],
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
            faults: [
                0b111111000000000000111000,
                0b111000,
                0b110000000,
                0b0,
                0b1,
                0b110,
                0b11010101110000000,
                0b110,
                0b110,
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
            faults: [0b111111000000000000111000, 0b100000, 0b100000000, 0b0, 0b0, 0b0, 0b0, 0b0, 0b0],
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
            faults: [0b111111000000000000111000, 0b111000, 0b100000000, 0b0, 0b0, 0b0, 0b0, 0b0, 0b0],
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
            faults: [0b111111000000000000111000, 0b111000, 0b100000000, 0b0, 0b1, 0b110, 0b0, 0b0, 0b0],
        },
    ],
];
