//! Seedance 2 request rules.
