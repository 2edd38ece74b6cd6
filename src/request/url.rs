//! What a media or callback URL is, as far as the rules ask: its form, and what speaks against having it fetched.
//!
//! Refuses to know which field holds it, which schemes an edition offers there, and what a finding is called.
//! It resolves nothing, decodes no path and repairs nothing: what it takes for sound, every common URL parser reads alike.

use super::{is_blank, run, word_length};

/// What a media or callback URL is, as far as the rules ask. All but `form` describes a sound http or https URL and is otherwise unset.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Judgement<'a> {
    /// What kind of URL it is, or why it is none.
    pub form: Form<'a>,
    /// The scheme is http.
    pub http: bool,
    /// A user name or a password stands before the host.
    pub credentials: bool,
    /// The host is an address or a name that the public internet does not reach.
    pub not_public: bool,
    /// There is a fragment, be it empty.
    pub fragment: bool,
    /// What the extension of the last path segment promises.
    pub kind: Option<MediaKind>,
}

impl Judgement<'_> {
    /// Whether it is a public https URL of a file of that kind, as far as its extension tells.
    pub(crate) fn is_plain(&self, kind: MediaKind) -> bool {
        matches!(self.form, Form::Web)
            && !(self.http | self.credentials | self.not_public)
            && self.kind.is_none_or(|promised| promised == kind)
    }
}

/// What kind of URL a text is, or why it is none.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form<'a> {
    /// A sound http or https URL.
    Web,
    /// A sound asset reference.
    Asset,
    /// The scheme is asset, but no usable id follows.
    AssetMalformed,
    /// The scheme is data.
    Data(DataUrl<'a>),
    /// Any other scheme, as written.
    OtherScheme(&'a str),
    /// No absolute URL, or none that could be fetched.
    Malformed(Why),
    /// Empty, or nothing but white space.
    Blank,
}

/// What makes a URL malformed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Why {
    /// No scheme.
    Relative,
    /// White space before, in or after it.
    WhiteSpace,
    /// A C0 control character or DEL.
    ControlCharacter,
    /// A backslash.
    Backslash,
    /// Anything but exactly two slashes after the scheme.
    Slashes,
    /// No host.
    EmptyHost,
    /// A port that is no number up to 65535.
    Port,
    /// A host beyond ASCII, to be written in its `xn--` form.
    HostNotAscii,
    /// A percent sign in the host.
    HostPercent,
    /// A character that no host may hold, or an `xn--` label that is not the one spelling of a plain word.
    HostForbidden,
    /// Brackets around something else than an IPv6 address.
    Ipv6,
    /// A last label that is a number, in a host that is no IPv4 address.
    NumericHost,
    /// A `data:` URL whose payload cannot be used (see [`DataUrl::payload_sound`]).
    DataPayload,
}

/// The parts of a `data:` URL.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct DataUrl<'a> {
    /// The media type as written, without its parameters.
    pub media: &'a str,
    /// The last parameter of the header is `base64`.
    pub base64: bool,
    /// The header is printable ASCII, and the payload is base64 text of a possible length, padded or not, and not empty.
    pub payload_sound: bool,
}

impl DataUrl<'_> {
    /// The kind that the media type names: `image/` and a format, and so on.
    pub fn kind(&self) -> Option<MediaKind> {
        let (family, [_, _, ..]) = cut(self.media.as_bytes(), *b"///") else {
            return None;
        };
        let kinds = [("image", MediaKind::Image), ("video", MediaKind::Video), ("audio", MediaKind::Audio)];
        kinds.into_iter().find(|(name, _)| same(family, name)).map(|(_, kind)| kind)
    }
}

/// The kinds of media.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MediaKind {
    /// A still image.
    Image,
    /// A video.
    Video,
    /// A sound.
    Audio,
}

/// Judges a URL in one pass or two over its text.
pub fn judge(text: &str) -> Judgement<'_> {
    let form = match scheme(text) {
        Ok((scheme, rest)) => {
            let is = |name: &str| same(scheme.as_bytes(), name);
            let http = is("http");
            if http || is("https") {
                match web(rest) {
                    Ok(web) => return Judgement { http, ..web },
                    Err(why) => Form::Malformed(why),
                }
            } else if is("asset") {
                asset(rest.as_bytes())
            } else if is("data") {
                Form::Data(data(rest))
            } else {
                Form::OtherScheme(scheme)
            }
        }
        Err(form) => form,
    };
    Judgement { form, http: false, credentials: false, not_public: false, fragment: false, kind: None }
}

