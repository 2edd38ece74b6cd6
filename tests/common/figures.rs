//! The figures that the tests show, one line each under the name of the promise: "R6: ...". It knows no figure.
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
