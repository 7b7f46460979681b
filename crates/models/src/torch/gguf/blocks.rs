//! Blocks of few bits to f32 (`ggml-quants.c` defines them).
//!
//! Each function takes the bytes of one block and the place for its values. `d` scales a block, `m`
//! is its least value; both are f16.

use half::f16;

fn half(bytes: &[u8]) -> f32 {
    f16::from_le_bytes([bytes[0], bytes[1]]).to_f32()
}

/// The lower four bits of all bytes, then the upper.
fn nibbles(bytes: &[u8]) -> impl Iterator<Item = u8> {
    bytes.iter().map(|byte| byte & 15).chain(bytes.iter().map(|byte| byte >> 4))
}

/// Numbers of five bits: the fifth of all is in the first four bytes.
fn fives(bytes: &[u8]) -> impl Iterator<Item = u8> {
    let fifth = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
    nibbles(&bytes[4..]).enumerate().map(move |(i, low)| low | ((fifth >> i & 1) as u8) << 4)
}

fn fill(values: &mut [f32], numbers: impl Iterator<Item = u8>, value: impl Fn(f32) -> f32) {
    for (to, number) in values.iter_mut().zip(numbers) {
        *to = value(f32::from(number));
    }
}

pub(super) fn q4_0(block: &[u8], values: &mut [f32]) {
    let d = half(block);
    fill(values, nibbles(&block[2..]), |q| d * (q - 8.0));
}

pub(super) fn q4_1(block: &[u8], values: &mut [f32]) {
    let [d, m] = [half(block), half(&block[2..])];
    fill(values, nibbles(&block[4..]), |q| d * q + m);
}

pub(super) fn q5_0(block: &[u8], values: &mut [f32]) {
    let d = half(block);
    fill(values, fives(&block[2..]), |q| d * (q - 16.0));
}

pub(super) fn q5_1(block: &[u8], values: &mut [f32]) {
    let [d, m] = [half(block), half(&block[2..])];
    fill(values, fives(&block[4..]), |q| d * q + m);
}

pub(super) fn q8_0(block: &[u8], values: &mut [f32]) {
    let d = half(block);
    for (to, &number) in values.iter_mut().zip(&block[2..]) {
        *to = d * f32::from(number as i8);
    }
}

/// Scale and least value of the `i`-th of 8 groups, 6 bits each in 12 bytes.
fn group(scales: &[u8], i: usize) -> [f32; 2] {
    let [scale, least] = if i < 4 {
        [scales[i] & 63, scales[i + 4] & 63]
    } else {
        let rest = scales[i + 4];
        [rest & 15 | scales[i - 4] >> 6 << 4, rest >> 4 | scales[i] >> 6 << 4]
    };
    [scale, least].map(f32::from)
}

/// 8 groups of 32, two groups in the halves of the same 32 bytes; `fifth` says whether a bit is
/// added, by group and place.
fn k_groups(block: &[u8], low: &[u8], values: &mut [f32], fifth: impl Fn(usize, usize) -> u8) {
    let [d, m] = [half(block), half(&block[2..])];
    for (i, values) in values.chunks_exact_mut(32).enumerate() {
        let [scale, least] = group(&block[4..16], i);
        let bytes = &low[i / 2 * 32..][..32];
        for (place, (to, byte)) in values.iter_mut().zip(bytes).enumerate() {
            let q = byte >> (i % 2 * 4) & 15 | fifth(i, place) << 4;
            *to = d * scale * f32::from(q) - m * least;
        }
    }
}

pub(super) fn q4_k(block: &[u8], values: &mut [f32]) {
    k_groups(block, &block[16..], values, |_, _| 0);
}

pub(super) fn q5_k(block: &[u8], values: &mut [f32]) {
    let fifths = &block[16..48];
    k_groups(block, &block[48..], values, |i, place| fifths[place] >> i & 1);
}

/// 16 groups of 16; of each number 4 bits lie in the first 128 bytes and 2 in the next 64.
pub(super) fn q6_k(block: &[u8], values: &mut [f32]) {
    let (low, high, scales, d) = (&block[..128], &block[128..192], &block[192..208], &block[208..]);
    let d = half(d);
    for (i, to) in values.iter_mut().enumerate() {
        let (part, quarter, place) = (i / 128, i / 32 % 4, i % 32);
        let low = low[part * 64 + quarter % 2 * 32 + place] >> (quarter / 2 * 4) & 15;
        let high = high[part * 32 + place] >> (quarter * 2) & 3;
        let scale = f32::from(scales[i / 16] as i8);
        *to = d * scale * (f32::from(low | high << 4) - 32.0);
    }
}
