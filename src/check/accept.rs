//! What is accepted at once, because nothing in it gives any rule reason to speak: the request behind most lines of a
//! file. Reads JSON text in one pass and without an allocation. Whatever it is not sure of is for the rules to say; it
//! never finds a fault.

mod block;
mod link;
mod text;

#[path = "../generated/accept.rs"]
mod table;

use crate::request::Field;
use crate::request::url::MediaKind;
use link::{Known, Span};
use starts::*;
use table::{ACCEPTED, ASPECT_RATIOS, RESOLUTIONS, SHORTEST};
use text::{Text, pack};

/// What one model accepts in one edition. The lowest bit of a mask stands for no value, the next ones for the values in
/// their order.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) model: &'static str,
    pub(crate) duration: u32,
    pub(crate) resolution: u32,
    pub(crate) aspect_ratio: u32,
    pub(crate) generate_audio: u32,
    pub(crate) return_last_frame: u32,
    pub(crate) counts: &'static [Counts],
}

/// Counts of each role, lowest and highest, between which every request is accepted.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) low: [u8; 5],
    pub(crate) high: [u8; 5],
}

/// The models of each edition, in the order of the table; 0 stands for none.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
static NAMES: [[u128; MOST_MODELS]; 2] = {
    let mut names = [[0; MOST_MODELS]; 2];
    let mut edition = 0;
    while edition < ACCEPTED.len() {
        let mut index = 0;
        while index < ACCEPTED[edition].len() {
            names[edition][index] = pack(ACCEPTED[edition][index].model);
            index += 1;
        }
        edition += 1;
    }
    names
};
const MOST_MODELS: usize = 4;

/// The most items of one list; the table has none that takes more.
const MOST_ITEMS: usize = 16;
/// The most keys of `metadata`.
const MOST_KEYS: usize = 16;

/// Whether the rules of an edition, given by number, certainly say nothing at all of a text: whatever the options are, as
/// long as they narrow no limit.
pub(crate) fn accepts(text: &[u8], edition: usize, links: &mut Links) -> bool {
    let mut scan = Scan { text, at: 0, lines: false };
    scan.request(edition, links).is_some() && scan.at == text.len()
}

/// The same for the line of NDJSON that begins at `at`: where the next line begins. If it is not sure, where it stopped,
/// which is never beyond the line.
pub(crate) fn accepts_line(text: &[u8], at: usize, edition: usize, links: &mut Links) -> Result<usize, usize> {
    let mut scan = Scan { text, at, lines: true };
    let accepted = scan.request(edition, links).is_some();
    match scan.peek() {
        b'\n' if accepted => Ok(scan.at + 1),
        _ if accepted && scan.at == text.len() => Ok(scan.at),
        _ => Err(scan.at),
    }
}

/// The beginnings of links that were found sound, from one text to the next: most have the same.
#[derive(Debug)]
pub(crate) struct Links {
    media: Known,
    callback: Known,
}

impl Links {
    pub(crate) const NONE: Links = Links { media: Known::NONE, callback: Known::NONE };
}

/// How far a text was read.
#[derive(Debug)]
struct Scan<'t> {
    text: &'t [u8],
    at: usize,
    /// A line feed ends the text.
    lines: bool,
}

/// What was read of a request. Absent values have the lowest bit of their mask.
#[derive(Debug)]
struct Seen {
    /// Bit `f`: field `f` was there.
    fields: u32,
    model: u32,
    duration: u32,
    resolution: u32,
    aspect_ratio: u32,
    generate_audio: u32,
    return_last_frame: u32,
    counts: [u8; 5],
    /// The highest number by which the prompt names an image, a video, a sound.
    mentions: [u8; 3],
}

impl Seen {
    fn has(&self, field: Field) -> bool {
        self.fields & 1 << field as u32 != 0
    }
}