fn scheme(text: &str) -> Result<(&str, &str), Form<'_>> {
    let length =
        text.bytes().take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.')).count();
    if let Some((scheme, rest)) = text.split_at_checked(length)
        && scheme.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic())
        && let Some(rest) = rest.strip_prefix(':')
    {
        return Ok((scheme, rest));
    }
    Err(if is_blank(text) {
        Form::Blank
    } else if word_length(text) == 0 {
        Form::Malformed(Why::WhiteSpace)
    } else if text.as_bytes().first().is_some_and(u8::is_ascii_control) {
        Form::Malformed(Why::ControlCharacter)
    } else {
        Form::Malformed(Why::Relative)
    })
}

fn asset(rest: &[u8]) -> Form<'static> {
    match rest {
        [b'/', b'/', id @ ..] if !id.is_empty() && is_hyphenated(id, b"_.") => Form::Asset,
        _ => Form::AssetMalformed,
    }
}

fn data(rest: &str) -> DataUrl<'_> {
    let bytes = rest.as_bytes();
    let (header, payload) = cut(bytes, *b",,,");
    let media = cut(header, *b";;;").0;
    DataUrl {
        media: rest.split_at_checked(media.len()).map_or("", |(media, _)| media),
        base64: same(cut_last(header, b';').1, ";base64"),
        payload_sound: is_plain(header) && payload.split_first().is_some_and(|(_, payload)| is_base64(payload)),
    }
}

fn is_base64(payload: &[u8]) -> bool {
    let text = match payload {
        [text @ .., b'=', b'='] | [text @ .., b'='] => text,
        text => text,
    };
    let padded = text.len() < payload.len();
    // A single character left over carries six bits, which is no byte.
    let whole = if padded { payload.len().is_multiple_of(4) } else { text.len() % 4 != 1 };
    whole && !text.is_empty() && text.iter().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
}

fn web(rest: &str) -> Result<Judgement<'_>, Why> {
    let bytes = rest.as_bytes();
    if !is_plain(bytes) {
        // The first of them is told; some are white space and control characters at once.
        let other = run(bytes, |byte| !byte.is_ascii_control() && byte != b'\\');
        let space = word_length(rest);
        if space < bytes.len() && space <= other {
            return Err(Why::WhiteSpace);
        }
        match bytes.get(other) {
            None => {}
            Some(b'\\') => return Err(Why::Backslash),
            Some(_) => return Err(Why::ControlCharacter),
        }
    }
    let [b'/', b'/', rest @ ..] = bytes else {
        return Err(Why::Slashes);
    };
    if let [b'/', ..] = rest {
        return Err(Why::Slashes);
    }
    let (authority, rest) = cut(rest, *b"/?#");
    let (path, rest) = cut(rest, *b"?##");
    let (userinfo, host) = match cut_last(authority, b'@') {
        (userinfo, [b'@', host @ ..]) => (userinfo, host),
        (_, host) => (&[][..], host),
    };
    Ok(Judgement {
        form: Form::Web,
        http: false,
        credentials: !matches!(userinfo, [] | [b':']),
        not_public: host_and_port(host)?,
        fragment: !cut(rest, *b"###").1.is_empty(),
        kind: extension_kind(path),
    })
}

/// Whether the host is not public.
fn host_and_port(text: &[u8]) -> Result<bool, Why> {
    let (not_public, port) = match text {
        [b'[', text @ ..] => {
            let (address, rest) = cut(text, *b"]]]");
            let [_, port @ ..] = rest else {
                return Err(Why::Ipv6);
            };
            (is_private_ipv6(ipv6(address).ok_or(Why::Ipv6)?), port)
        }
        _ => {
            let (host, port) = cut(text, *b":::");
            (named_host(host)?, port)
        }
    };
    match port {
        [] => Ok(not_public),
        [b':', digits @ ..]
            if digits.iter().all(u8::is_ascii_digit)
                && digits.iter().fold(0_u32, |port, digit| (port * 10 + u32::from(digit & 15)).min(65_536))
                    < 65_536 =>
        {
            Ok(not_public)
        }
        _ => Err(Why::Port),
    }
}

