//! What was probably meant: names folded for case, width and separators, then compared by edit distance.

use crate::request::{is_white_space, next_character};

/// How far a spelling may be off.
const FAR: usize = 2;
/// The longest name that is compared; none of ours is as long.
const LONGEST: usize = 40;

/// A name without what people get wrong: lower case, ASCII width, no separators; `x` and `×` between digits are `:`.
#[derive(Debug)]
pub(crate) struct Folded {
    bytes: [u8; LONGEST],
    len: usize,
}

impl Folded {
    pub(crate) fn as_str(&self) -> &str {
        self.bytes.get(..self.len).and_then(|bytes| core::str::from_utf8(bytes).ok()).unwrap_or("")
    }
}

/// Folds a name; nothing where it is too long or not of ASCII once its width is folded.
pub(crate) fn fold(name: &str) -> Option<Folded> {
    let mut folded = Folded { bytes: [0; LONGEST], len: 0 };
    let mut after_digit = false;
    let mut rest = name;
    while let Some(character) = next_character(&mut rest) {
        let narrow = match character {
            '\u{ff01}'..='\u{ff5e}' => char::from_u32(character as u32 - 0xfee0)?,
            '\u{d7}' => 'x',
            other => other,
        };
        if is_white_space(narrow) || matches!(narrow, '-' | '_') {
            continue;
        }
        if !narrow.is_ascii() {
            return None;
        }
        let byte = match narrow.to_ascii_lowercase() as u8 {
            b'x' | b'*' | b'/' if after_digit => b':',
            byte => byte,
        };
        after_digit = byte.is_ascii_digit();
        *folded.bytes.get_mut(folded.len)? = byte;
        folded.len += 1;
    }
    (folded.len > 0).then_some(folded)
}

/// The one candidate that equals the name once folded, or the only one within reach of it.
pub(crate) fn unique(name: &str, candidates: impl Iterator<Item = &'static str>) -> Option<&'static str> {
    let mut search = Search::of(name)?;
    for candidate in candidates {
        search.consider(candidate);
    }
    search.found()
}

/// A search for what was meant, the same for all kinds of candidates.
struct Search {
    name: Folded,
    same: Option<&'static str>,
    near: Option<&'static str>,
    several: bool,
}

impl Search {
    #[inline(never)]
    fn of(name: &str) -> Option<Search> {
        Some(Search { name: fold(name)?, same: None, near: None, several: false })
    }

    #[inline(never)]
    fn consider(&mut self, candidate: &'static str) {
        let distance = fold(candidate).map_or(usize::MAX, |other| apart(self.name.as_str(), other.as_str()));
        if distance == 0 {
            self.same = self.same.or(Some(candidate));
        } else if distance <= FAR && self.name.len > FAR {
            // Within two edits of a short name lies almost anything.
            self.several = self.near.is_some();
            self.near = Some(candidate);
        }
    }

    fn found(&self) -> Option<&'static str> {
        self.same.or(if self.several { None } else { self.near })
    }
}

/// Levenshtein distance of two short ASCII strings.
fn apart(one: &str, two: &str) -> usize {
    if one.len().abs_diff(two.len()) > FAR {
        return usize::MAX;
    }
    let mut row = [0; LONGEST + 1];
    for (index, cell) in row.iter_mut().enumerate() {
        *cell = index;
    }
    for (index, left) in one.bytes().enumerate() {
        let mut diagonal = index;
        let mut before = index + 1;
        for (cell, right) in row.iter_mut().skip(1).zip(two.bytes()) {
            let above = *cell;
            *cell = (diagonal + usize::from(left != right)).min(above + 1).min(before + 1);
            (diagonal, before) = (above, *cell);
        }
        if let Some(first) = row.first_mut() {
            *first = index + 1;
        }
    }
    row.get(two.len()).copied().unwrap_or(usize::MAX)
}
