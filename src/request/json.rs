//! A borrowed reader over JSON text: RFC 8259 to the letter, no allocation per value. Knows syntax and sizes, no field.

use super::number;
use super::read::{Cursor, Head, Key};
use super::{Limits, Stop, emptied};

/// Keys of an object are compared one by one up to this many, and through a tree beyond.
const FEW_KEYS: usize = 16;

/// The buffers of a cursor, kept from one text to the next.
#[derive(Debug, Default)]
pub(crate) struct JsonBuffers {
    unescaped: Vec<u8>,
    keys: KeySet<'static>,
}

/// Reads one JSON text.
#[derive(Debug)]
pub(crate) struct JsonCursor<'a> {
    text: &'a str,
    /// Where the text was cut because what follows is not UTF-8.
    cut: bool,
    /// Offsets of U+FFFD that stand for lone surrogates of a JavaScript string.
    lone: &'a [u32],
    scratch: &'a mut [u8],
    limits: Limits,
    position: usize,
    head_at: usize,
    nodes: u32,
    depth: u32,
    /// Bit `n`: the container on level `n` is an array.
    arrays: u128,
    /// The container entered last has not been read from.
    fresh: bool,
    keys: KeySet<'a>,
}

impl JsonBuffers {
    pub(crate) const fn new() -> Self {
        JsonBuffers { unescaped: Vec::new(), keys: KeySet { keys: Vec::new(), forks: Vec::new(), frames: Vec::new() } }
    }

    /// Keeps the allocations of a cursor that is done.
    pub(crate) fn keep(&mut self, keys: KeySet<'static>) {
        self.keys = keys;
    }
}

impl<'a> JsonCursor<'a> {
    /// `lone` is sorted. A leading byte order mark is skipped.
    pub(crate) fn new(bytes: &'a [u8], lone: &'a [u32], buffers: &'a mut JsonBuffers, limits: Limits) -> Self {
        // Text behind escapes is never longer than its spelling, so this is all the room that unescaping can need.
        if bytes.contains(&b'\\') && buffers.unescaped.len() < bytes.len() {
            buffers.unescaped.resize(bytes.len(), 0);
        }
        let scratch = buffers.unescaped.as_mut_slice();
        let keys = core::mem::take(&mut buffers.keys).emptied();
        let (text, cut) = match core::str::from_utf8(bytes) {
            Ok(text) => (text, false),
            Err(error) => {
                let sound = bytes.get(..error.valid_up_to()).unwrap_or(&[]);
                (core::str::from_utf8(sound).unwrap_or(""), true)
            }
        };
        let position = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
        JsonCursor {
            text,
            cut,
            lone,
            scratch,
            limits,
            position,
            head_at: position,
            nodes: 0,
            depth: 0,
            arrays: 0,
            fresh: false,
            keys,
        }
    }

