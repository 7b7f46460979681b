//! Numbers that depend on a name alone, by the formula that `tests/parity/formula.py` states: both
//! sides of a comparison make weights and inputs so. Tests of other crates take this file in, too.

/// `count` numbers from -1 to 1 that depend on the name alone.
pub(crate) fn uniform(name: &str, count: usize) -> impl Iterator<Item = f32> {
    let seed = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |state, byte| {
        (state ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)
    });
    (0..count as u64).map(move |i| {
        let z = i.wrapping_add(seed).wrapping_mul(0x9e37_79b9_7f4a_7c15);
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 40) as f32 / (1 << 23) as f32 - 1.0
    })
}

/// The values of the parameter `name` of that shape.
pub(crate) fn weight(name: &str, shape: &[usize]) -> Vec<f32> {
    let u = uniform(name, shape.iter().product());
    if name.ends_with(".bias") {
        return u.map(|u| 0.1 * u).collect();
    }
    if shape.len() == 1 {
        return u.map(|u| 1.0 + 0.1 * u).collect();
    }
    let inputs: usize = shape[1..].iter().product();
    let scale = (3.0 / inputs as f64).sqrt() as f32;
    u.map(|u| scale * u).collect()
}