/// Whether a host without brackets is not public.
fn named_host(host: &[u8]) -> Result<bool, Why> {
    for byte in host {
        match byte {
            b'%' => return Err(Why::HostPercent),
            // Chromium spells a star in a host `%2A`; all the others are forbidden everywhere.
            b'*' | b'<' | b'>' | b'[' | b']' | b'^' | b'|' => return Err(Why::HostForbidden),
            0x80.. => return Err(Why::HostNotAscii),
            _ => {}
        }
    }
    let host = host.strip_suffix(b".").unwrap_or(host);
    if host.is_empty() {
        return Err(Why::EmptyHost);
    }
    let last = match cut_last(host, b'.').1 {
        [b'.', last @ ..] => last,
        last => last,
    };
    if last.iter().all(u8::is_ascii_digit) && !last.is_empty() || ipv4_part(last).is_some() {
        return Ok(is_private_ipv4(ipv4(host).ok_or(Why::NumericHost)?));
    }
    if host.windows(4).any(is_international) && !are_international_labels_sound(host) {
        return Err(Why::HostForbidden);
    }
    Ok(same(host, "localhost") || ends_with(host, ".localhost") || ends_with(host, ".local"))
}

/// An IPv4 address in any spelling that browsers read: one to four parts, decimal, octal or hexadecimal, the last filling what is left.
fn ipv4(host: &[u8]) -> Option<u32> {
    let mut address = 0_u64;
    let mut last = 0;
    let mut room = 1_u64 << 32;
    for (index, part) in host.split(|byte| *byte == b'.').enumerate() {
        if index > 0 {
            if index > 3 || last > 255 {
                return None;
            }
            room >>= 8;
            address += last * room;
        }
        last = ipv4_part(part)?;
    }
    if last < room { u32::try_from(address + last).ok() } else { None }
}

fn ipv4_part(part: &[u8]) -> Option<u64> {
    let (base, digits) = match part {
        [] => return None,
        [b'0', b'x' | b'X', digits @ ..] => (16, digits),
        [b'0', digits @ ..] => (8, digits),
        digits => (10, digits),
    };
    number(digits, base)
}

/// A number, no larger than it takes to be too large for any address.
#[inline(never)]
fn number(digits: &[u8], base: u32) -> Option<u64> {
    let mut value = 0;
    for digit in digits {
        let digit = char::from(*digit).to_digit(base)?;
        value = (value * u64::from(base) + u64::from(digit)).min(1 << 32);
    }
    Some(value)
}

#[inline(never)]
fn is_private_ipv4(address: u32) -> bool {
    /// Base address and length of prefix.
    const BLOCKS: [(u32, u32); 7] = [
        (0x0000_0000, 8),
        (0x0a00_0000, 8),
        (0x6440_0000, 10),
        (0x7f00_0000, 8),
        (0xa9fe_0000, 16),
        (0xac10_0000, 12),
        (0xc0a8_0000, 16),
    ];
    BLOCKS.iter().any(|(base, length)| (address ^ base) >> (32 - length) == 0)
}

/// An IPv6 address as its two halves.
fn ipv6(text: &[u8]) -> Option<[u64; 2]> {
    // How many pieces are written; two colons stand for those that are not.
    let mut total = usize::from(holds_dot(text));
    let mut before = b':';
    for byte in text {
        total += usize::from(before == b':' && *byte != b':');
        before = *byte;
    }
    let mut gap = total < 8;
    let mut address = [0; 2];
    let mut rest = text;
    if let [b':', b':', tail @ ..] = text {
        if !gap {
            return None;
        }
        gap = false;
        append(&mut address, 0, 8 - total);
        rest = tail;
    }
    while !rest.is_empty() {
        let (piece, tail) = cut(rest, *b":::");
        if holds_dot(piece) {
            if !tail.is_empty() {
                return None;
            }
            let dotted = u64::from(dotted(piece)?);
            append(&mut address, dotted >> 16, 1);
            append(&mut address, dotted & 0xffff, 1);
        } else {
            if !matches!(piece.len(), 1..=4) {
                return None;
            }
            append(&mut address, number(piece, 16)?, 1);
        }
        rest = match tail {
            [b':', b':', tail @ ..] => {
                if !gap {
                    return None;
                }
                gap = false;
                append(&mut address, 0, 8 - total);
                tail
            }
            [b':'] => return None,
            [b':', tail @ ..] => tail,
            _ => tail,
        };
    }
    if gap || total > 8 { None } else { Some(address) }
}