impl Scan<'_> {
    /// A whole request and the white space around it.
    #[inline(never)]
    fn request(&mut self, edition: usize, links: &mut Links) -> Option<()> {
        let models = ACCEPTED.get(edition)?;
        let mut seen = Seen {
            fields: 0,
            model: 0,
            duration: 1,
            resolution: 1,
            aspect_ratio: 1,
            generate_audio: 1,
            return_last_frame: 1,
            counts: [0; 5],
            mentions: [0; 3],
        };
        self.blank();
        self.byte(b'{')?;
        loop {
            self.blank();
            self.byte(b'"')?;
            self.field(edition, &mut seen, links)?;
            self.blank();
            match self.next() {
                b',' => {}
                b'}' => break,
                _ => return None,
            }
        }
        self.blank();
        let model = models.get(seen.model as usize)?;
        let lists = [seen.counts.iter().take(3).sum(), seen.counts[3], seen.counts[4]];
        let sure = seen.has(Field::Model)
            && seen.has(Field::Prompt)
            && (seen.has(Field::CallbackUrl) || !seen.has(Field::TraceId))
            && model.duration & seen.duration != 0
            && model.resolution & seen.resolution != 0
            && model.aspect_ratio & seen.aspect_ratio != 0
            && model.generate_audio & seen.generate_audio != 0
            && model.return_last_frame & seen.return_last_frame != 0
            && model.counts.iter().any(|counts| counts.hold(&seen.counts))
            && seen.mentions.iter().zip(&lists).all(|(number, count): (&u8, &u8)| number <= count);
        if sure { Some(()) } else { None }
    }

    /// One field, behind the quote that opens its key.
    #[inline]
    fn field(&mut self, edition: usize, seen: &mut Seen, links: &mut Links) -> Option<()> {
        let field = match self.four() {
            MODE => self.key(b"model\"", Field::Model),
            PROM => self.key(b"prompt\"", Field::Prompt),
            CLIE => self.long_key(b"client_b", b"usiness_id\"", Field::ClientBusinessId),
            DURA => self.key(b"duration\"", Field::Duration),
            ASPE => self.key(b"aspect_ratio\"", Field::AspectRatio),
            IMAG => self.long_key(b"image_wi", b"th_roles\"", Field::ImageWithRoles),
            VIDE => self.long_key(b"video_wi", b"th_roles\"", Field::VideoWithRoles),
            AUDI => self.long_key(b"audio_wi", b"th_roles\"", Field::AudioWithRoles),
            RESO => self.key(b"resolution\"", Field::Resolution),
            GENE => self.key(b"generate_audio\"", Field::GenerateAudio),
            RETU => self.long_key(b"return_l", b"ast_frame\"", Field::ReturnLastFrame),
            SEED => self.key(b"seed\"", Field::Seed),
            CALL => self.key(b"callback_url\"", Field::CallbackUrl),
            TRAC => self.key(b"trace_id\"", Field::TraceId),
            META => self.key(b"metadata\"", Field::Metadata),
            _ => None,
        }?;
        if seen.has(field) {
            return None;
        }
        seen.fields |= 1 << field as u32;
        self.blank();
        self.byte(b':')?;
        self.blank();
        match field {
            Field::Model => {
                let name = self.word()?;
                seen.model = NAMES.get(edition)?.iter().position(|model| *model == name)? as u32;
            }
            Field::Prompt => seen.mentions = self.prompt()?,
            Field::ClientBusinessId => self.business_id()?,
            Field::Duration => {
                let bit = self.integer()? - i64::from(SHORTEST) + 1;
                seen.duration = 1u32.checked_shl(u32::try_from(bit).ok()?)?;
            }
            Field::AspectRatio => seen.aspect_ratio = self.listed(const { &packed(ASPECT_RATIOS) })?,
            Field::Resolution => seen.resolution = self.listed(const { &packed(RESOLUTIONS) })?,
            Field::ImageWithRoles => self.media(MediaKind::Image, seen, &mut links.media)?,
            Field::VideoWithRoles => self.media(MediaKind::Video, seen, &mut links.media)?,
            Field::AudioWithRoles => self.media(MediaKind::Audio, seen, &mut links.media)?,
            Field::GenerateAudio => seen.generate_audio = self.switch()?,
            Field::ReturnLastFrame => seen.return_last_frame = self.switch()?,
            // What every service takes for a seed is not doubted.
            Field::Seed => (self.integer()? >= -1).then_some(())?,
            Field::CallbackUrl => drop(self.link(None, &mut links.callback)?),
            Field::TraceId => self.prose(Text::Line)?,
            Field::Metadata => self.metadata()?,
            _ => return None,
        }
        Some(())
    }

    /// A list of `{url, role}`, each URL once.
    #[inline(never)]
    fn media(&mut self, kind: MediaKind, seen: &mut Seen, known: &mut Known) -> Option<()> {
        let mut links = [Span::default(); MOST_ITEMS];
        let mut count = 0;
        self.byte(b'[')?;
        loop {
            self.blank();
            let start = self.at;
            let (url, role) = match self.plain_item(kind, known) {
                Some(item) => item,
                None => {
                    self.at = start;
                    self.item(kind, known)?
                }
            };
            if links.iter().take(count).any(|earlier| earlier.may_equal(&url, self.text)) {
                return None;
            }
            *links.get_mut(count)? = url;
            count += 1;
            *seen.counts.get_mut(role)? += 1;
            self.blank();
            match self.next() {
                b',' => {}
                b']' => return Some(()),
                _ => return None,
            }
        }
    }

    /// An item as most programs write it.
    #[inline(always)]
    fn plain_item(&mut self, kind: MediaKind, known: &mut Known) -> Option<(Span, usize)> {
        self.skip(b"{\"url\":").then_some(())?;
        let url = self.link(Some(kind), known)?;
        self.skip(b",\"role\":").then_some(())?;
        let role = self.role(kind)?;
        self.byte(b'}')?;
        Some((url, role))
    }

    /// An item with its parts in any order.
    #[cold]
    fn item(&mut self, kind: MediaKind, known: &mut Known) -> Option<(Span, usize)> {
        self.byte(b'{')?;
        let (mut url, mut role) = (None, None);
        loop {
            self.blank();
            match self.four() {
                URL if url.is_none() => {
                    self.at += 4;
                    self.byte(b'"')?;
                    self.colon()?;
                    url = Some(self.link(Some(kind), known)?);
                }
                ROL if role.is_none() => {
                    self.at += 4;
                    self.byte(b'e')?;
                    self.byte(b'"')?;
                    self.colon()?;
                    role = Some(self.role(kind)?);
                }
                _ => return None,
            }
            self.blank();
            match self.next() {
                b',' => {}
                b'}' => return Some((url?, role?)),
                _ => return None,
            }
        }
    }

    /// The position of a role in the counts.
    #[inline]
    fn role(&mut self, kind: MediaKind) -> Option<usize> {
        match kind {
            MediaKind::Image if self.skip(b"\"reference_image") => self.byte(b'"').map(|()| 2),
            MediaKind::Image if self.skip(b"\"first_frame\"") => Some(0),
            MediaKind::Image if self.skip(b"\"last_frame\"") => Some(1),
            MediaKind::Video if self.skip(b"\"reference_video") => self.byte(b'"').map(|()| 3),
            MediaKind::Audio if self.skip(b"\"reference_audio") => self.byte(b'"').map(|()| 4),
            _ => None,
        }
    }

    /// A few plain keys, each once and none like a field, with scalars.
    #[inline(never)]
    fn metadata(&mut self) -> Option<()> {
        let mut keys: [&[u8]; MOST_KEYS] = [&[]; MOST_KEYS];
        let mut count = 0;
        self.byte(b'{')?;
        self.blank();
        if self.peek() == b'}' {
            self.at += 1;
            return Some(());
        }
        loop {
            self.blank();
            let key = self.short()?;
            if is_field(key) || keys.iter().take(count).any(|earlier| same(earlier, key)) {
                return None;
            }
            *keys.get_mut(count)? = key;
            count += 1;
            self.colon()?;
            match self.peek() {
                b'"' => self.prose(Text::Any)?,
                b't' => self.skip(b"true").then_some(())?,
                b'f' => self.skip(b"false").then_some(())?,
                b'n' => self.skip(b"null").then_some(())?,
                _ => drop(self.integer()?),
            }
            self.blank();
            match self.next() {
                b',' => {}
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// A string of a list, as its bit of a mask.
    #[inline]
    fn listed(&mut self, list: &[u128]) -> Option<u32> {
        let value = self.word()?;
        let index = list.iter().position(|listed| *listed == value)?;
        Some(2 << index)
    }

    /// A boolean, as its bit of a mask.
    fn switch(&mut self) -> Option<u32> {
        if self.skip(b"true") {
            Some(4)
        } else if self.skip(b"false") {
            Some(2)
        } else {
            None
        }
    }

    /// An integer that 32 bits without a sign hold, as it is written without an exponent; or -1.
    #[inline(never)]
    fn integer(&mut self) -> Option<i64> {
        if self.skip(b"-1") {
            return (!self.peek().is_ascii_digit() && self.ends_number()).then_some(-1);
        }
        let start = self.at;
        let mut value = 0u64;
        while self.peek().is_ascii_digit() {
            value = value * 10 + u64::from(self.peek() & 15);
            self.at += 1;
            if self.at - start > 10 {
                return None;
            }
        }
        let digits = self.at - start;
        let zero_ahead = digits > 1 && self.text.get(start) == Some(&b'0');
        let sound = digits > 0 && !zero_ahead && self.ends_number();
        (sound && value <= u64::from(u32::MAX)).then_some(value as i64)
    }

    fn ends_number(&self) -> bool {
        !matches!(self.peek(), b'.' | b'e' | b'E')
    }

    #[inline(always)]
    fn key<const N: usize>(&mut self, key: &[u8; N], field: Field) -> Option<Field> {
        self.skip(key).then_some(field)
    }

    #[inline(always)]
    fn long_key<const N: usize>(&mut self, start: &[u8; 8], rest: &[u8; N], field: Field) -> Option<Field> {
        (self.skip(start) && self.skip(rest)).then_some(field)
    }

    #[inline(always)]
    fn colon(&mut self) -> Option<()> {
        self.blank();
        self.byte(b':')?;
        self.blank();
        Some(())
    }

    /// The byte here; 0, which no text may hold, at its end.
    #[inline(always)]
    fn peek(&self) -> u8 {
        self.text.get(self.at).copied().unwrap_or(0)
    }

    #[inline(always)]
    fn four(&self) -> u32 {
        self.text.get(self.at..).and_then(|rest| rest.first_chunk()).map_or(0, |four| u32::from_le_bytes(*four))
    }

    /// The byte here, if it is no white space, of which nothing is skipped; so no line feed is passed.
    #[inline(always)]
    fn next(&mut self) -> u8 {
        let byte = self.peek();
        self.at += usize::from(byte > b' ');
        byte
    }

    #[inline(always)]
    fn byte(&mut self, byte: u8) -> Option<()> {
        if self.peek() != byte {
            return None;
        }
        self.at += 1;
        Some(())
    }

    /// Past a word, if it stands here.
    #[inline(always)]
    fn skip<const N: usize>(&mut self, word: &[u8; N]) -> bool {
        let chunk = self.text.get(self.at..).and_then(|rest| rest.first_chunk::<N>());
        let found = chunk.is_some_and(|chunk| equal(chunk, word));
        self.at += if found { N } else { 0 };
        found
    }

    #[inline(always)]
    fn blank(&mut self) {
        if self.peek() <= b' ' {
            self.blanks();
        }
    }

    #[cold]
    fn blanks(&mut self) {
        while matches!(self.peek(), b' ' | b'\t' | b'\r') || self.peek() == b'\n' && !self.lines {
            self.at += 1;
        }
    }
}

/// The beginnings of keys, all different, as numbers.
mod starts {
    macro_rules! starts {
        ($($name:ident $word:literal)*) => {
            $(pub(super) const $name: u32 = u32::from_le_bytes(*$word);)*
        };
    }
    starts! {
        MODE b"mode" PROM b"prom" CLIE b"clie" DURA b"dura" ASPE b"aspe" IMAG b"imag" VIDE b"vide" AUDI b"audi"
        RESO b"reso" GENE b"gene" RETU b"retu" SEED b"seed" CALL b"call" TRAC b"trac" META b"meta"
        URL b"\"url" ROL b"\"rol"
    }
}

impl Counts {
    fn hold(&self, counts: &[u8; 5]) -> bool {
        self.low.iter().zip(&self.high).zip(counts).all(|((low, high), count)| low <= count && count <= high)
    }
}

/// Compares up to sixteen bytes by two words that overlap; the compiler leaves a call where there are lengths.
#[inline(always)]
fn equal<const N: usize>(one: &[u8; N], other: &[u8; N]) -> bool {
    const { assert!(N <= 16) };
    if let (Some(one_head), Some(other_head), Some(one_tail), Some(other_tail)) =
        (one.first_chunk::<8>(), other.first_chunk::<8>(), one.last_chunk::<8>(), other.last_chunk::<8>())
    {
        u64::from_le_bytes(*one_head) == u64::from_le_bytes(*other_head)
            && u64::from_le_bytes(*one_tail) == u64::from_le_bytes(*other_tail)
    } else if let (Some(one_head), Some(other_head), Some(one_tail), Some(other_tail)) =
        (one.first_chunk::<4>(), other.first_chunk::<4>(), one.last_chunk::<4>(), other.last_chunk::<4>())
    {
        u32::from_le_bytes(*one_head) == u32::from_le_bytes(*other_head)
            && u32::from_le_bytes(*one_tail) == u32::from_le_bytes(*other_tail)
    } else {
        one == other
    }
}

#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
const fn packed<const N: usize>(list: [&str; N]) -> [u128; N] {
    let mut all = [0; N];
    let mut index = 0;
    while index < N {
        all[index] = pack(list[index]);
        index += 1;
    }
    all
}

#[cold]
#[inline(never)]
fn is_field(key: &[u8]) -> bool {
    Field::ALL.iter().any(|field| field.name().as_bytes() == key)
}

/// Compares short texts without a call.
#[inline(always)]
fn same(one: &[u8], other: &[u8]) -> bool {
    one.len() == other.len() && one.iter().zip(other).all(|(one, other)| one == other)
}
