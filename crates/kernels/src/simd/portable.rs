//! Four lanes in plain Rust: the compiler makes vector code of them on most processors.

use super::{Instructions, ROUND, Vector};

/// Every processor has these.
#[derive(Clone, Copy)]
pub(crate) struct Portable;

/// Four lanes.
#[derive(Clone, Copy)]
pub(crate) struct F32x4([f32; 4]);

impl F32x4 {
    #[inline(always)]
    fn zip(self, other: Self, apply: impl Fn(f32, f32) -> f32) -> Self {
        let ([a, b, c, d], [e, f, g, h]) = (self.0, other.0);
        Self([apply(a, e), apply(b, f), apply(c, g), apply(d, h)])
    }
}

impl Vector for F32x4 {
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        self.zip(other, |a, b| a + b)
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        self.zip(other, |a, b| a - b)
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        self.zip(other, |a, b| a * b)
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        self.zip(other, |a, b| a / b)
    }

    /// Rounded twice: `f32::mul_add` is a library call where the processor has no such instruction.
    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        self.mul(factor).add(addend)
    }

    #[inline(always)]
    fn min(self, limit: Self) -> Self {
        self.zip(limit, |a, b| if a < b { a } else { b })
    }

    #[inline(always)]
    fn max(self, limit: Self) -> Self {
        self.zip(limit, |a, b| if a > b { a } else { b })
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        Self(self.0.map(f32::sqrt))
    }

    #[inline(always)]
    fn round(self) -> Self {
        Self(self.0.map(|value| value + ROUND - ROUND))
    }

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        let exponent = |n: f32| ((n + ROUND).to_bits() << 23).wrapping_add(1f32.to_bits());
        self.zip(n, |value, n| value * f32::from_bits(exponent(n)))
    }

    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        if let Some(to) = to.first_chunk_mut() {
            *to = self.0;
        } else {
            to.copy_from_slice(&self.0[..to.len()]);
        }
    }

    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: the caller promises room for four values; an array of f32 is aligned as f32 is.
        unsafe { *to.cast() = self.0 }
    }
}

impl Instructions for Portable {
    type Vector = F32x4;
    const LANES: usize = 4;
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    fn splat(self, value: f32) -> F32x4 {
        F32x4([value; 4])
    }

    #[inline(always)]
    fn load(self, from: &[f32]) -> F32x4 {
        let mut lanes = [0.0; 4];
        if let Some(from) = from.first_chunk() {
            lanes = *from;
        } else {
            lanes[..from.len()].copy_from_slice(from);
        }
        F32x4(lanes)
    }

    #[inline(always)]
    unsafe fn load_from(self, from: *const f32) -> F32x4 {
        // SAFETY: the caller promises four readable values; an array of f32 is aligned as f32 is.
        F32x4(unsafe { *from.cast() })
    }

    #[inline(always)]
    fn dot_pairs(self, left: F32x4, right: F32x4, sum: F32x4) -> F32x4 {
        // A bf16 number is the upper half of an f32.
        let low = |pairs: F32x4| F32x4(pairs.0.map(|pair| f32::from_bits(pair.to_bits() << 16)));
        let high =
            |pairs: F32x4| F32x4(pairs.0.map(|pair| f32::from_bits(pair.to_bits() & 0xffff_0000)));
        high(left).mul_add(high(right), low(left).mul_add(low(right), sum))
    }
}
