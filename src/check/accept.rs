//! What is accepted at once, because nothing in it gives any rule reason to speak: the request behind most lines of a
//! file. Reads JSON text in one pass and without an allocation. Whatever it is not sure of is for the rules to say; of
//! faults it finds only those that a single value is known for.

mod block;
mod link;
mod media;
mod text;

#[path = "../generated/accept.rs"]
mod table;

use super::sieve::WINDOW;
use crate::request::Field;
use crate::request::url::MediaKind;
use crate::rules::COUNT;
use block::Block;
pub(crate) use media::Memory;
use slots::*;
use table::{ACCEPTED, ASPECT_RATIOS, LONGEST, RESOLUTIONS, SHORTEST};
use text::{Text, pack, packed};

/// Zeros, which no text may hold, that stand behind every text: what looks ahead finds its end there.
pub(crate) const BEYOND: usize = 64;
/// A window of text and the zeros behind it.
pub(crate) type Page = [u8; WINDOW + BEYOND];

/// What one model accepts in one edition. The lowest bit of a mask stands for no value, the next ones for the values in
/// their order, the one behind them for any other.
#[derive(Debug)]
pub(crate) struct Accepted {
    pub(crate) model: &'static str,
    /// Of duration, resolution, aspect_ratio, generate_audio and return_last_frame.
    pub(crate) masks: [u32; 5],
    pub(crate) counts: &'static [Counts],
    /// What rules say of other values; of each value one at most.
    pub(crate) faults: &'static [Fault],
}

/// One rule that speaks of single values, whatever else is in a request that is accepted but for such values.
#[derive(Debug)]
pub(crate) struct Fault {
    pub(crate) values: u32,
    /// The position of the field's mask.
    pub(crate) mask: u8,
    /// The position of the rule.
    pub(crate) rule: u8,
    /// Whether the request is then invalid.
    pub(crate) error: bool,
}

impl Fault {
    fn is_of(&self, bits: &[u32; 5]) -> bool {
        bits.get(usize::from(self.mask)).is_some_and(|bit| bit & self.values != 0)
    }
}

/// What is told of lines that are accepted but for single values.
#[derive(Debug)]
pub(crate) struct Told<'t> {
    /// How often each rule spoke.
    counts: &'t mut [u32; COUNT],
    /// What is to be told of the line, once it is known to end where its request does.
    values: Option<(&'static Model, [u32; 5])>,
}

impl<'t> Told<'t> {
    pub(crate) fn new(counts: &'t mut [u32; COUNT]) -> Self {
        Told { counts, values: None }
    }

    /// Counts the rules that speak of such values: whether one of them finds an error. Nothing where it is not sure what
    /// they say of some value.
    #[inline(never)]
    fn tell(&mut self, model: &Model, bits: &[u32; 5]) -> Option<bool> {
        let others = model.masks.iter().zip(bits).filter(|(mask, bit)| *mask & *bit == 0).count();
        let said = || model.faults.iter().filter(|fault| fault.is_of(bits));
        if said().count() < others {
            return None;
        }
        let mut invalid = false;
        for fault in said() {
            invalid |= fault.error;
            if let Some(count) = self.counts.get_mut(usize::from(fault.rule)) {
                *count += 1;
            }
        }
        Some(invalid)
    }
}

/// A line that the rules need not see: where the next one begins, and whether it is valid.
#[derive(Debug)]
pub(crate) struct Settled {
    pub(crate) next: usize,
    pub(crate) valid: bool,
}

/// Counts of each role, lowest and highest, between which every request is accepted.
#[derive(Debug)]
pub(crate) struct Counts {
    pub(crate) low: [u8; 5],
    pub(crate) high: [u8; 5],
}

/// What one model accepts, as numbers that are compared at once.
#[derive(Clone, Copy, Debug)]
struct Model {
    name: [u64; 2],
    masks: [u32; 5],
    faults: &'static [Fault],
    /// Counts, lowest and highest, a byte for each role.
    counts: [(u64, u64); MOST_COUNTS],
}

