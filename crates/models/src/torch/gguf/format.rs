//! The formats in which weights are stored.

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};

use super::blocks;

/// How the bytes of a block become its values.
#[derive(Debug)]
enum Decode {
    F32,
    F16,
    BF16,
    /// A block's bytes, to its values.
    Block(fn(&[u8], &mut [f32])),
}

/// A format: so many values lie in so many bytes.
#[derive(Debug)]
pub(super) struct Format {
    number: u32,
    pub(super) name: &'static str,
    pub(super) block: u64,
    bytes: u64,
    decode: Decode,
}

/// The formats that are read (`ggml_type` in `ggml.h`).
static FORMATS: [Format; 11] = [
    plain(0, "F32", 4, Decode::F32),
    plain(1, "F16", 2, Decode::F16),
    plain(30, "BF16", 2, Decode::BF16),
    blocks(2, "Q4_0", [32, 18], blocks::q4_0),
    blocks(3, "Q4_1", [32, 20], blocks::q4_1),
    blocks(6, "Q5_0", [32, 22], blocks::q5_0),
    blocks(7, "Q5_1", [32, 24], blocks::q5_1),
    blocks(8, "Q8_0", [32, 34], blocks::q8_0),
    blocks(12, "Q4_K", [256, 144], blocks::q4_k),
    blocks(13, "Q5_K", [256, 176], blocks::q5_k),
    blocks(14, "Q6_K", [256, 210], blocks::q6_k),
];

const fn plain(number: u32, name: &'static str, bytes: u64, decode: Decode) -> Format {
    Format { number, name, block: 1, bytes, decode }
}

const fn blocks(
    number: u32,
    name: &'static str,
    [block, bytes]: [u64; 2],
    decode: fn(&[u8], &mut [f32]),
) -> Format {
    Format { number, name, block, bytes, decode: Decode::Block(decode) }
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

    /// The values in these bytes.
    pub(super) fn values(&self, bytes: &[u8]) -> Vec<f32> {
        let pairs = bytes.chunks_exact(2).map(|b| [b[0], b[1]]);
        match self.decode {
            Decode::F32 => bytes
                .chunks_exact(4)
                .map(|b| f32::from_le_bytes([b[0], b[1], b[2], b[3]]))
                .collect(),
            Decode::F16 => pairs.map(f16::from_le_bytes).collect::<Vec<_>>().to_f32_vec(),
            Decode::BF16 => pairs.map(bf16::from_le_bytes).collect::<Vec<_>>().to_f32_vec(),
            Decode::Block(decode) => {
                let [block, size] = [self.block as usize, self.bytes as usize];
                let mut values = vec![0.0; bytes.len() / size * block];
                for (to, from) in values.chunks_exact_mut(block).zip(bytes.chunks_exact(size)) {
                    decode(from, to);
                }
                values
            }
        }
    }
}
