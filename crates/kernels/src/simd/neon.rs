//! Four lanes on 64-bit Arm with NEON, and bf16 products where the processor has them.

use std::arch::aarch64::*;
use std::arch::{asm, is_aarch64_feature_detected};

use super::{Instructions, Vector, Work};

/// The proof that the processor has NEON, and its bf16 instructions if `BF16`: only [`Neon::detect`]
/// makes one.
#[derive(Clone, Copy)]
pub(crate) struct Neon<const BF16: bool>(());

impl<const BF16: bool> Neon<BF16> {
    pub(crate) fn detect() -> Option<Self> {
        let found =
            is_aarch64_feature_detected!("neon") && (!BF16 || is_aarch64_feature_detected!("bf16"));
        found.then_some(Self(()))
    }
}

impl Neon<false> {
    pub(crate) fn run<W: Work>(self, work: W) {
        #[target_feature(enable = "neon")]
        fn inside<W: Work>(proof: Neon<false>, work: W) {
            work.run(proof);
        }
        // SAFETY: `self` is the proof that the processor has these instructions.
        unsafe { inside(self, work) }
    }
}

impl Neon<true> {
    pub(crate) fn run<W: Work>(self, work: W) {
        #[target_feature(enable = "neon,bf16")]
        fn inside<W: Work>(proof: Neon<true>, work: W) {
            work.run(proof);
        }
        // SAFETY: `self` is the proof that the processor has these instructions.
        unsafe { inside(self, work) }
    }
}

/// Four lanes; only a [`Neon`] makes one.
#[derive(Clone, Copy)]
pub(crate) struct F32x4(float32x4_t);

impl F32x4 {
    #[inline(always)]
    fn bits(self) -> uint32x4_t {
        // SAFETY: an `F32x4` exists only where a `Neon` does.
        unsafe { vreinterpretq_u32_f32(self.0) }
    }

    #[inline(always)]
    fn of_bits(bits: uint32x4_t) -> Self {
        // SAFETY: callers hold a `Neon` or what it made.
        Self(unsafe { vreinterpretq_f32_u32(bits) })
    }
}

impl Vector for F32x4 {
    #[inline(always)]
    fn add(self, other: Self) -> Self {
        // SAFETY: an `F32x4` exists only where a `Neon` does.
        Self(unsafe { vaddq_f32(self.0, other.0) })
    }

    #[inline(always)]
    fn sub(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vsubq_f32(self.0, other.0) })
    }

    #[inline(always)]
    fn mul(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vmulq_f32(self.0, other.0) })
    }

    #[inline(always)]
    fn div(self, other: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vdivq_f32(self.0, other.0) })
    }

    #[inline(always)]
    fn mul_add(self, factor: Self, addend: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vfmaq_f32(addend.0, self.0, factor.0) })
    }

    /// By comparison: the instructions for it give what is not a number, or not always the limit.
    #[inline(always)]
    fn min(self, limit: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vbslq_f32(vcltq_f32(self.0, limit.0), self.0, limit.0) })
    }

    #[inline(always)]
    fn max(self, limit: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vbslq_f32(vcgtq_f32(self.0, limit.0), self.0, limit.0) })
    }

    #[inline(always)]
    fn sqrt(self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vsqrtq_f32(self.0) })
    }

    #[inline(always)]
    fn round(self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe { vrndnq_f32(self.0) })
    }

    #[inline(always)]
    fn scale(self, n: Self) -> Self {
        // SAFETY: as for `add`.
        Self(unsafe {
            let exponent = vshlq_n_s32::<23>(vcvtnq_s32_f32(n.0));
            let one = vreinterpretq_s32_f32(vdupq_n_f32(1.0));
            vmulq_f32(self.0, vreinterpretq_f32_s32(vaddq_s32(exponent, one)))
        })
    }

    #[inline(always)]
    fn store(self, to: &mut [f32]) {
        if to.len() >= 4 {
            // SAFETY: `to` holds four values.
            unsafe { self.store_to(to.as_mut_ptr()) }
        } else {
            let mut lanes = [0.0; 4];
            // SAFETY: `lanes` holds four values.
            unsafe { self.store_to(lanes.as_mut_ptr()) }
            to.copy_from_slice(&lanes[..to.len()]);
        }
    }

    #[inline(always)]
    unsafe fn store_to(self, to: *mut f32) {
        // SAFETY: as for `add`; the caller promises room for four values.
        unsafe { vst1q_f32(to, self.0) }
    }
}

