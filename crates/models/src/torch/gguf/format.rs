//! The formats in which weights are stored.

use super::blocks;
use crate::torch::numbers::{self, Decode};

/// A format: so many values lie in so many bytes.
#[derive(Debug)]
pub(super) struct Format {
    number: u32,
    pub(super) name: &'static str,
    pub(super) block: u64,
    bytes: u64,
    /// Reads one block; of formats with one value in each, any number.
    pub(super) decode: Decode,
}

/// The formats that are read (`ggml_type` in `ggml.h`).
static FORMATS: [Format; 11] = [
    format(0, "F32", [1, 4], numbers::f32s),
    format(1, "F16", [1, 2], numbers::f16s),
    format(30, "BF16", [1, 2], numbers::bf16s),
    format(2, "Q4_0", [32, 18], blocks::q4_0),
    format(3, "Q4_1", [32, 20], blocks::q4_1),
    format(6, "Q5_0", [32, 22], blocks::q5_0),
    format(7, "Q5_1", [32, 24], blocks::q5_1),
    format(8, "Q8_0", [32, 34], blocks::q8_0),
    format(12, "Q4_K", [256, 144], blocks::q4_k),
    format(13, "Q5_K", [256, 176], blocks::q5_k),
    format(14, "Q6_K", [256, 210], blocks::q6_k),
];

const fn format(
    number: u32,
    name: &'static str,
    [block, bytes]: [u64; 2],
    decode: Decode,
) -> Format {
    Format { number, name, block, bytes, decode }
}

/// The format of that number; none where it is not read.
pub(super) fn of(number: u32) -> Option<&'static Format> {
    FORMATS.iter().find(|format| format.number == number)
}

impl Format {
    /// Bytes of so many values, which fill whole blocks; none where that is no number.
    pub(super) fn bytes_of(&self, values: u64) -> Option<u64> {
        (values / self.block).checked_mul(self.bytes)
    }

    /// Values and bytes of a block.
    pub(super) fn sizes(&self) -> [usize; 2] {
        [self.block as usize, self.bytes as usize]
    }
}
