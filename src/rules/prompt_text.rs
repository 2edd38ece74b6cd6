//! What is read out of a prompt's text. Knows the grammar of mentions, and no rule.

use crate::request::{is_white_space, next_character, position, run, starts_with, trim_start, word_length};

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

/// Spellings.
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
#[inline(never)]
fn mention_at(prompt: &str, at: usize) -> Option<Mention<'_>> {
    let (before, rest) = prompt.as_bytes().split_at_checked(at)?;
    let before = before.strip_suffix(b"#").unwrap_or(before);
    let before = before.strip_suffix(b" ").unwrap_or(before);
    let (spelling, noun) = NOUNS.iter().find(|(spelling, _)| ends_with_word(before, spelling))?;
    let digits = rest.get(..run(rest, |byte| byte.is_ascii_digit()))?;
    let number = match digits {
        [one] => u32::from(one & 15),
        [ten, one] => u32::from(ten & 15) * 10 + u32::from(one & 15),
        _ => 0,
    };
    let end = at + digits.len();
    if number == 0 || is_measured(prompt.get(end..)?) {
        return None;
    }
    Some(Mention { noun: *noun, number, text: prompt.get(before.len() - spelling.len()..end)? })
}

/// Whether what follows a number makes it a measure, a time or a part of something longer.
fn is_measured(after: &str) -> bool {
    match after.as_bytes() {
        [next, ..] if next.is_ascii_alphanumeric() || *next == b':' => return true,
        [b'.', digit, ..] if digit.is_ascii_digit() => return true,
        _ => {}
    }
    let word = trim_start(after);
    let length = run(word.as_bytes(), |byte| byte.is_ascii_alphanumeric());
    let unit = ["s", "sec", "second", "seconds"];
    starts_with(word.as_bytes(), "秒")
        || unit.iter().any(|unit| length == unit.len() && starts_with(word.as_bytes(), unit))
}

/// The first URL, to its next white space.
pub(crate) fn first_url(prompt: &str) -> Option<&str> {
    let mut from = 0;
    loop {
        let slashes = from + position(prompt.get(from..)?, "://")?;
        from = slashes + 3;
        let scheme = prompt.as_bytes().get(..slashes)?;
        let length = word_length(prompt.get(from..)?);
        let known = ["https", "http", "asset"].iter().find(|known| ends_with_word(scheme, known));
        if let (Some(known), 1..) = (known, length) {
            return prompt.get(slashes - known.len()..from + length);
        }
    }
}

/// Whether a text ends with a word, in any case. Letters must begin one: Chinese has no spaces to begin one at.
fn ends_with_word(text: &[u8], word: &str) -> bool {
    let begins = word.as_bytes().first().is_some_and(u8::is_ascii);
    let last = text.len().checked_sub(word.len()).and_then(|at| text.split_at_checked(at));
    last.is_some_and(|(before, last)| {
        starts_with(last, word) && !(begins && before.last().is_some_and(|before| is_word_byte(*before)))
    })
}

fn is_word_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_'
}

/// Ideographs, and words of what remains without them.
pub(crate) fn length(prompt: &str) -> (u32, u32) {
    let (mut ideographs, mut words, mut inside) = (0, 0, false);
    let mut rest = prompt;
    while let Some(character) = next_character(&mut rest) {
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
