//! A transition table drawn as a Mermaid state diagram. It knows names and arrows, not what they mean.

use std::fmt::Write as _;

/// One row of a table, by names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Arrow {
    /// The state it leaves.
    pub from: &'static str,
    /// The class of event.
    pub on: &'static str,
    /// The state it enters.
    pub to: &'static str,
    /// What the machine does.
    pub does: &'static str,
}

/// An enum whose variants know their names, so that a table of them can be drawn and counted.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($(#[$each])* $variant),+ }

        impl $name {
            const fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }
        }
    };
}
pub(super) use named;

pub(super) fn mermaid(start: &str, end: &str, arrows: impl Iterator<Item = Arrow>) -> String {
    let mut text = format!("stateDiagram-v2\n    [*] --> {start}\n");
    for arrow in arrows {
        // Writing to a String cannot fail.
        let _ = writeln!(
            text,
            "    {} --> {}: {} / {}",
            arrow.from, arrow.to, arrow.on, arrow.does
        );
    }
    let _ = writeln!(text, "    {end} --> [*]");
    text
}