    /// Gives back what can be given back once the text is read; call it when the cursor is done.
    pub(crate) fn into_keys(self) -> KeySet<'static> {
        self.keys.emptied()
    }

    /// Where reading is, or stopped: for [`Stop::Syntax`] the offending byte.
    pub(crate) fn position(&self) -> usize {
        self.position
    }

    #[inline(always)]
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    #[inline(always)]
    fn blank(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.position += 1;
        }
    }

    #[inline(always)]
    fn expect(&mut self, byte: u8) -> Result<(), Stop> {
        if self.peek() == Some(byte) {
            self.position += 1;
            Ok(())
        } else {
            Err(Stop::Syntax)
        }
    }

    fn word(&mut self, word: &'static str) -> Result<(), Stop> {
        word.bytes().try_for_each(|byte| self.expect(byte))
    }

    fn enter(&mut self, array: bool) -> Result<(), Stop> {
        if self.depth >= self.limits.depth {
            return Err(Stop::TooDeep);
        }
        self.position += 1;
        let bit = 1u128 << (self.depth & 127);
        self.arrays = if array { self.arrays | bit } else { self.arrays & !bit };
        self.depth += 1;
        self.fresh = true;
        if !array {
            self.keys.enter();
        }
        Ok(())
    }

    fn leave(&mut self, array: bool) {
        self.position += 1;
        self.depth -= 1;
        self.fresh = false;
        if !array {
            self.keys.leave();
        }
    }

    fn digits(&mut self) -> Result<(), Stop> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(Stop::Syntax);
        }
        while let Some(b'0'..=b'9') = self.peek() {
            self.position += 1;
        }
        Ok(())
    }

    fn number(&mut self) -> Result<f64, Stop> {
        let start = self.position;
        if self.peek() == Some(b'-') {
            self.position += 1;
        }
        if self.peek() == Some(b'0') {
            self.position += 1;
        } else {
            self.digits()?;
        }
        if self.peek() == Some(b'.') {
            self.position += 1;
            self.digits()?;
        }
        if let Some(b'e' | b'E') = self.peek() {
            self.position += 1;
            if let Some(b'+' | b'-') = self.peek() {
                self.position += 1;
            }
            self.digits()?;
        }
        Ok(number::parse(self.text.as_bytes().get(start..self.position).unwrap_or(b"0")))
    }

    /// Past the next byte that is not plain inside a string: a quote, a backslash or a control character.
    fn plain(&mut self) {
        self.position = seek(self.text.as_bytes(), self.position, |word| {
            word.wrapping_sub(ONES * 0x20) & !word | marks(word, b'"') | marks(word, b'\\')
        });
    }

    /// A string after its opening quote: its text, and whether it has a lone surrogate.
    fn string(&mut self, data: Option<&'static str>) -> Result<(&'a str, bool), Stop> {
        let start = self.position;
        self.plain();
        let plain_end = self.position;
        let (text, mut broken) = match self.peek() {
            Some(b'"') => {
                self.position += 1;
                (self.text.get(start..plain_end).ok_or(Stop::Syntax)?, false)
            }
            Some(b'\\') => self.escaped(start, data)?,
            _ => {
                self.limits.hold(self.text.get(start..plain_end).unwrap_or(""), data)?;
                return Err(Stop::Syntax);
            }
        };
        if !self.lone.is_empty() {
            let first = self.lone.partition_point(|at| (*at as usize) < start);
            broken |= self.lone.get(first).is_some_and(|at| (*at as usize) < self.position);
        }
        self.limits.hold(text, data)?;
        Ok((text, broken))
    }

    /// The rest of a string that has escapes, which begins at `start`.
    fn escaped(&mut self, start: usize, data: Option<&'static str>) -> Result<(&'a str, bool), Stop> {
        let scratch = core::mem::take(&mut self.scratch);
        let mut out = Unescaped { bytes: scratch, len: 0 };
        let ended = self.unescape(start, &mut out);
        let (done, rest) = out.bytes.split_at_mut_checked(out.len).ok_or(Stop::Syntax)?;
        self.scratch = rest;
        let text = core::str::from_utf8(done).map_err(|_| Stop::Syntax)?;
        // What is too long before it breaks off is too long.
        let broken = ended.or_else(|stop| self.limits.hold(text, data).and(Err(stop)))?;
        Ok((text, broken))
    }

    /// Reads to the closing quote; whether there is a lone surrogate.
    fn unescape(&mut self, start: usize, out: &mut Unescaped<'_>) -> Result<bool, Stop> {
        let mut broken = false;
        let mut from = start;
        loop {
            out.push(self.text.as_bytes().get(from..self.position).unwrap_or(&[]));
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {}
                _ => return Err(Stop::Syntax),
            }
            self.position += 1;
            let plain: &[u8] = match self.peek() {
                Some(b'"') => b"\"",
                Some(b'\\') => b"\\",
                Some(b'/') => b"/",
                Some(b'b') => b"\x08",
                Some(b'f') => b"\x0c",
                Some(b'n') => b"\n",
                Some(b'r') => b"\r",
                Some(b't') => b"\t",
                Some(b'u') => b"",
                _ => return Err(Stop::Syntax),
            };
            self.position += 1;
            if plain.is_empty() {
                let character = self.unicode()?;
                broken |= character.is_none();
                out.push(character.unwrap_or('\u{fffd}').encode_utf8(&mut [0; 4]).as_bytes());
            } else {
                out.push(plain);
            }
            from = self.position;
            self.plain();
        }
        self.position += 1;
        Ok(broken)
    }

    /// The character of a `\u` escape, of two where they are a surrogate pair; nothing for a lone surrogate.
    fn unicode(&mut self) -> Result<Option<char>, Stop> {
        let first = self.hex()?;
        if !(0xd800..0xdc00).contains(&first)
            || !self.text.as_bytes().get(self.position..).is_some_and(|rest| rest.starts_with(b"\\u"))
        {
            return Ok(char::from_u32(first));
        }
        let back = self.position;
        self.position += 2;
        let second = self.hex()?;
        if (0xdc00..0xe000).contains(&second) {
            return Ok(char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00)));
        }
        self.position = back;
        Ok(None)
    }

    fn hex(&mut self) -> Result<u32, Stop> {
        let mut value = 0;
        for _ in 0..4 {
            let digit = match self.peek() {
                Some(byte @ b'0'..=b'9') => byte - b'0',
                Some(byte @ b'a'..=b'f') => byte - b'a' + 10,
                Some(byte @ b'A'..=b'F') => byte - b'A' + 10,
                _ => return Err(Stop::Syntax),
            };
            value = value << 4 | digit as u32;
            self.position += 1;
        }
        Ok(value)
    }
}

