//! Generated from src/rules.rs, by asking the rules, by `cargo xtask generate`. Do not edit.

use super::{Accepted, Counts};

pub(super) const RESOLUTIONS: [&str; 4] = ["480p", "720p", "1080p", "4k"];
pub(super) const ASPECT_RATIOS: [&str; 7] = ["21:9", "16:9", "4:3", "1:1", "3:4", "9:16", "adaptive"];
pub(super) const SHORTEST: i32 = -1;

/// By edition, then by model.
pub(super) static ACCEPTED: [&[Accepted]; 2] = [
    &[
        Accepted {
            model: "seedance-2",
            duration: 0b111111111111000111,
            resolution: 0b11111,
            aspect_ratio: 0b1111111,
            generate_audio: 0b111,
            return_last_frame: 0b1,
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
        },
        Accepted {
            model: "seedance-2-fast",
            duration: 0b111111111111000111,
            resolution: 0b111,
            aspect_ratio: 0b1111111,
            generate_audio: 0b111,
            return_last_frame: 0b1,
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
        },
        Accepted {
            model: "seedance-2-mini",
            duration: 0b100101010001000000,
            resolution: 0b111,
            aspect_ratio: 0b1111111,
            generate_audio: 0b1,
            return_last_frame: 0b1,
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [0, 0, 9, 3, 0] },
                Counts { low: [0, 0, 1, 0, 1], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 1], high: [0, 0, 9, 3, 3] },
            ],
        },
    ],
    &[
        Accepted {
            model: "seedance-2",
            duration: 0b111111111111000111,
            resolution: 0b11111,
            aspect_ratio: 0b11111111,
            generate_audio: 0b111,
            return_last_frame: 0b111,
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
        },
        Accepted {
            model: "seedance-2-fast",
            duration: 0b111111111111000111,
            resolution: 0b111,
            aspect_ratio: 0b11111111,
            generate_audio: 0b111,
            return_last_frame: 0b111,
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
        },
        Accepted {
            model: "seedance-2-mini",
            duration: 0b111111111111000000,
            resolution: 0b111,
            aspect_ratio: 0b11111111,
            generate_audio: 0b111,
            return_last_frame: 0b111,
            counts: &[
                Counts { low: [0, 0, 0, 0, 0], high: [1, 0, 0, 0, 0] },
                Counts { low: [1, 1, 0, 0, 0], high: [1, 1, 0, 0, 0] },
                Counts { low: [0, 0, 1, 0, 0], high: [0, 0, 9, 3, 3] },
                Counts { low: [0, 0, 0, 1, 0], high: [0, 0, 9, 3, 3] },
            ],
        },
    ],
];