/// The models of each edition, in the order of the table.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
static MODELS: [[Model; MOST_MODELS]; 2] = {
    // One that accepts nothing.
    let none = Model { name: [0; 2], masks: [0; 5], faults: &[], counts: [(u64::MAX / 255 * 127, 0); MOST_COUNTS] };
    let mut models = [[none; MOST_MODELS]; 2];
    let mut edition = 0;
    while edition < ACCEPTED.len() {
        let mut index = 0;
        while index < ACCEPTED[edition].len() {
            let Accepted { model, masks, counts, faults } = ACCEPTED[edition][index];
            let filled = &mut models[edition][index];
            filled.name = pack(model);
            (filled.masks, filled.faults) = (masks, faults);
            let mut at = 0;
            while at < counts.len() {
                filled.counts[at] = (lanes(counts[at].low), lanes(counts[at].high));
                at += 1;
            }
            index += 1;
        }
        edition += 1;
    }
    models
};
const MOST_MODELS: usize = 4;
const MOST_COUNTS: usize = 4;

const fn lanes([a, b, c, d, e]: [u8; 5]) -> u64 {
    u64::from_le_bytes([a, b, c, d, e, 0, 0, 0])
}

/// Whether no byte of the one is more than that of the other; all are less than 128.
const fn all_up_to(one: u64, other: u64) -> bool {
    const HIGHS: u64 = 0x8080_8080_8080_8080;
    ((other | HIGHS) - one) & HIGHS == HIGHS
}

/// The most keys of `metadata`.
const MOST_KEYS: usize = 16;

/// Whether the rules of an edition, given by number, certainly say nothing at all of the first `length` bytes: whatever
/// the options are, as long as they narrow no limit.
pub(crate) fn accepts(page: &Page, length: usize, edition: usize, memory: &mut Memory) -> bool {
    Scan { page, lines: false }.request(0, edition, memory, None) == Some(length)
}

/// The same for the line of NDJSON that begins at `at`. Where there is somebody to tell, also if rules speak of it, but
/// only of single values.
#[inline(always)]
pub(crate) fn settles_line(
    page: &Page,
    at: usize,
    length: usize,
    edition: usize,
    memory: &mut Memory,
    mut told: Option<&mut Told<'_>>,
) -> Option<Settled> {
    let scan = Scan { page, lines: true };
    let end = scan.request(at, edition, memory, told.as_deref_mut())?;
    let values = told.as_deref_mut().and_then(|told| told.values.take());
    let next = match scan.byte(end) {
        b'\n' => end + 1,
        _ if end == length => end,
        _ => return None,
    };
    let invalid = match told.zip(values) {
        Some((told, (model, bits))) => told.tell(model, &bits)?,
        None => false,
    };
    Some(Settled { next, valid: !invalid })
}

/// Where the line ends that `at` is in.
pub(crate) fn line_end(page: &Page, at: usize, length: usize) -> usize {
    let scan = Scan { page, lines: true };
    let mut at = at;
    while at < length {
        let ends = scan.block(at).ends_line();
        if ends != 0 {
            return length.min(at + ends.trailing_zeros() as usize);
        }
        at += 16;
    }
    length
}

/// Reads a text. Places are given and returned; none stands for what is not sure to be accepted.
#[derive(Clone, Copy, Debug)]
struct Scan<'t> {
    page: &'t Page,
    /// A line feed ends the text.
    lines: bool,
}

/// What was read of a request.
#[derive(Debug)]
struct Seen {
    /// Bit `n`: the key of slot `n` was there.
    keys: u32,
    model: usize,
    /// Bits of the masks of [`Model`]; absent values have the lowest.
    bits: [u32; 5],
    /// How often each role was there, a byte for each.
    counts: u64,
    /// The highest number by which the prompt names an image, a video, a sound, a byte for each.
    mentions: u64,
}

impl Seen {
    fn has(&self, slot: u32) -> bool {
        self.keys >> slot & 1 != 0
    }

