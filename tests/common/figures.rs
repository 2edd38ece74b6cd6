//! The figures that the tests show, one line each under the name of the promise, in Rust as in JavaScript:
//! `cargo xtask test | grep -E '^(#|ℹ)? ?(R[0-9]|S[0-9]|V1)'`. With `--long` the counts are ten times as high.
//!
//! | Promise | |
//! |---|---|
//! | R1 | no job is paid for twice |
//! | R2 | an accepted job is found again, or told to be unknown |
//! | R3 | a watch ends as documented, whatever its answers |
//! | R4 | every promise settles in time and leaves nothing behind |
//! | R5 | an abort settles at once |
//! | R6 | a wait is neither hot nor over two minutes |
//! | R7 | many that lost the API together come back apart |
//! | R8 | a reload at any step changes no ending |
//! | R9 | the same seed leaves the same trace everywhere |
//! | S1 | the key is seen by the API alone |
//! | S2 | nothing hostile gets through the proxy |
//! | S4 | one POST for simultaneous submissions of one id |
//! | S5 | every webhook is judged rightly |
//! | S6 | hostile answers stay text on the page |
//! | V1 | public corpora have one verdict everywhere |
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

/// Shows one figure, whether the test passes or not.
pub fn figure(promise: &str, text: &str) {
    #[cfg(not(target_arch = "wasm32"))]
    {
        use std::io::Write as _;
        // Past `println!`, which a passing test would be deprived of.
        let _ = writeln!(std::io::stdout(), "{promise}: {text}");
    }
    #[cfg(target_arch = "wasm32")]
    wasm_bindgen_test::console_log!("{promise}: {text}");
}

/// `full` with `LONG=1`, else a tenth of it. A page has no environment: there it is the one of the build.
pub fn share(full: u64) -> u64 {
    #[cfg(not(target_arch = "wasm32"))]
    let long = std::env::var("LONG");
    #[cfg(target_arch = "wasm32")]
    let long = option_env!("LONG").ok_or(());
    if long.is_ok_and(|long| long == "1") { full } else { full.div_ceil(10) }
}

/// An integer with its thousands apart.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
