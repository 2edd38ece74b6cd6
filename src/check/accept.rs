//! What is accepted at once, because nothing in it gives any rule reason to speak: the request behind most key strokes
//! and most lines of a file. Whatever it is not sure of is for the rules to say; it never finds a fault.

#[path = "../generated/accept.rs"]
mod table;

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