impl<'a> Cursor<'a> for JsonCursor<'a> {
    fn head(&mut self, data: Option<&'static str>) -> Result<Head<'a>, Stop> {
        self.blank();
        self.head_at = self.position;
        self.nodes += 1;
        if self.nodes > self.limits.nodes {
            return Err(Stop::TooManyNodes);
        }
        Ok(match self.peek().ok_or(Stop::Syntax)? {
            b'"' => {
                self.position += 1;
                match self.string(data)? {
                    (text, false) => Head::Text(text),
                    (text, true) => Head::Broken(text),
                }
            }
            b'{' => {
                self.enter(false)?;
                Head::Object
            }
            b'[' => {
                self.enter(true)?;
                Head::ARRAY
            }
            b't' => {
                self.word("true")?;
                Head::Bool(true)
            }
            b'f' => {
                self.word("false")?;
                Head::Bool(false)
            }
            b'n' => {
                self.word("null")?;
                Head::Null
            }
            _ => Head::Number(self.number()?),
        })
    }

    fn key(&mut self) -> Result<Option<Key<'a>>, Stop> {
        self.blank();
        if self.peek() == Some(b'}') {
            self.leave(false);
            return Ok(None);
        }
        if !core::mem::take(&mut self.fresh) {
            self.expect(b',')?;
            self.blank();
        }
        let at = self.position;
        self.expect(b'"')?;
        let (name, broken) = self.string(None)?;
        // Two lone surrogates look alike as U+FFFD, so a broken key is compared by its spelling.
        let spelling = if broken { self.text.get(at..self.position).unwrap_or(name) } else { name };
        let repeated = self.keys.insert(spelling);
        self.blank();
        self.expect(b':')?;
        Ok(Some(Key { name, at: at as u32, repeated }))
    }

    fn item(&mut self) -> Result<bool, Stop> {
        self.blank();
        if self.peek() == Some(b']') {
            self.leave(true);
            return Ok(false);
        }
        if !core::mem::take(&mut self.fresh) {
            self.expect(b',')?;
            self.blank();
            if self.peek() == Some(b']') {
                return Err(Stop::Syntax);
            }
        }
        Ok(true)
    }

    fn at(&self) -> u32 {
        self.head_at as u32
    }

    fn finish(&mut self) -> Result<(), Stop> {
        self.blank();
        if self.position < self.text.len() || self.cut { Err(Stop::Syntax) } else { Ok(()) }
    }
}

const ONES: u64 = u64::MAX / 255;

/// The highest bit of the first byte of a word that is `wanted`, an ASCII character; other bits mean nothing.
pub(crate) fn marks(word: u64, wanted: u8) -> u64 {
    let different = word ^ (ONES * u64::from(wanted));
    different.wrapping_sub(ONES) & !different
}

/// The first place from `from` on where a byte is marked, or the end. The lowest mark of a word has to be true: borrows
/// only reach bytes above one that is.
#[inline(always)]
pub(crate) fn seek(bytes: &[u8], from: usize, marks: impl Fn(u64) -> u64) -> usize {
    let mut at = from;
    loop {
        let rest = bytes.get(at..).unwrap_or(&[]);
        let word = rest.first_chunk::<8>().map(|chunk| u64::from_le_bytes(*chunk));
        let last = || rest.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte));
        let found = marks(word.unwrap_or_else(last)) & (ONES * 128);
        if found != 0 || word.is_none() {
            return bytes.len().min(at + (found.trailing_zeros() / 8) as usize);
        }
        at += 8;
    }
}

/// Bytes being written into a borrowed buffer.
struct Unescaped<'a> {
    bytes: &'a mut [u8],
    len: usize,
}

impl Unescaped<'_> {
    fn push(&mut self, more: &[u8]) {
        // INVARIANT: the buffer is as long as the text, and no escape is shorter than what it stands for.
        if let Some(room) = self.bytes.get_mut(self.len..self.len + more.len()) {
            room.copy_from_slice(more);
            self.len += more.len();
        }
    }
}