fn holds_dot(text: &[u8]) -> bool {
    !cut(text, *b"...").1.is_empty()
}

/// Moves an address up by some pieces of 16 bits, each of that value.
#[inline(never)]
fn append([high, low]: &mut [u64; 2], piece: u64, times: usize) {
    for _ in 0..times {
        *high = *high << 16 | *low >> 48;
        *low = *low << 16 | piece;
    }
}

/// An IPv4 address within an IPv6 address: four decimal parts and no other spelling.
fn dotted(text: &[u8]) -> Option<u32> {
    let (mut dots, mut before) = (0, b'.');
    for (index, &byte) in text.iter().enumerate() {
        let leading_zero = before == b'.' && byte == b'0' && text.get(index + 1).is_some_and(u8::is_ascii_digit);
        if leading_zero || byte != b'.' && !byte.is_ascii_digit() {
            return None;
        }
        dots += u32::from(byte == b'.');
        before = byte;
    }
    if dots == 3 { ipv4(text) } else { None }
}

fn is_private_ipv6([high, low]: [u64; 2]) -> bool {
    let mapped = low >> 32 == 0xffff && is_private_ipv4(low as u32);
    high == 0 && (mapped || low < 2) || high >> 57 == 0xfc >> 1 || high >> 54 == 0xfe80 >> 6
}

/// Whether each `xn--` label is one that every parser leaves as it is.
///
/// To tell that of any label takes the tables of UTS 46, which are larger than all the rest. This reads only labels of letters that
/// need no mapping, no normalisation and no joiners, in scripts that have many such words, and calls the others unsound.
#[inline(never)]
fn are_international_labels_sound(host: &[u8]) -> bool {
    let (mut international, mut empty, mut right_to_left, mut loose) = (false, false, false, false);
    let mut rest = host;
    loop {
        let (label, tail) = cut(rest, *b"...");
        empty |= label.is_empty();
        match label.split_at_checked(4) {
            Some((prefix, encoded)) if is_international(prefix) => {
                international = true;
                match direction(encoded) {
                    Some(Direction::LeftToRight) => loose = true,
                    Some(Direction::RightToLeft) => right_to_left = true,
                    None => return false,
                }
            }
            _ => {
                let edges = label.first().is_some_and(u8::is_ascii_alphabetic)
                    && label.last().is_some_and(u8::is_ascii_alphanumeric);
                loose |= !edges || !is_hyphenated(label, b"--");
            }
        }
        match tail {
            [_, tail @ ..] => rest = tail,
            [] => break,
        }
    }
    // A right-to-left label puts every other label under the rules for mixed directions; plain ones obey them.
    !international || !(empty || right_to_left && loose)
}

#[inline]
fn is_international(prefix: &[u8]) -> bool {
    matches!(prefix, [b'x' | b'X', b'n' | b'N', b'-', b'-'])
}

enum Direction {
    LeftToRight,
    RightToLeft,
}

/// The longest label that names can have.
const LABEL: usize = 63;

