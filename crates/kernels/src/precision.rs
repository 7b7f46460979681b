//! The numbers in which products are taken.
//!
//! Kernels work on units of four bytes: one f32, or two bf16 numbers that meet two others in one
//! instruction. Units of either kind lie in slices of f32 and are only ever moved there.

use crate::InstructionSet;
use crate::simd::{Instructions, Vector, Work, dispatch};

/// The numbers in which a product's factors are held; sums are always f32.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// 32 bits.
    #[default]
    F32,
    /// 16 bits: the upper half of an f32, rounded to nearest.
    Bf16,
}

impl Precision {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::F32, Self::Bf16];

    /// The name by which people ask for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::F32 => "f32",
            Self::Bf16 => "bf16",
        }
    }

    /// The one of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|precision| precision.name() == name)
    }

    /// Units that hold so many neighbouring values.
    pub(crate) fn units(self, values: usize) -> usize {
        match self {
            Self::F32 => values,
            Self::Bf16 => values.div_ceil(2),
        }
    }
}

/// How units are multiplied.
pub(crate) trait Units {
    /// Values in a unit.
    const VALUES: usize;

    fn multiply_add<I: Instructions>(
        i: I,
        left: I::Vector,
        right: I::Vector,
        sum: I::Vector,
    ) -> I::Vector;
}

/// One f32 in each unit.
pub(crate) struct Singles;

impl Units for Singles {
    const VALUES: usize = 1;

    #[inline(always)]
    fn multiply_add<I: Instructions>(
        _: I,
        left: I::Vector,
        right: I::Vector,
        sum: I::Vector,
    ) -> I::Vector {
        left.mul_add(right, sum)
    }
}

/// Two bf16 numbers in each unit.
pub(crate) struct Pairs;

impl Units for Pairs {
    const VALUES: usize = 2;

    #[inline(always)]
    fn multiply_add<I: Instructions>(
        i: I,
        left: I::Vector,
        right: I::Vector,
        sum: I::Vector,
    ) -> I::Vector {
        i.dot_pairs(left, right, sum)
    }
}

/// The bits of the nearest bf16 number, ties to even; what is not a number stays so.
#[inline(always)]
fn nearest(value: f32) -> u32 {
    let bits = value.to_bits();
    let rounded = bits.wrapping_add(0x7fff + (bits >> 16 & 1)) >> 16;
    if value.is_nan() { bits >> 16 | 0x40 } else { rounded }
}

/// A unit of two bf16 numbers.
#[inline(always)]
pub(crate) fn pair(low: f32, high: f32) -> f32 {
    f32::from_bits(nearest(low) | nearest(high) << 16)
}

/// Pairs whose products with others ([`Instructions::dot_pairs`]) are the first numbers of those, or
/// the second ones.
#[inline(always)]
pub(crate) fn picking<I: Instructions>(i: I, second: bool) -> I::Vector {
    i.splat(if second { pair(0.0, 1.0) } else { pair(1.0, 0.0) })
}

/// Writes neighbouring values as pairs; an odd last one meets a zero.
pub(crate) fn pair_up(set: InstructionSet, from: &[f32], to: &mut [f32]) {
    dispatch(set, PairUp { from, to });
}

struct PairUp<'a> {
    from: &'a [f32],
    to: &'a mut [f32],
}

impl Work for PairUp<'_> {
    #[inline(always)]
    fn run<I: Instructions>(self, i: I) {
        pair_neighbours(i, self.from, self.to);
    }
}

/// Writes neighbouring values as pairs, as many as there are or fit; an odd last one meets a zero.
#[inline(always)]
pub(crate) fn pair_neighbours<I: Instructions>(i: I, from: &[f32], to: &mut [f32]) {
    let values = from.chunks(2 * I::LANES);
    for (to, from) in to.chunks_mut(I::LANES).zip(values) {
        let (first, second) = from.split_at(from.len().min(I::LANES));
        i.narrow(i.load(first), i.load(second)).store(to);
    }
}

/// Writes the values of two rows as pairs, then zeros.
#[inline(always)]
pub(crate) fn zip_pairs<I: Instructions>(i: I, low: &[f32], high: &[f32], to: &mut [f32]) {
    for (at, to) in to.chunks_mut(I::LANES).enumerate() {
        let [low, high] = [low, high].map(|row| row.get(at * I::LANES..).unwrap_or_default());
        i.pair(i.load(low), i.load(high)).store(to);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::available;

    /// The halves of a unit as f32.
    fn halves(unit: f32) -> [f32; 2] {
        [unit.to_bits() << 16, unit.to_bits() & 0xffff_0000].map(f32::from_bits)
    }

    #[test]
    fn rounding_is_to_nearest_and_ties_to_even() {
        // bf16 has 7 bits after the point: neighbours of 1 are 2^-7 apart.
        let step = 0.007_812_5;
        assert_eq!(halves(pair(1.0 + 0.4 * step, 1.0 + 0.6 * step)), [1.0, 1.0 + step]);
        assert_eq!(halves(pair(1.0 + 0.5 * step, 1.0 + 1.5 * step)), [1.0, 1.0 + 2.0 * step]);
        assert_eq!(halves(pair(f32::INFINITY, -0.0)), [f32::INFINITY, -0.0]);
        assert!(halves(pair(f32::NAN, f32::from_bits(0x7f80_0001))).iter().all(|v| v.is_nan()));
        assert_eq!(halves(pair(f32::MAX, 0.0))[0], f32::INFINITY);
    }

    #[test]
    fn values_are_paired_on_every_set() {
        for set in available() {
            let mut to = [9.0; 3];
            pair_up(set, &[1.0, 2.0, 3.0, 4.0, 5.0], &mut to);
            assert_eq!(to.map(halves), [[1.0, 2.0], [3.0, 4.0], [5.0, 0.0]]);
        }
    }
}
