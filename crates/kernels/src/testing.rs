//! What the tests of several files share.

#![allow(clippy::unwrap_used)]

use proptest::test_runner::Config;

use crate::InstructionSet;

/// The instruction sets of this machine.
pub(crate) fn available() -> impl Iterator<Item = InstructionSet> {
    InstructionSet::ALL.into_iter().filter(|set| set.is_available())
}

/// So many cases of a property; few in an interpreter, which takes a thousand times as long.
pub(crate) fn cases(count: u32) -> Config {
    let cases = if cfg!(miri) { 4 } else { count };
    Config { cases, failure_persistence: None, ..Config::default() }
}

/// Values between −1 and 1 that look random (splitmix64 of the index).
pub(crate) fn values(count: usize, seed: u64) -> Vec<f32> {
    let value = |index: u64| {
        let mut z = (index + (seed << 32)).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z >> 40) as f32) / 8_388_608.0 - 1.0
    };
    (0..count as u64).map(value).collect()
}

/// Asserts that each value found is right to within `allowed` · (1 + |right|).
pub(crate) fn assert_near(found: &[f32], right: &[f64], allowed: f64) {
    assert_eq!(found.len(), right.len());
    for (index, (&found, &right)) in found.iter().zip(right).enumerate() {
        let error = (f64::from(found) - right).abs();
        assert!(error <= allowed * (1.0 + right.abs()), "{index}: {found} for {right}");
    }
}

/// Runs `work` in a pool of so many threads.
pub(crate) fn on_threads<R: Send>(threads: usize, work: impl FnOnce() -> R + Send) -> R {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
    pool.install(work)
}
