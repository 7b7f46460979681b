//! Sixteen lanes on x86-64 with AVX-512 (F and DQ), and bf16 products where the processor has them.

use std::arch::x86_64::*;

use super::{Instructions, Vector, Work};

/// The proof that the processor has AVX-512F and DQ, and bf16 instructions if `BF16`: only
/// [`Avx512::detect`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct Avx512<const BF16: bool>(());

impl<const BF16: bool> Avx512<BF16> {
    pub(crate) fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512dq")
            && (!BF16 || is_x86_feature_detected!("avx512bf16"));
        found.then_some(Self(()))
    }
}

impl Avx512<false> {
    pub(crate) fn run<W: Work>(self, work: W) {
        #[target_feature(enable = "avx512f,avx512dq")]
        fn inside<W: Work>(proof: Avx512<false>, work: W) {
            work.run(proof);
        }
        // SAFETY: `self` is the proof that the processor has these instructions.
        unsafe { inside(self, work) }
    }
}

impl Avx512<true> {
    pub(crate) fn run<W: Work>(self, work: W) {
        #[target_feature(enable = "avx512f,avx512dq,avx512bf16")]
        fn inside<W: Work>(proof: Avx512<true>, work: W) {
            work.run(proof);
        }
        // SAFETY: `self` is the proof that the processor has these instructions.
        unsafe { inside(self, work) }
    }
}

/// Sixteen lanes; only an [`Avx512`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct F32x16(__m512);

/// The bits of the first `count` lanes.
#[inline(always)]
fn first_lanes(count: usize) -> __mmask16 {
    if count >= 16 { !0 } else { (1 << count) - 1 }
}

impl Vector for F32x16 {
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: an `F32x16` exists only where an `Avx512` does.
        Self(unsafe { _mm512_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_sub_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_mul_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_div_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_fmadd_ps(self.0, factor.0, addend.0) })
    }

    #[inline(always)]
    fn min(self, limit: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_min_ps(self.0, limit.0) })
    }

    #[inline(always)]
    fn max(self, limit: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_max_ps(self.0, limit.0) })
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_sqrt_ps(self.0) })
    }

    #[inline(always)]
    fn round(self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe {
            _mm512_roundscale_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0)
        })
    }

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm512_scalef_ps(self.0, n.0) })
    }

    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        if to.len() >= 16 {
            // SAFETY: `to` holds sixteen values.
            unsafe { self.store_to(to.as_mut_ptr()) }
        } else {
            // SAFETY: as for `add`; only lanes that `to` has are written.
            unsafe { _mm512_mask_storeu_ps(to.as_mut_ptr(), first_lanes(to.len()), self.0) }
        }
    }

    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: as for `add`; the caller promises room for sixteen values.
        unsafe { _mm512_storeu_ps(to, self.0) }
    }
}

impl<const BF16: bool> Instructions for Avx512<BF16> {
    type Vector = F32x16;
    const LANES: usize = 16;
    // 6 × 4 accumulators, 4 columns and 1 or 2 broadcast values: 29 or 30 registers of 32.
    const TILE_VECTORS: usize = 4;

    #[inline(always)]
    fn splat(self, value: f32) -> F32x16 {
        // SAFETY: `self` is the proof that the processor has these instructions.
        F32x16(unsafe { _mm512_set1_ps(value) })
    }

    #[inline(always)]
    fn load(self, from: &[f32]) -> F32x16 {
        if from.len() >= 16 {
            // SAFETY: `from` holds sixteen values.
            return unsafe { self.load_from(from.as_ptr()) };
        }
        // SAFETY: as for `splat`; only lanes that `from` has are read.
        F32x16(unsafe { _mm512_maskz_loadu_ps(first_lanes(from.len()), from.as_ptr()) })
    }

    #[inline(always)]
    unsafe fn load_from(self, from: *const f32) -> F32x16 {
        // SAFETY: as for `splat`; the caller promises sixteen readable values.
        F32x16(unsafe { _mm512_loadu_ps(from) })
    }

    /// Scaling takes the whole number below by itself, and is right however far below 0.
    #[inline(always)]
    fn split(self, x: F32x16) -> [F32x16; 2] {
        // SAFETY: as for `splat`.
        let fraction =
            unsafe { _mm512_reduce_ps::<{ _MM_FROUND_TO_NEG_INF | _MM_FROUND_NO_EXC }>(x.0) };
        [F32x16(fraction), x]
    }

    #[inline(always)]
    fn prefetch(self, from: *const f32) {
        // SAFETY: what cannot be read is not brought, and nothing else happens.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.cast()) }
    }