    /// Whether a model accepts it; but for its values, where they can be told.
    #[inline(always)]
    fn is_accepted(&self, models: &'static [Model; MOST_MODELS], told: Option<&mut Told<'_>>) -> bool {
        let Some(model) = models.get(self.model) else { return false };
        let images = (self.counts & 0xff) + (self.counts >> 8 & 0xff) + (self.counts >> 16 & 0xff);
        let lists = images | self.counts >> 24 << 8;
        let known = model.masks.iter().zip(&self.bits).fold(true, |known, (mask, bit)| known & (mask & bit != 0));
        let counts = self.counts;
        let held = |held, (low, high): &(u64, u64)| held | (all_up_to(*low, counts) & all_up_to(counts, *high));
        let rest = self.has(MODEL)
            && self.has(PROMPT)
            && (self.has(CALLBACK_URL) || !self.has(TRACE_ID))
            && model.counts.iter().fold(false, held)
            && all_up_to(self.mentions, lists);
        rest && (known
            || told.is_some_and(|told| {
                told.values = Some((model, self.bits));
                true
            }))
    }
}

/// The fields that may be there.
const FIELDS: [Field; 15] = [
    Field::Model,
    Field::Prompt,
    Field::ClientBusinessId,
    Field::Duration,
    Field::AspectRatio,
    Field::ImageWithRoles,
    Field::VideoWithRoles,
    Field::AudioWithRoles,
    Field::Resolution,
    Field::GenerateAudio,
    Field::ReturnLastFrame,
    Field::Seed,
    Field::CallbackUrl,
    Field::TraceId,
    Field::Metadata,
];

/// A slot of its own for the beginning of each of their keys.
#[inline(always)]
const fn slot(start: u32) -> u32 {
    start.wrapping_mul(SPREAD) >> 27
}

const fn start_of(field: Field) -> u32 {
    match field.name().as_bytes().first_chunk() {
        Some(four) => u32::from_le_bytes(*four),
        // A key that is never found is left to the rules.
        None => 0,
    }
}

/// The slots of all keys.
mod slots {
    use super::{Field, slot, start_of};

    macro_rules! slots {
        ($($name:ident $field:ident)*) => {
            $(pub(super) const $name: u32 = slot(start_of(Field::$field));)*
        };
    }
    slots! {
        MODEL Model PROMPT Prompt CLIENT_BUSINESS_ID ClientBusinessId DURATION Duration ASPECT_RATIO AspectRatio
        IMAGE_WITH_ROLES ImageWithRoles VIDEO_WITH_ROLES VideoWithRoles AUDIO_WITH_ROLES AudioWithRoles
        RESOLUTION Resolution GENERATE_AUDIO GenerateAudio RETURN_LAST_FRAME ReturnLastFrame SEED Seed
        CALLBACK_URL CallbackUrl TRACE_ID TraceId METADATA Metadata
    }
}

/// The keys of the fields with what stands behind them, each in its slot.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
static KEYS: [[u8; 32]; 32] = {
    let (mut keys, mut index) = ([[0; 32]; 32], 0);
    while index < FIELDS.len() {
        let name = FIELDS[index].name().as_bytes();
        let (key, mut at) = (&mut keys[slot(start_of(FIELDS[index])) as usize], 0);
        while at < name.len() {
            key[at] = name[at];
            at += 1;
        }
        (key[at], key[at + 1]) = (b'"', b':');
        index += 1;
    }
    keys
};

/// The factor by which no two keys share a slot.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
const SPREAD: u32 = {
    let mut factor = 1;
    'factors: loop {
        factor += 2;
        let (mut taken, mut index) = (0u32, 0);
        while index < FIELDS.len() {
            let bit = 1 << (start_of(FIELDS[index]).wrapping_mul(factor) >> 27);
            if taken & bit != 0 {
                continue 'factors;
            }
            taken |= bit;
            index += 1;
        }
        break factor;
    }
};

