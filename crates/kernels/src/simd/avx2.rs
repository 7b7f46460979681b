//! Eight lanes on x86-64 with AVX2 and FMA.

use std::arch::x86_64::*;

use super::{Instructions, Vector, Work};

/// The proof that the processor has AVX2 and FMA: only [`Avx2::detect`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct Avx2(());

impl Avx2 {
    pub(crate) fn detect() -> Option<Self> {
        let found = is_x86_feature_detected!("avx2") && is_x86_feature_detected!("fma");
        found.then_some(Self(()))
    }

    pub(crate) fn run<W: Work>(self, work: W) {
        #[target_feature(enable = "avx2,fma")]
        fn inside<W: Work>(proof: Avx2, work: W) {
            work.run(proof);
        }
        // SAFETY: `self` is the proof that the processor has these instructions.
        unsafe { inside(self, work) }
    }
}

/// Eight lanes; only an [`Avx2`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct F32x8(__m256);

/// All bits set in the first `count` lanes.
#[inline(always)]
fn first_lanes(count: usize) -> __m256i {
    const BITS: [i32; 16] = [-1, -1, -1, -1, -1, -1, -1, -1, 0, 0, 0, 0, 0, 0, 0, 0];
    let from = BITS[8 - count.min(8)..].as_ptr();
    // SAFETY: at most 8 values are skipped of 16; callers hold an `Avx2` or what it made.
    unsafe { _mm256_loadu_si256(from.cast()) }
}

impl Vector for F32x8 {
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: an `F32x8` exists only where an `Avx2` does.
        Self(unsafe { _mm256_add_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_sub_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_mul_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_div_ps(self.0, other.0) })
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_fmadd_ps(self.0, factor.0, addend.0) })
    }

    #[inline(always)]
    fn min(self, limit: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_min_ps(self.0, limit.0) })
    }

    #[inline(always)]
    fn max(self, limit: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_max_ps(self.0, limit.0) })
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { _mm256_sqrt_ps(self.0) })
    }

    #[inline(always)]
    fn round(self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe {
            _mm256_round_ps::<{ _MM_FROUND_TO_NEAREST_INT | _MM_FROUND_NO_EXC }>(self.0)
        })
    }

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe {
            let exponent = _mm256_slli_epi32::<23>(_mm256_cvtps_epi32(n.0));
            let one = _mm256_castps_si256(_mm256_set1_ps(1.0));
            let power = _mm256_castsi256_ps(_mm256_add_epi32(exponent, one));
            _mm256_mul_ps(self.0, power)
        })
    }

    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        if to.len() >= 8 {
            // SAFETY: `to` holds eight values.
            unsafe { self.store_to(to.as_mut_ptr()) }
        } else {
            // SAFETY: as for `add`; only lanes that `to` has are written.
            unsafe { _mm256_maskstore_ps(to.as_mut_ptr(), first_lanes(to.len()), self.0) }
        }
    }

    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: as for `add`; the caller promises room for eight values.
        unsafe { _mm256_storeu_ps(to, self.0) }
    }
}

impl Instructions for Avx2 {
    type Vector = F32x8;
    const LANES: usize = 8;
    // 6 × 2 accumulators, 2 columns and 1 or 2 broadcast values: 15 or 16 registers of 16.
    const TILE_VECTORS: usize = 2;

    #[inline(always)]
    fn splat(self, value: f32) -> F32x8 {
        // SAFETY: `self` is the proof that the processor has these instructions.
        F32x8(unsafe { _mm256_set1_ps(value) })
    }

    #[inline(always)]
    fn load(self, from: &[f32]) -> F32x8 {
        if from.len() >= 8 {
            // SAFETY: as for `splat`; `from` holds eight values.
            F32x8(unsafe { _mm256_loadu_ps(from.as_ptr()) })
        } else {
            // SAFETY: as for `splat`; only lanes that `from` has are read.
            F32x8(unsafe { _mm256_maskload_ps(from.as_ptr(), first_lanes(from.len())) })
        }
    }

    #[inline(always)]
    unsafe fn load_from(self, from: *const f32) -> F32x8 {
        // SAFETY: as for `splat`; the caller promises eight readable values.
        F32x8(unsafe { _mm256_loadu_ps(from) })
    }

    #[inline(always)]
    fn prefetch(self, from: *const f32) {
        // SAFETY: what cannot be read is not brought, and nothing else happens.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(from.cast()) }
    }

    #[inline(always)]
    fn dot_pairs(self, left: F32x8, right: F32x8, sum: F32x8) -> F32x8 {
        // A bf16 number is the upper half of an f32.
        let [low_left, low_right] = [left, right].map(|pairs| {
            // SAFETY: as for `splat`.
            F32x8(unsafe {
                _mm256_castsi256_ps(_mm256_slli_epi32::<16>(_mm256_castps_si256(pairs.0)))
            })
        });
        let [high_left, high_right] = [left, right].map(|pairs| {
            // SAFETY: as for `splat`.
            F32x8(unsafe {
                let upper = _mm256_set1_epi32(!0xffff);
                _mm256_castsi256_ps(_mm256_and_si256(_mm256_castps_si256(pairs.0), upper))
            })
        });
        high_left.mul_add(high_right, low_left.mul_add(low_right, sum))
    }
}