/// The direction of an `xn--` label, given without its prefix, if it is one of those that are read here.
fn direction(encoded: &[u8]) -> Option<Direction> {
    let mut decoded = [0; LABEL];
    let length = punycode(encoded, &mut decoded)?;
    let label = decoded.get(..length)?;
    const HYPHEN: u32 = b'-' as u32;
    if let [HYPHEN, ..] | [.., HYPHEN] | [_, _, HYPHEN, HYPHEN, ..] = label {
        return None;
    }
    let (mut left_to_right, mut right_to_left) = (false, false);
    let mut previous = 0;
    for &code in label {
        if let Some(ascii) = u8::try_from(code).ok().filter(u8::is_ascii) {
            // A right-to-left label may hold digits and hyphens, but not begin with them.
            left_to_right |= ascii.is_ascii_alphabetic() || !right_to_left;
        } else if !is_listed(code, &LETTERS, 1) && !is_listed(code, &SMALL_LETTERS, 2) {
            return None;
        } else if is_listed(code, &[[0x5d0, 0x6d5]], 1) {
            right_to_left = true;
        } else {
            left_to_right = true;
        }
        // A mark belongs to a letter of its script, and Thai vowels below stand before tones.
        let orphan = previous >> 7 != code >> 7 || is_listed(previous, &[[0xe48, 0xe4b]], 1) && code < 0xe40;
        if orphan && is_listed(code, &MARKS, 1) {
            return None;
        }
        previous = code;
    }
    match (left_to_right, right_to_left) {
        (true, false) => Some(Direction::LeftToRight),
        (false, true) => Some(Direction::RightToLeft),
        _ => None,
    }
}

#[inline(never)]
fn is_listed(code: u32, ranges: &[[u16; 2]], step: u32) -> bool {
    ranges.iter().any(|&[first, last]| {
        (u32::from(first)..=u32::from(last)).contains(&code) && (code - u32::from(first)).is_multiple_of(step)
    })
}

/// Letters that stand for themselves in a host, marks included, first and last of each run.
const LETTERS: [[u16; 2]; 32] = [
    // Latin
    [0xdf, 0xf6],
    [0xf8, 0xff],
    [0x138, 0x138],
    [0x142, 0x142],
    [0x1b0, 0x1b0],
    [0x259, 0x259],
    // Greek, Cyrillic, Armenian
    [0x390, 0x390],
    [0x3ac, 0x3ce],
    [0x430, 0x45f],
    [0x4cf, 0x4cf],
    [0x561, 0x586],
    // Hebrew, Arabic with Persian and Urdu
    [0x5d0, 0x5ea],
    [0x620, 0x63a],
    [0x641, 0x64a],
    [0x671, 0x674],
    [0x679, 0x6d3],
    [0x6d5, 0x6d5],
    // Devanagari
    [0x901, 0x939],
    [0x93d, 0x94d],
    [0x962, 0x963],
    // Thai
    [0xe01, 0xe32],
    [0xe34, 0xe39],
    [0xe40, 0xe4e],
    // Georgian
    [0x10d0, 0x10fa],
    // Kana and Han
    [0x3005, 0x3007],
    [0x3041, 0x3096],
    [0x309d, 0x309e],
    [0x30a1, 0x30fa],
    [0x30fc, 0x30fe],
    [0x3400, 0x4db5],
    [0x4e00, 0x9fa5],
    // Hangul
    [0xac00, 0xd7a3],
];

/// Runs in which every second letter is small and stands for itself; the capitals between do not.
const SMALL_LETTERS: [[u16; 2]; 14] = [
    // Latin
    [0x101, 0x131],
    [0x135, 0x137],
    [0x13a, 0x13e],
    [0x144, 0x148],
    [0x14b, 0x177],
    [0x17a, 0x17e],
    [0x1a1, 0x1a5],
    [0x1ce, 0x1dc],
    [0x201, 0x21f],
    [0x1ea1, 0x1ef9],
    // Cyrillic
    [0x461, 0x481],
    [0x48b, 0x4bf],
    [0x4c2, 0x4ce],
    [0x4d1, 0x52f],
];

/// The marks among the letters.
const MARKS: [[u16; 2]; 6] =
    [[0x901, 0x903], [0x93e, 0x94d], [0x962, 0x963], [0xe31, 0xe31], [0xe34, 0xe39], [0xe47, 0xe4e]];

