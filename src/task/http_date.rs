//! The one date format that HTTP still writes (IMF-fixdate), read and written. It knows no time zone and no clock.

use super::json::whole;

const DAYS: &str = "ThuFriSatSunMonTueWed";
const MONTHS: &str = "JanFebMarAprMayJunJulAugSepOctNovDec";
const DAY_SECONDS: i64 = 86_400;

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT`. Anything else is no date.
#[must_use]
pub fn parse(text: &str) -> Option<i64> {
    parse_bytes(text.as_bytes())
}

#[inline(never)]
pub(super) fn parse_bytes(text: &[u8]) -> Option<i64> {
    const SHAPE: &[u8; 29] = b"www, 00 mmm 0000 00:00:00 GMT";
    let fits = |(byte, shape): (&u8, &u8)| match shape {
        b'0' => byte.is_ascii_digit(),
        b'w' | b'm' => true,
        _ => byte == shape,
    };
    if text.len() != SHAPE.len() || !text.iter().zip(SHAPE).all(fits) {
        return None;
    }
    let number = |from: usize, to: usize| text.get(from..to).and_then(whole).unwrap_or_default() as i64;
    let place = |names: &str, from: usize| {
        names.as_bytes().chunks_exact(3).position(|name| text.get(from..from + 3) == Some(name))
    };
    place(DAYS, 0)?;
    let (year, month, day) = (number(12, 16), place(MONTHS, 8)? as i64 + 1, number(5, 7));
    if day < 1 || day > days_in(year, month) {
        return None;
    }
    let (hour, minute, second) = (number(17, 19), number(20, 22), number(23, 25));
    // Second 60 is a leap second.
    if hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    Some(days_since_1970(year, month, day) * DAY_SECONDS + hour * 3_600 + minute * 60 + second)
}

/// Writes seconds since 1970 as such a date.
#[must_use]
pub fn format(seconds: u64) -> String {
    let seconds = i64::try_from(seconds).unwrap_or(i64::MAX);
    let (days, time) = (seconds / DAY_SECONDS, seconds % DAY_SECONDS);
    // The year is at most one too high when every year is taken for a short one.
    let mut year = 1970 + days / 365;
    while days_since_1970(year, 1, 1) > days {
        year -= 1;
    }
    let mut month = 1;
    while month < 12 && days_since_1970(year, month + 1, 1) <= days {
        month += 1;
    }
    let day = days - days_since_1970(year, month, 1) + 1;
    let name = |names: &'static str, at: i64| {
        usize::try_from(at).ok().and_then(|at| names.get(at * 3..at * 3 + 3)).unwrap_or_default()
    };
    format!(
        "{}, {day:02} {} {year:04} {:02}:{:02}:{:02} GMT",
        name(DAYS, days % 7),
        name(MONTHS, month - 1),
        time / 3_600,
        time / 60 % 60,
        time % 60
    )
}

fn is_leap(year: i64) -> bool {
    (year % 4 == 0 && year % 100 != 0) || year % 400 == 0
}

fn days_in(year: i64, month: i64) -> i64 {
    match month {
        2 if is_leap(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn days_since_1970(year: i64, month: i64, day: i64) -> i64 {
    let before = year - 1;
    let leap_days = before / 4 - before / 100 + before / 400;
    let leap_days_1970 = 1969 / 4 - 1969 / 100 + 1969 / 400;
    let months: i64 = (1..month).map(|month| days_in(year, month)).sum();
    (year - 1970) * 365 + leap_days - leap_days_1970 + months + day - 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_one_grammar() {
        assert_eq!(parse("Sun, 06 Nov 1994 08:49:37 GMT"), Some(784_111_777));
        assert_eq!(parse("Thu, 01 Jan 1970 00:00:00 GMT"), Some(0));
        assert_eq!(parse("Thu, 29 Feb 2024 23:59:60 GMT"), Some(1_709_251_200));
        for bad in [
            "",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37",
            "Sunday, 06-Nov-94 08:49:37 GMT",
            "Sun Nov  6 08:49:37 1994",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 30 Feb 2025 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:49:37 GMT ",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "1994-11-06T08:49:37Z",
        ] {
            assert_eq!(parse(bad), None, "{bad}");
        }
    }

    #[test]
    fn reads_what_it_writes() {
        for day in 0..60_000_u64 {
            let seconds = day * 86_399 + 7;
            let text = format(seconds);
            assert_eq!(parse(&text), i64::try_from(seconds).ok(), "{text}");
        }
        assert_eq!(format(784_111_777), "Sun, 06 Nov 1994 08:49:37 GMT");
    }
}