impl<'t> Scan<'t> {
    /// A whole request and the white space around it.
    #[inline(never)]
    fn request(self, at: usize, edition: usize, memory: &mut Memory, told: Option<&mut Told<'_>>) -> Option<usize> {
        let models = MODELS.get(edition)?;
        let mut seen = Seen { keys: 0, model: 0, bits: [1; 5], counts: 0, mentions: 0 };
        let mut at = self.past(self.past(at, b'{')?, b'"')?;
        loop {
            let slot = slot(self.half(at));
            if seen.has(slot) {
                return None;
            }
            seen.keys |= 1 << slot;
            let key = self.key(at, slot)?;
            let [duration, resolution, aspect_ratio, generate_audio, return_last_frame] = &mut seen.bits;
            at = match slot {
                MODEL => {
                    let (end, name) = self.short_word(self.behind(key, Field::Model))?;
                    seen.model = models.iter().position(|model| model.name == name)?;
                    end
                }
                PROMPT => {
                    let (end, mentions) = self.prompt(self.behind(key, Field::Prompt))?;
                    seen.mentions = mentions;
                    end
                }
                CLIENT_BUSINESS_ID => self.business_id(self.behind(key, Field::ClientBusinessId))?,
                DURATION => {
                    let (end, seconds) = self.integer(self.behind(key, Field::Duration))?;
                    // INVARIANT: no integer here is less than the shortest length.
                    let bit = seconds.min(i64::from(LONGEST) + 1) - i64::from(SHORTEST) + 1;
                    *duration = 1u32.checked_shl(bit as u32)?;
                    end
                }
                ASPECT_RATIO => {
                    let (end, ratio) = self.short_word(self.behind(key, Field::AspectRatio))?;
                    *aspect_ratio = bit_of(ratio, const { &packed(ASPECT_RATIOS) });
                    end
                }
                IMAGE_WITH_ROLES => {
                    let (end, counts) =
                        self.media(self.behind(key, Field::ImageWithRoles), MediaKind::Image, memory)?;
                    seen.counts += counts;
                    end
                }
                VIDEO_WITH_ROLES => {
                    let (end, counts) =
                        self.media(self.behind(key, Field::VideoWithRoles), MediaKind::Video, memory)?;
                    seen.counts += counts;
                    end
                }
                AUDIO_WITH_ROLES => {
                    let (end, counts) =
                        self.media(self.behind(key, Field::AudioWithRoles), MediaKind::Audio, memory)?;
                    seen.counts += counts;
                    end
                }
                RESOLUTION => {
                    let (end, value) = self.short_word(self.behind(key, Field::Resolution))?;
                    *resolution = bit_of(value, const { &packed(RESOLUTIONS) });
                    end
                }
                GENERATE_AUDIO => {
                    let (end, bit) = self.switch(self.behind(key, Field::GenerateAudio))?;
                    *generate_audio = bit;
                    end
                }
                RETURN_LAST_FRAME => {
                    let (end, bit) = self.switch(self.behind(key, Field::ReturnLastFrame))?;
                    *return_last_frame = bit;
                    end
                }
                // What every service takes for a seed is not doubted.
                SEED => self.integer(self.behind(key, Field::Seed))?.0,
                CALLBACK_URL => self.whole_link(self.behind(key, Field::CallbackUrl), None)?,
                TRACE_ID => self.prose(self.behind(key, Field::TraceId), Text::Line)?,
                METADATA => self.metadata(self.behind(key, Field::Metadata))?,
                _ => return None,
            };
            at = match self.mark(at) {
                (b',', next) => self.past(next, b'"')?,
                (b'}', end) => {
                    let end = if self.byte(end) == b'\n' && self.lines { end } else { self.blank(end) };
                    return seen.is_accepted(models, told).then_some(end);
                }
                _ => return None,
            }
        }
    }

    /// The key of that slot, behind its quote: where it would begin if no white space stood in front of its colon.
    #[inline(always)]
    fn key(self, at: usize, slot: u32) -> Option<usize> {
        let key = KEYS.get(slot as usize)?;
        let (blocks, _) = key.as_chunks::<16>();
        let found = self.blocks::<2>(at)?.into_iter().zip(blocks);
        let differences = found.fold(Block::zero(), |all, (block, key)| all.or(block.differs_from(Block::of(key))));
        if differences.is_zero() { Some(at) } else { self.spaced_key(at, key) }
    }