/// Decodes a label (RFC 3492) and tells its length. A label that decodes to ASCII alone has a shorter spelling and is refused.
fn punycode(encoded: &[u8], decoded: &mut [u32; LABEL]) -> Option<usize> {
    if encoded.len() > LABEL - 4 || !is_hyphenated(encoded, b"--") {
        return None;
    }
    let (basic, digits) = match cut_last(encoded, b'-') {
        ([], [b'-', ..]) => return None,
        (basic, [b'-', digits @ ..]) => (basic, digits),
        (_, digits) => (&[][..], digits),
    };
    for (slot, byte) in decoded.iter_mut().zip(basic) {
        *slot = u32::from(byte.to_ascii_lowercase());
    }
    let mut length = basic.len() as u32;
    let (mut code, mut at, mut bias) = (0x80, 0, 72);
    let mut rest = digits.iter();
    while !rest.as_slice().is_empty() {
        let start = at;
        let (mut weight, mut place) = (1_u64, 36);
        loop {
            let digit = match rest.next()? {
                byte @ b'0'..=b'9' => byte - b'0' + 26,
                byte => byte.to_ascii_lowercase() - b'a',
            };
            // Further on than any code point can be.
            let sum = u64::from(at) + u64::from(digit) * weight;
            if sum >= 1 << 28 {
                return None;
            }
            at = sum as u32;
            let threshold = if place <= bias { 1 } else { (place - bias).min(26) };
            if u32::from(digit) < threshold {
                break;
            }
            weight = (weight * u64::from(36 - threshold)).min(1 << 28);
            place += 36;
        }
        length += 1;
        let mut delta = (at - start) / if start == 0 { 700 } else { 2 };
        delta += delta.checked_div(length)?;
        bias = 0;
        while delta > 455 {
            delta /= 35;
            bias += 36;
        }
        bias += 36 * delta / (delta + 38);
        code += at.checked_div(length)?;
        at = at.checked_rem(length)?;
        // Every code point from here on moves up by one.
        let mut inserted = code;
        for slot in decoded.iter_mut().skip(at as usize) {
            core::mem::swap(slot, &mut inserted);
        }
        at += 1;
    }
    (length as usize > basic.len()).then_some(length as usize)
}

/// The extensions of files that say of what kind they are.
pub(crate) const EXTENSIONS: [(MediaKind, &[&str]); 3] = [
    (MediaKind::Image, &["jpg", "jpeg", "png", "webp", "gif", "bmp", "avif", "heic", "tiff"]),
    (MediaKind::Video, &["mp4", "mov", "webm", "mkv", "avi", "m4v"]),
    (MediaKind::Audio, &["mp3", "wav", "m4a", "aac", "flac", "ogg", "opus"]),
];

/// What the extension of the last path segment promises.
fn extension_kind(path: &[u8]) -> Option<MediaKind> {
    let [b'.', extension @ ..] = cut_last(cut_last(path, b'/').1, b'.').1 else {
        return None;
    };
    let is_known = |known: &&str| same(extension, known);
    EXTENSIONS.iter().find(|(_, known)| known.iter().any(is_known)).map(|(kind, _)| *kind)
}

/// Whether there are only letters, digits, hyphens and two more.
#[inline(never)]
fn is_hyphenated(text: &[u8], more: &[u8; 2]) -> bool {
    text.iter().all(|byte| byte.is_ascii_alphanumeric() || *byte == b'-' || more.contains(byte))
}

#[inline(never)]
fn same(text: &[u8], word: &str) -> bool {
    text.eq_ignore_ascii_case(word.as_bytes())
}

fn ends_with(text: &[u8], end: &str) -> bool {
    text.len().checked_sub(end.len()).and_then(|at| text.get(at..)).is_some_and(|tail| same(tail, end))
}

/// The text before the first of the `stops`, and the rest from there on.
fn cut(text: &[u8], [one, two, three]: [u8; 3]) -> (&[u8], &[u8]) {
    let end = text.iter().take_while(|byte| **byte != one && **byte != two && **byte != three).count();
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// The same for the last of them; without one, all is the rest.
#[inline(never)]
fn cut_last(text: &[u8], stop: u8) -> (&[u8], &[u8]) {
    let end = text.iter().rposition(|byte| *byte == stop).unwrap_or(0);
    text.split_at_checked(end).unwrap_or((text, &[]))
}

/// Printable ASCII that no URL parser takes for anything else.
fn is_plain(text: &[u8]) -> bool {
    text.iter().all(|byte| byte.is_ascii_graphic() && *byte != b'\\')
}
