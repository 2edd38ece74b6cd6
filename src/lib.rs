//! Seedance 2 request rules.

/// One request, without a network.
pub mod request {
    pub mod number;
    pub mod url;
}
