//! Which vector instructions the kernels run on, found once.

use std::sync::OnceLock;

/// A set of vector instructions that the kernels are compiled for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InstructionSet {
    /// What every processor of the target has.
    Portable,
    /// x86-64 with AVX2 and FMA: 8 lanes.
    Avx2,
    /// x86-64 with AVX-512 (F and DQ): 16 lanes.
    Avx512,
    /// The same with products of bf16 numbers in hardware.
    Avx512Bf16,
    /// 64-bit Arm with NEON: 4 lanes.
    Neon,
    /// The same with products of bf16 numbers in hardware.
    NeonBf16,
}

/// The environment variable that forces one set by its [name](InstructionSet::name).
pub(crate) const VARIABLE: &str = "QINGYUN_KERNELS";

impl InstructionSet {
    /// All sets, of each processor the plainest first.
    pub const ALL: [Self; 6] =
        [Self::Portable, Self::Avx2, Self::Avx512, Self::Avx512Bf16, Self::Neon, Self::NeonBf16];

    /// The name by which `QINGYUN_KERNELS` asks for it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Portable => "portable",
            Self::Avx2 => "avx2",
            Self::Avx512 => "avx512",
            Self::Avx512Bf16 => "avx512bf16",
            Self::Neon => "neon",
            Self::NeonBf16 => "neonbf16",
        }
    }

    /// Whether this machine has it.
    pub fn is_available(self) -> bool {
        match self {
            Self::Portable => true,
            #[cfg(target_arch = "x86_64")]
            Self::Avx2 => crate::simd::Avx2::detect().is_some(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512 => crate::simd::Avx512::<false>::detect().is_some(),
            #[cfg(target_arch = "x86_64")]
            Self::Avx512Bf16 => crate::simd::Avx512::<true>::detect().is_some(),
            #[cfg(target_arch = "aarch64")]
            Self::Neon => crate::simd::Neon::<false>::detect().is_some(),
            #[cfg(target_arch = "aarch64")]
            Self::NeonBf16 => crate::simd::Neon::<true>::detect().is_some(),
            _ => false,
        }
    }
}

/// The set in use: the widest that the machine has, found once, unless the environment variable
/// `QINGYUN_KERNELS` gives the [name](InstructionSet::name) of another one that the machine has.
pub fn instruction_set() -> InstructionSet {
    static CHOSEN: OnceLock<InstructionSet> = OnceLock::new();
    *CHOSEN.get_or_init(|| choose(std::env::var(VARIABLE).ok().as_deref()))
}

fn choose(asked: Option<&str>) -> InstructionSet {
    let mut available = InstructionSet::ALL.into_iter().rev().filter(|set| set.is_available());
    available
        .clone()
        .find(|set| Some(set.name()) == asked)
        .or_else(|| available.next())
        .unwrap_or(InstructionSet::Portable)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_set_is_taken_and_an_unknown_one_ignored() {
        assert_eq!(choose(Some("portable")), InstructionSet::Portable);
        assert_eq!(choose(Some("mmx")), choose(None));
    }

    #[test]
    fn the_chosen_set_is_available() {
        assert!(instruction_set().is_available());
    }
}
