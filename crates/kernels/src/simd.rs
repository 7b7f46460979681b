//! One vocabulary of vector operations, so that each kernel is written once.
//!
//! A kernel is a [`Work`]; [`dispatch`] runs it inside a function compiled for the instruction
//! set. Everything that it calls must be inlined into that function (`#[inline(always)]`), or it
//! would be compiled for the plain processor: right, but slow.

#[cfg(target_arch = "x86_64")]
mod avx2;
#[cfg(target_arch = "x86_64")]
mod avx512;
#[cfg(target_arch = "aarch64")]
mod neon;
mod portable;

#[cfg(target_arch = "x86_64")]
pub(crate) use avx2::Avx2;
#[cfg(target_arch = "x86_64")]
pub(crate) use avx512::Avx512;
#[cfg(target_arch = "aarch64")]
pub(crate) use neon::Neon;
pub(crate) use portable::Portable;

use crate::InstructionSet;
use crate::precision::pair;

/// Added to a number below 2²², it leaves the nearest whole number in the low mantissa bits.
const ROUND: f32 = 12_582_912.0;

/// Several f32 lanes worked on at once.
pub(crate) trait Vector: Copy {
    fn add(self, other: Self) -> Self;
    fn sub(self, other: Self) -> Self;
    fn mul(self, other: Self) -> Self;
    fn div(self, other: Self) -> Self;
    /// `self * factor + addend`, rounded once where the machine can.
    fn mul_add(self, factor: Self, addend: Self) -> Self;
    /// The smaller of the two; `limit` where `self` is not a number.
    fn min(self, limit: Self) -> Self;
    /// The larger of the two; `limit` where `self` is not a number.
    fn max(self, limit: Self) -> Self;
    fn sqrt(self) -> Self;
    /// The nearest whole number, where that is below 2²² in size.
    fn round(self) -> Self;
    /// `self` · 2ⁿ for a whole `n` from −126 to 127, or one of [`Instructions::split`].
    fn scale(self, n: Self) -> Self;
    /// Writes the first lanes to `to`: all of them, or as many as fit.
    fn store(self, to: &mut [f32]);
    /// Writes all lanes from `to` on.
    ///
    /// # Safety
    /// `to` must be valid for writing [`Instructions::LANES`] values.
    unsafe fn store_to(self, to: *mut f32);
}

/// The proof that the processor has an instruction set, and the way into its vectors.
pub(crate) trait Instructions: Copy {
    type Vector: Vector;
    /// Lanes of a vector.
    const LANES: usize;
    /// Vectors in a row of a product tile: as many as the registers hold for [`TILE_ROWS`].
    const TILE_VECTORS: usize;