    #[cold]
    #[inline(never)]
    fn spaced_key(self, at: usize, key: &[u8; 32]) -> Option<usize> {
        let closed = key.iter().position(|byte| *byte == b'"')? + 1;
        if self.page.get(at..at + closed) != key.get(..closed) {
            return None;
        }
        Some(self.past(at + closed, b':')? - closed - 1)
    }

    /// Where the value of a field begins, whose key was found here.
    #[inline(always)]
    fn behind(self, at: usize, field: Field) -> usize {
        self.blank(at + field.name().len() + 2)
    }

    /// A few plain keys, each once and none like a field, with scalars.
    #[inline(always)]
    fn metadata(self, at: usize) -> Option<usize> {
        let mut keys: [&[u8]; MOST_KEYS] = [&[]; MOST_KEYS];
        let mut count = 0;
        let mut at = self.past(at, b'{')?;
        if let (b'}', end) = self.mark(at) {
            return Some(end);
        }
        loop {
            let start = self.past(at, b'"')?;
            let end = self.name(start)?;
            let key = self.page.get(start..end)?;
            if trace(key) & TRACES != 0 && is_field(key) || keys.iter().take(count).any(|earlier| same(earlier, key)) {
                return None;
            }
            *keys.get_mut(count)? = key;
            count += 1;
            at = self.blank(self.past(end + 1, b':')?);
            at = match self.byte(at) {
                b'"' => self.prose(at, Text::Any)?,
                b't' => self.is(at, b"true").then_some(at + 4)?,
                b'f' => self.is(at, b"false").then_some(at + 5)?,
                b'n' => self.is(at, b"null").then_some(at + 4)?,
                _ => self.integer(at)?.0,
            };
            at = match self.mark(at) {
                (b',', next) => next,
                (b'}', end) => return Some(end),
                _ => return None,
            }
        }
    }

    /// A boolean: its end and its bit of a mask.
    #[inline(always)]
    fn switch(self, at: usize) -> Option<(usize, u32)> {
        if self.is(at, b"true") {
            Some((at + 4, 4))
        } else if self.is(at, b"false") {
            Some((at + 5, 2))
        } else {
            None
        }
    }

    /// An integer that 32 bits without a sign hold, as it is written without an exponent; or -1.
    #[inline(always)]
    fn integer(self, at: usize) -> Option<(usize, i64)> {
        let negative = self.byte(at) == b'-';
        let start = at + usize::from(negative);
        let mut at = start;
        let mut value = 0u64;
        while self.byte(at).is_ascii_digit() {
            value = value * 10 + u64::from(self.byte(at) & 15);
            at += 1;
            if at - start > 10 {
                return None;
            }
        }
        let zero_ahead = at - start > 1 && self.byte(start) == b'0';
        let ends = at > start && !matches!(self.byte(at), b'.' | b'e' | b'E');
        let most = if negative { 1 } else { u64::from(u32::MAX) };
        if zero_ahead || !ends || value > most || negative && value == 0 {
            return None;
        }
        Some((at, if negative { -1 } else { value as i64 }))
    }

    /// The mark here and the place behind it.
    #[inline(always)]
    fn mark(self, at: usize) -> (u8, usize) {
        let at = self.blank(at);
        (self.byte(at), at + 1)
    }

    /// Behind a byte and the white space in front of it.
    #[inline(always)]
    fn past(self, at: usize, byte: u8) -> Option<usize> {
        let (mark, next) = self.mark(at);
        (mark == byte).then_some(next)
    }

    /// Behind white space.
    #[inline(always)]
    fn blank(self, at: usize) -> usize {
        if self.byte(at) > b' ' {
            at
        } else if self.byte(at) == b' ' && self.byte(at + 1) > b' ' {
            at + 1
        } else {
            self.blanks(at)
        }
    }

