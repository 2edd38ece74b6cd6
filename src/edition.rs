//! The published revisions of the API page. Knows their names and nothing of what they say.

/// One published revision of the API page. Every capability and every severity belongs to one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Edition {
    /// The founding page of June 2026, the default contract.
    #[default]
    E2026_06,
    /// The revision of 2026-08-20, which opens several doors for `seedance-2-mini`.
    E2026_08,
}

impl Edition {
    /// Every edition, oldest first.
    pub const ALL: [Edition; 2] = [Edition::E2026_06, Edition::E2026_08];

    /// The name callers use, such as `2026-06`.
    pub const fn name(self) -> &'static str {
        match self {
            Edition::E2026_06 => "2026-06",
            Edition::E2026_08 => "2026-08",
        }
    }

    /// The edition of that name, or nothing.
    pub fn from_name(name: &str) -> Option<Edition> {
        Edition::ALL.into_iter().find(|edition| edition.name() == name)
    }

    /// The edition with that position in [`Edition::ALL`], or nothing.
    pub fn from_index(index: usize) -> Option<Edition> {
        Edition::ALL.get(index).copied()
    }
}

/// A value for each edition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PerEdition<T> {
    /// In edition `2026-06`.
    pub e2026_06: T,
    /// In edition `2026-08`.
    pub e2026_08: T,
}

impl<T: Copy> PerEdition<T> {
    /// The same value in every edition.
    pub const fn both(value: T) -> Self {
        PerEdition { e2026_06: value, e2026_08: value }
    }

    /// One value an edition, oldest first.
    pub const fn each(e2026_06: T, e2026_08: T) -> Self {
        PerEdition { e2026_06, e2026_08 }
    }

    /// The value of one edition.
    pub const fn of(&self, edition: Edition) -> T {
        match edition {
            Edition::E2026_06 => self.e2026_06,
            Edition::E2026_08 => self.e2026_08,
        }
    }
}