    fn splat(self, value: f32) -> Self::Vector;
    /// Reads the first lanes of `from`; the missing ones are zero where it is shorter.
    fn load(self, from: &[f32]) -> Self::Vector;
    /// Reads all lanes from `from` on.
    ///
    /// # Safety
    /// `from` must be valid for reading [`Self::LANES`] values.
    unsafe fn load_from(self, from: *const f32) -> Self::Vector;
    /// A fraction from 0 to 1 and a number `n` by which [`Vector::scale`] makes 2ˣ of that of the
    /// fraction, for x up to 127; far below 0 that is next to nothing.
    #[inline(always)]
    fn split(self, x: Self::Vector) -> [Self::Vector; 2] {
        let x = self.splat(-126.0).max(x);
        let below = x.sub(self.splat(0.5)).round();
        [x.sub(below), below]
    }
    /// Asks for what lies at `from`, which may be anywhere, to be brought nearer.
    #[inline(always)]
    fn prefetch(self, _from: *const f32) {}
    /// Each lane of `left` and `right` holds two bf16 numbers: their two products, added to `sum`.
    fn dot_pairs(self, left: Self::Vector, right: Self::Vector, sum: Self::Vector) -> Self::Vector;
    /// The lanes of `first`, then those of `second`, as bf16 numbers, two to a lane.
    #[inline(always)]
    fn narrow(self, first: Self::Vector, second: Self::Vector) -> Self::Vector {
        let (mut values, mut units) = ([0.0; 32], [0.0; 16]);
        first.store(&mut values[..Self::LANES]);
        second.store(&mut values[Self::LANES..2 * Self::LANES]);
        let (pairs, _) = values.as_chunks::<2>();
        units.iter_mut().zip(pairs).for_each(|(unit, &[low, high])| *unit = pair(low, high));
        self.load(&units[..Self::LANES])
    }
    /// What [`Self::narrow`] made one of: the bf16 numbers of the first half of the lanes, and those
    /// of the second half.
    #[inline(always)]
    fn widen(self, units: Self::Vector) -> [Self::Vector; 2] {
        let (units, mut values) = (lanes(self, units), [0.0; 32]);
        let (pairs, _) = values.as_chunks_mut::<2>();
        for (pair, unit) in pairs.iter_mut().zip(units.map(f32::to_bits)) {
            *pair = [unit << 16, unit & 0xffff_0000].map(f32::from_bits);
        }
        [self.load(&values[..Self::LANES]), self.load(&values[Self::LANES..2 * Self::LANES])]
    }
    /// Each lane of `low` with the same one of `high`, as two bf16 numbers.
    #[inline(always)]
    fn pair(self, low: Self::Vector, high: Self::Vector) -> Self::Vector {
        let ([low, high], mut units) = ([low, high].map(|side| lanes(self, side)), [0.0; 16]);
        let values = low.into_iter().zip(high);
        units.iter_mut().zip(values).for_each(|(unit, (low, high))| *unit = pair(low, high));
        self.load(&units[..Self::LANES])
    }
}

/// The lanes of a vector, then zeros.
#[inline(always)]
pub(crate) fn lanes<I: Instructions>(_: I, vector: I::Vector) -> [f32; 16] {
    let mut lanes = [0.0; 16];
    vector.store(&mut lanes[..I::LANES]);
    lanes
}

/// All lanes as one value: each half joined with the other, until one is left.
#[inline(always)]
pub(crate) fn joined<I: Instructions>(
    i: I,
    vector: I::Vector,
    join: impl Fn(f32, f32) -> f32,
) -> f32 {
    let mut lanes = lanes(i, vector);
    let mut count = I::LANES;
    while count > 1 {
        count /= 2;
        for lane in 0..count {
            lanes[lane] = join(lanes[lane], lanes[lane + count]);
        }
    }
    lanes[0]
}

/// Rows of a product tile.
pub(crate) const TILE_ROWS: usize = 6;

/// Something to run on one instruction set. `run` must be `#[inline(always)]`.
pub(crate) trait Work {
    fn run<I: Instructions>(self, instructions: I);
}

/// Runs `work` on `set`, or on the portable one where the machine lacks it.
pub(crate) fn dispatch<W: Work>(set: InstructionSet, work: W) {
    match set {
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 => {
            if let Some(proof) = Avx2::detect() {
                return proof.run(work);
            }
        }
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512 => {
            if let Some(proof) = Avx512::<false>::detect() {
                return proof.run(work);
            }
        }
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512Bf16 => {
            if let Some(proof) = Avx512::<true>::detect() {
                return proof.run(work);
            }
        }
        #[cfg(target_arch = "aarch64")]
        InstructionSet::Neon => {
            if let Some(proof) = Neon::<false>::detect() {
                return proof.run(work);
            }
        }
        #[cfg(target_arch = "aarch64")]
        InstructionSet::NeonBf16 => {
            if let Some(proof) = Neon::<true>::detect() {
                return proof.run(work);
            }
        }
        _ => {}
    }
    work.run(Portable);
}