/// The keys of the objects being read, innermost last.
#[derive(Debug, Default)]
pub(crate) struct KeySet<'a> {
    keys: Vec<(u32, &'a str)>,
    /// The forks of objects with more keys than a few, innermost last.
    forks: Vec<Fork>,
    frames: Vec<Frame>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Frame {
    keys: u32,
    forks: u32,
    /// Where the tree of the keys begins, once there is one.
    root: Branch,
    /// Bit `h & 63` for every hash: a clear bit proves a key new.
    seen: u64,
}

/// Where the keys of an object part: on one bit of one byte. A walk down such a tree looks at the bits of one key, each at
/// most once, so no choice of keys makes it slow; a hash table could be filled with keys of one hash.
#[derive(Clone, Copy, Debug)]
struct Fork {
    at: u32,
    bit: u16,
    branches: [Branch; 2],
}

#[derive(Clone, Copy, Debug, Default, PartialEq)]
enum Branch {
    #[default]
    None,
    Fork(u32),
    Key(u32),
}

impl<'a> KeySet<'a> {
    /// The same allocations for another text.
    fn emptied<'b>(mut self) -> KeySet<'b> {
        self.forks.clear();
        self.frames.clear();
        KeySet { keys: emptied(self.keys), forks: self.forks, frames: self.frames }
    }

    fn enter(&mut self) {
        self.frames.push(Frame {
            keys: self.keys.len() as u32,
            forks: self.forks.len() as u32,
            root: Branch::None,
            seen: 0,
        });
    }

    fn leave(&mut self) {
        if let Some(frame) = self.frames.pop() {
            self.keys.truncate(frame.keys as usize);
            self.forks.truncate(frame.forks as usize);
        }
    }

    /// Whether the innermost object had this key.
    fn insert(&mut self, key: &'a str) -> bool {
        let hash = hash(key);
        let Some(frame) = self.frames.last_mut() else { return false };
        let bit = 1 << (hash & 63);
        let maybe = frame.seen & bit != 0;
        frame.seen |= bit;
        let first = frame.keys;
        let own = self.keys.get(first as usize..).unwrap_or(&[]);
        if own.len() <= FEW_KEYS {
            if maybe && own.iter().any(|(other, name)| *other == hash && *name == key) {
                return true;
            }
            self.keys.push((hash, key));
            return false;
        }
        let count = self.keys.len() as u32;
        if frame.root == Branch::None {
            for index in first..count {
                self.plant(index);
            }
        }
        self.keys.push((hash, key));
        let repeated = self.plant(count);
        if repeated {
            self.keys.pop();
        }
        repeated
    }

    /// Puts a key into the tree of the innermost object; whether it was there before.
    fn plant(&mut self, index: u32) -> bool {
        let KeySet { keys, forks, frames } = self;
        let text = |index: u32| keys.get(index as usize).map_or("", |(_, key)| key).as_bytes();
        let key = text(index);
        let Some(frame) = frames.last_mut() else { return false };
        // The one key that the new one could be, because they agree wherever the tree looks.
        let mut branch = frame.root;
        while let Branch::Fork(fork) = branch {
            let Some(fork) = forks.get(fork as usize) else { break };
            branch = fork.branch(key);
        }
        let Branch::Key(like) = branch else {
            frame.root = Branch::Key(index);
            return false;
        };
        let like = text(like);
        let same = key.iter().zip(like).take_while(|(one, two)| one == two).count();
        let different = symbol(key, same) ^ symbol(like, same);
        let Some(shift) = different.checked_ilog2() else { return true };
        let mut fork = Fork { at: same as u32, bit: 1 << shift, branches: [Branch::Key(index); 2] };
        let new = Branch::Fork(forks.len() as u32);
        // It stands above the first fork on the way that looks at a later bit.
        let (mut above, mut below) = (None, frame.root);
        while let Branch::Fork(next) = below {
            let Some(other) = forks.get(next as usize) else { break };
            if (other.at, core::cmp::Reverse(other.bit)) > (fork.at, core::cmp::Reverse(fork.bit)) {
                break;
            }
            above = Some((next, other.side(key)));
            below = other.branch(key);
        }
        let place = match above {
            Some((next, side)) => forks.get_mut(next as usize).and_then(|fork| fork.branches.get_mut(side)),
            None => Some(&mut frame.root),
        };
        if let Some(place) = place {
            *place = new;
        }
        let side = fork.side(key);
        if let Some(other) = fork.branches.get_mut(1 - side) {
            *other = below;
        }
        forks.push(fork);
        false
    }
}

impl Fork {
    fn side(&self, key: &[u8]) -> usize {
        usize::from(symbol(key, self.at as usize) & self.bit != 0)
    }

    fn branch(&self, key: &[u8]) -> Branch {
        self.branches.get(self.side(key)).copied().unwrap_or_default()
    }
}

/// A byte of a key, or its end, as a number.
fn symbol(key: &[u8], at: usize) -> u16 {
    key.get(at).map_or(0, |byte| u16::from(*byte) + 1)
}

/// By length and last bytes: what few keys share.
fn hash(key: &str) -> u32 {
    let last = key.as_bytes().last_chunk().map_or(0, |bytes| u32::from_le_bytes(*bytes));
    (last ^ key.len() as u32).wrapping_mul(0x9e37_79b1) >> 8
}