impl<const BF16: bool> Instructions for Neon<BF16> {
    type Vector = F32x4;
    const LANES: usize = 4;
    // 6 × 4 accumulators, 4 columns and 1 or 2 broadcast values: 29 or 30 registers of 32.
    const TILE_VECTORS: usize = 4;

    #[inline(always)]
    fn splat(self, value: f32) -> F32x4 {
        // SAFETY: `self` is the proof that the processor has these instructions.
        F32x4(unsafe { vdupq_n_f32(value) })
    }

    #[inline(always)]
    fn load(self, from: &[f32]) -> F32x4 {
        if from.len() >= 4 {
            // SAFETY: `from` holds four values.
            return unsafe { self.load_from(from.as_ptr()) };
        }
        let mut lanes = [0.0; 4];
        lanes[..from.len()].copy_from_slice(from);
        // SAFETY: `lanes` holds four values.
        unsafe { self.load_from(lanes.as_ptr()) }
    }

    #[inline(always)]
    unsafe fn load_from(self, from: *const f32) -> F32x4 {
        // SAFETY: as for `splat`; the caller promises four readable values.
        F32x4(unsafe { vld1q_f32(from) })
    }

    #[inline(always)]
    fn prefetch(self, from: *const f32) {
        // SAFETY: what cannot be read is not brought, and nothing else happens.
        unsafe { asm!("prfm pldl1keep, [{}]", in(reg) from, options(nostack, preserves_flags)) }
    }

    #[inline(always)]
    fn dot_pairs(self, left: F32x4, right: F32x4, sum: F32x4) -> F32x4 {
        if BF16 {
            let mut sum = sum.0;
            // SAFETY: `self` is the proof that the processor has the instruction, and it touches
            // nothing but these registers. In assembly, as the language has no name for it yet.
            unsafe {
                asm!(
                    ".arch_extension bf16",
                    "bfdot {sum:v}.4s, {left:v}.8h, {right:v}.8h",
                    sum = inout(vreg) sum,
                    left = in(vreg) left.0,
                    right = in(vreg) right.0,
                    options(pure, nomem, nostack, preserves_flags),
                );
            }
            return F32x4(sum);
        }
        // A bf16 number is the upper half of an f32.
        let [low_left, low_right] = [left, right].map(|pairs| {
            // SAFETY: as for `splat`.
            F32x4::of_bits(unsafe { vshlq_n_u32::<16>(pairs.bits()) })
        });
        let [high_left, high_right] = [left, right].map(|pairs| {
            // SAFETY: as for `splat`.
            F32x4::of_bits(unsafe { vandq_u32(pairs.bits(), vdupq_n_u32(!0xffff)) })
        });
        high_left.mul_add(high_right, low_left.mul_add(low_right, sum))
    }

    #[inline(always)]
    fn widen(self, units: F32x4) -> [F32x4; 2] {
        // SAFETY: as for `splat`. A bf16 number is the upper half of an f32.
        unsafe {
            let halves = vreinterpretq_u16_u32(units.bits());
            [vget_low_u16(halves), vget_high_u16(halves)]
                .map(|half| F32x4::of_bits(vshll_n_u16::<16>(half)))
        }
    }

    #[inline(always)]
    fn narrow(self, first: F32x4, second: F32x4) -> F32x4 {
        // SAFETY: as for `splat`. The upper halves are the odd ones.
        F32x4::of_bits(unsafe {
            let [first, second] = [first, second].map(|v| vreinterpretq_u16_u32(nearest(v)));
            vreinterpretq_u32_u16(vuzp2q_u16(first, second))
        })
    }

    #[inline(always)]
    fn pair(self, low: F32x4, high: F32x4) -> F32x4 {
        // SAFETY: as for `splat`.
        F32x4::of_bits(unsafe { vsriq_n_u32::<16>(nearest(high), nearest(low)) })
    }
}

/// The nearest bf16 number to each lane, in its upper half; ties to even, and what is not a number
/// stays so. The lower half is of no meaning.
#[inline(always)]
fn nearest(values: F32x4) -> uint32x4_t {
    let bits = values.bits();
    // SAFETY: an `F32x4` exists only where a `Neon` does.
    unsafe {
        let odd = vandq_u32(vshrq_n_u32::<16>(bits), vdupq_n_u32(1));
        let rounded = vaddq_u32(bits, vaddq_u32(odd, vdupq_n_u32(0x7fff)));
        let quiet = vorrq_u32(bits, vdupq_n_u32(0x40_0000));
        vbslq_u32(vceqq_f32(values.0, values.0), rounded, quiet)
    }
}
