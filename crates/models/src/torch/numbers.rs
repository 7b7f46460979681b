//! Numbers as files have them, lowest byte first, to f32.

use half::slice::HalfFloatSliceExt;
use half::{bf16, f16};
use safetensors::tensor::Dtype;

use crate::float8::{e4m3, e5m2};
use crate::{Error, Result};

/// Writes the values of some bytes to as many f32.
pub(crate) type Decode = fn(&[u8], &mut [f32]);

/// Halves that are converted together.
const TOGETHER: usize = 512;

/// How numbers of that kind are read; none where they are not.
pub(crate) fn of(dtype: Dtype) -> Option<Decode> {
    match dtype {
        Dtype::F32 => Some(f32s),
        Dtype::F16 => Some(f16s),
        Dtype::BF16 => Some(bf16s),
        Dtype::F8_E4M3 => Some(|bytes, to| f8s(bytes, to, e4m3)),
        Dtype::F8_E5M2 => Some(|bytes, to| f8s(bytes, to, e5m2)),
        _ => None,
    }
}

/// Numbers of f32.
pub(super) fn f32s(bytes: &[u8], to: &mut [f32]) {
    let (numbers, _) = bytes.as_chunks();
    to.iter_mut().zip(numbers).for_each(|(to, bytes)| *to = f32::from_le_bytes(*bytes));
}

/// Numbers of bf16.
pub(super) fn bf16s(bytes: &[u8], to: &mut [f32]) {
    let (numbers, _) = bytes.as_chunks();
    to.iter_mut().zip(numbers).for_each(|(to, bytes)| *to = bf16::from_le_bytes(*bytes).to_f32());
}

/// Numbers of f16; slices of them are converted many at once, single ones are not.
pub(super) fn f16s(bytes: &[u8], to: &mut [f32]) {
    let mut numbers = [f16::ZERO; TOGETHER];
    for (bytes, to) in bytes.chunks(2 * TOGETHER).zip(to.chunks_mut(TOGETHER)) {
        let (pairs, _) = bytes.as_chunks();
        numbers.iter_mut().zip(pairs).for_each(|(to, pair)| *to = f16::from_le_bytes(*pair));
        numbers[..to.len()].convert_to_f32_slice(to);
    }
}

fn f8s(bytes: &[u8], to: &mut [f32], number: fn(u8) -> f32) {
    to.iter_mut().zip(bytes).for_each(|(to, &bits)| *to = number(bits));
}

/// Whether none of the values of the tensor `name` from `first` on is NaN or infinite.
///
/// # Errors
/// [`Error::NotFinite`].
pub(crate) fn finite(name: &str, first: usize, values: &[f32]) -> Result<()> {
    // Without a way out of the loop, many are looked at together.
    if values.iter().fold(true, |all, value| all & value.is_finite()) {
        return Ok(());
    }
    let index = values.iter().position(|value| !value.is_finite()).unwrap_or(0);
    Err(Error::NotFinite { name: name.to_owned(), value: values[index], index: first + index })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_lie_lowest_byte_first() {
        let read = |decode: Decode, bytes: &[u8], count| {
            let mut to = vec![0.0; count];
            decode(bytes, &mut to);
            to
        };
        assert_eq!(read(f32s, &[0, 0, 0xc0, 0x3f, 0, 0, 0, 0xc0], 2), [1.5, -2.0]);
        assert_eq!(read(bf16s, &[0xc0, 0x3f, 0, 0xc0], 2), [1.5, -2.0]);
        assert_eq!(read(f16s, &[0, 0x3e, 0, 0xc0], 2), [1.5, -2.0]);
        let many = [0, 0x3e].repeat(TOGETHER + 3);
        assert_eq!(read(f16s, &many, TOGETHER + 3), vec![1.5; TOGETHER + 3]);
    }

    #[test]
    fn what_is_not_finite_is_found() {
        assert!(finite("a", 0, &[1.0, f32::MAX, -0.0]).is_ok());
        let found = finite("a", 5, &[1.0, f32::NEG_INFINITY, f32::NAN]);
        assert!(matches!(found, Err(Error::NotFinite { index: 6, .. })));
    }
}
