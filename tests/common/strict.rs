//! A second opinion on what JSON is: RFC 8259 over strict UTF-8, byte by byte, of any depth.

/// Whether the bytes are one JSON text; a leading byte order mark is let through.
pub fn is_json(bytes: &[u8]) -> bool {
    let Ok(text) = std::str::from_utf8(bytes) else { return false };
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text).as_bytes();
    // The closing brackets that are still owed.
    let mut owed: Vec<u8> = Vec::new();
    loop {
        // A value.
        space(&mut rest);
        let closed = match rest.first() {
            Some(b'{') => {
                rest = &rest[1..];
                space(&mut rest);
                owed.push(b'}');
                if rest.first() == Some(&b'}') {
                    true
                } else if key(&mut rest) {
                    continue;
                } else {
                    return false;
                }
            }
            Some(b'[') => {
                rest = &rest[1..];
                space(&mut rest);
                owed.push(b']');
                if rest.first() == Some(&b']') {
                    true
                } else {
                    continue;
                }
            }
            Some(b'"') => string(&mut rest),
            Some(b'-' | b'0'..=b'9') => number(&mut rest),
            _ => [&b"true"[..], b"false", b"null"].iter().any(|word| {
                let found = rest.starts_with(word);
                if found {
                    rest = &rest[word.len()..];
                }
                found
            }),
        };
        if !closed {
            return false;
        }
        // What may follow a value.
        loop {
            space(&mut rest);
            match (owed.last(), rest.first()) {
                (None, None) => return true,
                (Some(close), Some(next)) if close == next => {
                    owed.pop();
                    rest = &rest[1..];
                }
                (Some(b'}'), Some(b',')) => {
                    rest = &rest[1..];
                    space(&mut rest);
                    if !key(&mut rest) {
                        return false;
                    }
                    break;
                }
                (Some(b']'), Some(b',')) => {
                    rest = &rest[1..];
                    break;
                }
                _ => return false,
            }
        }
    }
}

fn space(rest: &mut &[u8]) {
    while let [b' ' | b'\t' | b'\n' | b'\r', tail @ ..] = rest {
        *rest = tail;
    }
}

fn key(rest: &mut &[u8]) -> bool {
    if rest.first() != Some(&b'"') || !string(rest) {
        return false;
    }
    space(rest);
    let colon = rest.first() == Some(&b':');
    if colon {
        *rest = &rest[1..];
    }
    colon
}

fn string(rest: &mut &[u8]) -> bool {
    let mut at = 1;
    loop {
        match rest.get(at) {
            Some(b'"') => break,
            Some(b'\\') => match rest.get(at + 1) {
                Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => at += 2,
                Some(b'u') if rest.get(at + 2..at + 6).is_some_and(|hex| hex.iter().all(u8::is_ascii_hexdigit)) => {
                    at += 6
                }
                _ => return false,
            },
            Some(0x20..) => at += 1,
            _ => return false,
        }
    }
    *rest = &rest[at + 1..];
    true
}

fn number(rest: &mut &[u8]) -> bool {
    let digits = |rest: &mut &[u8]| {
        let many = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        *rest = &rest[many..];
        many > 0
    };
    if rest.first() == Some(&b'-') {
        *rest = &rest[1..];
    }
    if rest.first() == Some(&b'0') {
        *rest = &rest[1..];
    } else if !digits(rest) {
        return false;
    }
    if rest.first() == Some(&b'.') {
        *rest = &rest[1..];
        if !digits(rest) {
            return false;
        }
    }
    if let Some(b'e' | b'E') = rest.first() {
        *rest = &rest[1..];
        if let Some(b'+' | b'-') = rest.first() {
            *rest = &rest[1..];
        }
        if !digits(rest) {
            return false;
        }
    }
    true
}