    #[inline(always)]
    fn dot_pairs(self, left: F32x16, right: F32x16, sum: F32x16) -> F32x16 {
        if BF16 {
            // SAFETY: `self` is the proof; a vector of pairs may be read as such.
            return F32x16(unsafe {
                let [left, right] = [left, right].map(|pairs| std::mem::transmute(pairs.0));
                _mm512_dpbf16_ps(sum.0, left, right)
            });
        }
        // A bf16 number is the upper half of an f32.
        let [low_left, low_right] = [left, right].map(|pairs| {
            // SAFETY: as for `splat`.
            F32x16(unsafe {
                _mm512_castsi512_ps(_mm512_slli_epi32::<16>(_mm512_castps_si512(pairs.0)))
            })
        });
        let [high_left, high_right] = [left, right].map(|pairs| {
            // SAFETY: as for `splat`.
            F32x16(unsafe {
                let upper = _mm512_set1_epi32(!0xffff);
                _mm512_castsi512_ps(_mm512_and_si512(_mm512_castps_si512(pairs.0), upper))
            })
        });
        high_left.mul_add(high_right, low_left.mul_add(low_right, sum))
    }

    #[inline(always)]
    fn widen(self, units: F32x16) -> [F32x16; 2] {
        // SAFETY: as for `splat`. A bf16 number is the upper half of an f32.
        unsafe {
            let units = _mm512_castps_si512(units.0);
            let halves = [_mm512_castsi512_si256(units), _mm512_extracti64x4_epi64::<1>(units)];
            halves.map(|half| {
                let numbers = _mm512_slli_epi32::<16>(_mm512_cvtepu16_epi32(half));
                F32x16(_mm512_castsi512_ps(numbers))
            })
        }
    }

    #[inline(always)]
    fn narrow(self, first: F32x16, second: F32x16) -> F32x16 {
        if BF16 {
            // SAFETY: `self` is the proof; a vector of pairs may be kept as f32.
            return F32x16(unsafe {
                std::mem::transmute::<__m512bh, __m512>(_mm512_cvtne2ps_pbh(second.0, first.0))
            });
        }
        // SAFETY: as for `splat`.
        let [first, second] = [first, second].map(|values| unsafe {
            _mm512_cvtepi32_epi16(_mm512_srli_epi32::<16>(nearest(values)))
        });
        // SAFETY: as for `splat`.
        F32x16(unsafe {
            let low = _mm512_castsi256_si512(first);
            _mm512_castsi512_ps(_mm512_inserti64x4::<1>(low, second))
        })
    }

    #[inline(always)]
    fn pair(self, low: F32x16, high: F32x16) -> F32x16 {
        if BF16 {
            // SAFETY: `self` is the proof; instructions on bf16 numbers come with those on halves of
            // lanes (`avx512bw`). A vector of pairs may be kept as f32.
            return F32x16(unsafe {
                let both =
                    std::mem::transmute::<__m512bh, __m512i>(_mm512_cvtne2ps_pbh(high.0, low.0));
                let order = _mm512_loadu_si512(IN_TURN.as_ptr().cast());
                _mm512_castsi512_ps(_mm512_permutexvar_epi16(order, both))
            });
        }
        // SAFETY: as for `splat`.
        F32x16(unsafe {
            let low = _mm512_srli_epi32::<16>(nearest(low));
            _mm512_castsi512_ps(_mm512_or_si512(nearest(high), low))
        })
    }
}

/// The halves of a vector in turn.
const IN_TURN: [u16; 32] = {
    let mut order = [0; 32];
    let mut place = 0;
    while place < 32 {
        order[place] = (place % 2 * 16 + place / 2) as u16;
        place += 1;
    }
    order
};

/// The nearest bf16 number to each lane, in its upper half; ties to even, and what is not a number
/// stays so.
#[inline(always)]
fn nearest(values: F32x16) -> __m512i {
    // SAFETY: an `F32x16` exists only where an `Avx512` does.
    unsafe {
        let bits = _mm512_castps_si512(values.0);
        let odd = _mm512_and_si512(_mm512_srli_epi32::<16>(bits), _mm512_set1_epi32(1));
        let half = _mm512_add_epi32(odd, _mm512_set1_epi32(0x7fff));
        let rounded = _mm512_add_epi32(bits, half);
        let quiet = _mm512_or_si512(bits, _mm512_set1_epi32(0x40_0000));
        let not_numbers = _mm512_cmp_ps_mask::<_CMP_UNORD_Q>(values.0, values.0);
        let upper = _mm512_mask_blend_epi32(not_numbers, rounded, quiet);
        _mm512_and_si512(upper, _mm512_set1_epi32(!0xffff))
    }
}