    #[cold]
    #[inline(never)]
    fn blanks(self, mut at: usize) -> usize {
        while matches!(self.byte(at), b' ' | b'\t' | b'\r') || self.byte(at) == b'\n' && !self.lines {
            at += 1;
        }
        at
    }

    /// Whether up to 24 bytes stand here: compared by words that overlap, for the compiler leaves a call where there are
    /// lengths.
    #[inline(always)]
    fn is<const N: usize>(self, at: usize, bytes: &[u8; N]) -> bool {
        const { assert!(4 <= N && N <= 24) };
        // Read where it stands: what was copied first is slow to read again in other pieces.
        let here = self.page.get(at..).and_then(|rest| rest.first_chunk::<N>());
        here.is_some_and(|here| {
            if let (Some(first), Some(last)) = (bytes.first_chunk(), bytes.last_chunk()) {
                let middle = |bytes: &[u8; N]| bytes.get(8..).and_then(|rest| rest.first_chunk()).map(word);
                here.first_chunk().map(word) == Some(word(first))
                    && middle(here) == middle(bytes)
                    && here.last_chunk().map(word) == Some(word(last))
            } else {
                let half = |bytes: Option<&[u8; 4]>| bytes.map(|bytes| u32::from_le_bytes(*bytes));
                half(here.first_chunk()) == half(bytes.first_chunk())
                    && half(here.last_chunk()) == half(bytes.last_chunk())
            }
        })
    }

    #[inline(always)]
    fn byte(self, at: usize) -> u8 {
        let [byte] = self.read(at);
        byte
    }

    #[inline(always)]
    fn half(self, at: usize) -> u32 {
        u32::from_le_bytes(self.read(at))
    }

    #[inline(always)]
    fn word(self, at: usize) -> u64 {
        u64::from_le_bytes(self.read(at))
    }

    #[inline(always)]
    fn block(self, at: usize) -> Block {
        Block::of(&self.read(at))
    }

    /// A few blocks from a place on; none where they would run over the zeros behind a text, which nothing does.
    #[inline(always)]
    fn blocks<const N: usize>(self, at: usize) -> Option<[Block; N]> {
        let (blocks, _) = self.page.get(at..)?.as_chunks::<16>();
        blocks.first_chunk::<N>().map(|blocks| blocks.each_ref().map(Block::of))
    }

    /// What stands at a place that is no more than [`BEYOND`] behind the text.
    #[inline(always)]
    fn read<const N: usize>(self, at: usize) -> [u8; N] {
        match self.page.get(at..).and_then(|rest| rest.first_chunk()) {
            Some(bytes) => *bytes,
            None => [0; N],
        }
    }
}

fn word(bytes: &[u8; 8]) -> u64 {
    u64::from_le_bytes(*bytes)
}

/// The bit of a mask that stands for a word of a list, or for any other; none for what may be blank or no text.
#[inline(always)]
fn bit_of([word, rest]: [u64; 2], list: &[u64]) -> u32 {
    let bits = list.iter().zip(1..).fold(0, |bits, (listed, bit)| bits | u32::from(*listed == word) << bit);
    if bits != 0 && rest == 0 {
        bits
    } else {
        let is_word = (word | rest) & (u64::MAX / 255 * 128) == 0 && word as u8 > b' ';
        u32::from(is_word) << (list.len() + 1)
    }
}

/// A bit for a name, by its first letter and its length.
const fn trace(name: &[u8]) -> u64 {
    match name {
        [first, rest @ ..] => 1 << ((*first as usize + 7 * rest.len()) % 64),
        [] => 0,
    }
}

/// The bits of all fields; most other names have none of them.
#[expect(clippy::indexing_slicing, reason = "only the compiler runs this")]
const TRACES: u64 = {
    let (mut traces, mut index) = (0, 0);
    while index < Field::ALL.len() {
        traces |= trace(Field::ALL[index].name().as_bytes());
        index += 1;
    }
    traces
};

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