/// Lanes of a vector and vectors of a tile row on `set`.
pub(crate) fn tile_shape(set: InstructionSet) -> (usize, usize) {
    fn of<I: Instructions>() -> (usize, usize) {
        (I::LANES, I::TILE_VECTORS)
    }
    match set {
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx2 if Avx2::detect().is_some() => of::<Avx2>(),
        #[cfg(target_arch = "x86_64")]
        InstructionSet::Avx512 | InstructionSet::Avx512Bf16
            if Avx512::<false>::detect().is_some() =>
        {
            of::<Avx512<false>>()
        }
        #[cfg(target_arch = "aarch64")]
        InstructionSet::Neon | InstructionSet::NeonBf16 if Neon::<false>::detect().is_some() => {
            of::<Neon<false>>()
        }
        _ => of::<Portable>(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::available;

    struct EveryOperation<'a>(&'a mut [f32; 15]);

    impl Work for EveryOperation<'_> {
        #[inline(always)]
        fn run<I: Instructions>(self, i: I) {
            let lanes = [4.0; 16];
            let four = i.load(&lanes);
            // SAFETY: no set has more than 16 lanes.
            let same = unsafe { i.load_from(lanes.as_ptr()) };
            let two = i.splat(2.0);
            let missing = i.load(&[]);
            let nan = i.splat(f32::NAN);
            // bf16 numbers are the upper halves of f32: 3 and 2, low half first.
            let pairs = i.splat(f32::from_bits(0x4000_4040));
            let results = [
                four.add(two),
                four.sub(two),
                same.mul(two),
                four.div(two),
                four.mul_add(two, two),
                nan.min(two),
                four.max(two),
                same.sqrt(),
                two.scale(i.splat(-4.0)),
                i.splat(-2.6).round(),
                missing,
                i.load(&[7.0]),
                i.dot_pairs(pairs, pairs, two),
                i.dot_pairs(i.narrow(two, four), pairs, two),
                i.dot_pairs(i.pair(two, four), pairs, two),
            ];
            for (result, to) in results.into_iter().zip(self.0.iter_mut()) {
                result.store(std::slice::from_mut(to));
            }
        }
    }

    #[test]
    fn every_operation_on_every_set() {
        for set in available() {
            let mut found = [0.0; 15];
            dispatch(set, EveryOperation(&mut found));
            assert_eq!(
                found,
                [6.0, 2.0, 8.0, 2.0, 10.0, 2.0, 4.0, 2.0, 0.125, -3.0, 0.0, 7.0, 15.0, 12.0, 16.0],
                "{set:?}"
            );
        }
    }

    struct Widen<'a>(&'a [f32], &'a mut [f32; 32]);

    impl Work for Widen<'_> {
        #[inline(always)]
        fn run<I: Instructions>(self, i: I) {
            let [first, second] = i.widen(i.load(self.0));
            first.store(&mut self.1[..I::LANES]);
            second.store(&mut self.1[I::LANES..2 * I::LANES]);
        }
    }

    #[test]
    fn what_is_narrowed_can_be_widened() {
        let numbers: [f32; 32] = std::array::from_fn(|at| at as f32 - 7.5);
        let (pairs, _) = numbers.as_chunks::<2>();
        let units: Vec<f32> = pairs.iter().map(|&[low, high]| pair(low, high)).collect();
        for set in available() {
            let (lanes, _) = tile_shape(set);
            let mut found = [0.0; 32];
            dispatch(set, Widen(&units, &mut found));
            assert_eq!(found[..2 * lanes], numbers[..2 * lanes], "{set:?}");
        }
    }

    struct Copy<'a>(&'a [f32], &'a mut [f32]);

    impl Work for Copy<'_> {
        #[inline(always)]
        fn run<I: Instructions>(self, i: I) {
            i.load(self.0).store(self.1);
        }
    }

    #[test]
    fn partial_loads_and_stores_touch_only_their_lanes() {
        let from: Vec<f32> = (1..=16u8).map(f32::from).collect();
        for set in available() {
            let (lanes, _) = tile_shape(set);
            for length in 0..=lanes {
                let mut to = [0.0; 16];
                dispatch(set, Copy(&from[..length], &mut to[..lanes]));
                assert_eq!(to[..length], from[..length]);
                assert!(to[length..].iter().all(|&value| value == 0.0));
                let mut to = [-1.0; 16];
                dispatch(set, Copy(&from, &mut to[..length]));
                assert_eq!(to[..length], from[..length]);
                assert!(to[length..].iter().all(|&value| value == -1.0));
            }
        }
    }
}
