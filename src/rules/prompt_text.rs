//! What is read out of a prompt's text. Knows the grammar of mentions, and no rule.

use crate::request::{is_white_space, position};

/// What a mention is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Noun {
    Image,
    Video,
    Audio,
}

impl Noun {
    pub(crate) const fn term(self) -> &'static str {
        match self {
            Noun::Image => "image",
            Noun::Video => "video",
            Noun::Audio => "audio",
        }
    }
}

/// Spellings, and whether they must begin a word: Chinese has no spaces to begin one at.
pub(crate) const NOUNS: [(&str, Noun); 6] = [
    ("image", Noun::Image),
    ("video", Noun::Video),
    ("audio", Noun::Audio),
    ("图片", Noun::Image),
    ("视频", Noun::Video),
    ("音频", Noun::Audio),
];

/// A place where the prompt names media by number.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Mention<'a> {
    pub(crate) noun: Noun,
    pub(crate) number: u32,
    pub(crate) text: &'a str,
}

/// Every mention, in order. Prompts have few digits, so each mention is found by its number.
pub(crate) fn mentions(prompt: &str) -> impl Iterator<Item = Mention<'_>> {
    let bytes = prompt.bytes().enumerate();
    bytes.filter(|(_, byte)| byte.is_ascii_digit()).filter_map(|(at, _)| mention_at(prompt, at))
}

/// The mention whose number begins there.
fn mention_at(prompt: &str, at: usize) -> Option<Mention<'_>> {
    let (before, rest) = prompt.split_at_checked(at)?;
    let before = before.strip_suffix('#').unwrap_or(before);
    let before = before.strip_suffix(' ').unwrap_or(before);
    let (spelling, noun) = NOUNS.into_iter().find(|(spelling, _)| match spelling.is_ascii() {
        true => ends_with_word(before, spelling),
        false => before.ends_with(spelling),
    })?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let (number, after) = rest.split_at_checked(digits)?;
    let number =
        number.bytes().fold(0u32, |number, digit| number.saturating_mul(10).saturating_add(u32::from(digit - b'0')));
    if digits > 2 || number == 0 || is_measured(after) {
        return None;
    }
    Some(Mention { noun, number, text: prompt.get(before.len() - spelling.len()..at + digits)? })
}

/// Whether what follows a number makes it a measure, a time or a part of something longer.
fn is_measured(after: &str) -> bool {
    let mut bytes = after.bytes();
    match (bytes.next(), bytes.next()) {
        (Some(next), _) if next.is_ascii_alphanumeric() || next == b':' => return true,
        (Some(b'.'), Some(digit)) if digit.is_ascii_digit() => return true,
        _ => {}
    }
    let word = after.trim_start_matches(is_white_space);
    let length = word.bytes().take_while(u8::is_ascii_alphanumeric).count();
    let unit = ["s", "sec", "second", "seconds"];
    word.starts_with('秒')
        || word.get(..length).is_some_and(|word| unit.iter().any(|unit| word.eq_ignore_ascii_case(unit)))
}

/// The first URL, to its next white space.
pub(crate) fn first_url(prompt: &str) -> Option<&str> {
    let mut from = 0;
    while let Some(found) = position(prompt.get(from..)?, "://") {
        let slashes = from + found;
        let (before, after) = prompt.split_at_checked(slashes + 3)?;
        let scheme = before.get(..slashes)?;
        let known = ["https", "http", "asset"].into_iter().find(|known| ends_with_word(scheme, known));
        if let (Some(known), false) = (known, after.chars().next().is_none_or(is_white_space)) {
            let start = slashes - known.len();
            let end = after.find(is_white_space).unwrap_or(after.len());
            return prompt.get(start..slashes + 3 + end);
        }
        from = slashes + 3;
    }
    None
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let Some((before, last)) = text.len().checked_sub(word.len()).and_then(|at| text.split_at_checked(at)) else {
        return false;
    };
    last.eq_ignore_ascii_case(word) && !before.chars().next_back().is_some_and(is_word)
}

fn is_word(character: char) -> bool {
    u8::try_from(character).is_ok_and(is_word_byte)
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Ideographs, and words of what remains without them.
pub(crate) fn length(prompt: &str) -> (u32, u32) {
    let (mut ideographs, mut words, mut inside) = (0, 0, false);
    for character in prompt.chars() {
        match character as u32 {
            0x3400..=0x4dbf | 0x4e00..=0x9fff | 0xf900..=0xfaff | 0x20000..=0x3134f => ideographs += 1,
            _ if is_white_space(character) => inside = false,
            _ => {
                words += u32::from(!inside);
                inside = true;
            }
        }
    }
    (ideographs, words)
}
