//! Transition tables: rows of plain data that are the machine, can be looked up, counted and drawn. What states, signals
//! and deeds mean is the machines' business.

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

/// Something with a name that a reader of a diagram understands.
pub(super) trait Named: Copy + PartialEq {
    fn name(self) -> &'static str;
}

/// An enum whose variants know their names.
macro_rules! named {
    ($(#[$doc:meta])* $name:ident { $($(#[$each:meta])* $variant:ident),+ $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) enum $name { $($(#[$each])* $variant),+ }

        impl $crate::task::table::Named for $name {
            fn name(self) -> &'static str {
                match self { $(Self::$variant => stringify!($variant)),+ }
            }
        }
    };
}
pub(super) use named;

/// In state `from`, on signal `on`: enter `to` and do `does`.
pub(super) struct Row<State, Signal, Does> {
    pub(super) from: State,
    pub(super) on: Signal,
    pub(super) to: State,
    pub(super) does: Does,
}

pub(super) const fn row<State: Copy, Signal: Copy, Does: Copy>(
    from: State,
    on: Signal,
    to: State,
    does: Does,
) -> Row<State, Signal, Does> {
    Row { from, on, to, does }
}

/// The row for a state and a signal, with its place.
pub(super) fn find<State: Named, Signal: Named, Does>(
    table: &'static [Row<State, Signal, Does>],
    from: State,
    on: Signal,
) -> Option<(usize, &'static Row<State, Signal, Does>)> {
    table
        .iter()
        .enumerate()
        .find(|(_, row)| row.from == from && row.on == on)
}

pub(super) fn arrows<State: Named, Signal: Named, Does: Named>(
    table: &'static [Row<State, Signal, Does>],
) -> impl ExactSizeIterator<Item = Arrow> {
    table.iter().map(|row| Arrow {
        from: row.from.name(),
        on: row.on.name(),
        to: row.to.name(),
        does: row.does.name(),
    })
}

/// A table as a Mermaid state diagram.
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
