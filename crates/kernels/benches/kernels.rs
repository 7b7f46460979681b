//! The kernels at the sizes of the built-in model. Items are floating-point operations, so that
//! "Gitem/s" reads as GFLOP/s, to be held against the peak that is printed first.

use std::fmt;

use divan::Bencher;
use divan::counter::{BytesCount, ItemsCount};
use qingyun_kernels::{
    AdamW, Attention, Beside, Conv2d, Filter, GroupNorm, GroupNormInputs, LayerNorm, Precision,
    Transpose, geglu, matmul, peak,
};

fn main() {
    for precision in [Precision::F32, Precision::Bf16] {
        println!("peak {precision:?}: {:.1} GFLOP/s", peak(precision) / 1e9);
    }
    divan::main();
}

/// A square convolution as it is named in the table.
struct Case {
    batch: usize,
    side: usize,
    channels: [usize; 2],
    kernel: usize,
    stride: usize,
}

impl fmt::Display for Case {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let Self { batch, side, channels: [input, output], kernel, stride } = self;
        write!(f, "{batch} x {side}x{side}x{input}->{output} k{kernel} s{stride}")
    }
}

const fn case(batch: usize, side: usize, channels: [usize; 2], kernel: usize) -> Case {
    Case { batch, side, channels, kernel, stride: 1 }
}

const CASES: [Case; 14] = [
    case(64, 16, [96, 96], 3),
    case(64, 8, [144, 144], 3),
    case(64, 4, [192, 192], 3),
    case(64, 16, [96, 96], 1),
    case(64, 8, [144, 144], 1),
    case(64, 4, [192, 192], 1),
    case(64, 4, [400, 200], 3),
    Case { stride: 2, ..case(64, 16, [96, 144], 3) },
    case(16, 64, [3, 32], 3),
    case(16, 32, [64, 64], 3),
    case(2, 16, [96, 96], 3),
    case(2, 8, [144, 144], 3),
    case(2, 4, [192, 192], 3),
    case(1, 64, [32, 32], 3),
];

impl Case {
    fn conv(&self) -> Conv2d {
        Conv2d {
            batch: self.batch,
            height: self.side,
            width: self.side,
            in_channels: self.channels[0],
            out_channels: self.channels[1],
            kernel: [self.kernel; 2],
            stride: [self.stride; 2],
            padding: [self.kernel / 2; 2],
            zoom: 1,
            precision: Precision::F32,
        }
    }

    fn lengths(&self) -> [usize; 3] {
        let (conv, [input, output]) = (self.conv(), self.channels);
        let [rows, columns] = conv.output();
        let pixels = self.batch * self.side * self.side;
        [
            pixels * input,
            self.kernel * self.kernel * input * output,
            self.batch * rows * columns * output,
        ]
    }

    fn operations(&self) -> ItemsCount {
        let [_, weights, output] = self.lengths();
        ItemsCount::new(2 * output * weights / self.channels[1])
    }
}

fn some(count: usize) -> Vec<f32> {
    (0..count).map(|index| (index % 17) as f32 / 17.0 - 0.5).collect()
}

#[divan::bench(args = CASES)]
fn forward(bencher: Bencher, case: &Case) {
    let [x, weight, mut y] = case.lengths().map(some);
    let conv = case.conv();
    bencher.counter(case.operations()).bench_local(|| conv.forward(&x, &weight, None, &mut y));
}

#[divan::bench(args = CASES)]
fn grad_input(bencher: Bencher, case: &Case) {
    let [mut dx, weight, dy] = case.lengths().map(some);
    let conv = case.conv();
    bencher.counter(case.operations()).bench_local(|| conv.grad_input(&dy, &weight, &mut dx));
}

#[divan::bench(args = CASES)]
fn grad_weight(bencher: Bencher, case: &Case) {
    let [x, mut dw, dy] = case.lengths().map(some);
    let conv = case.conv();
    bencher.counter(case.operations()).bench_local(|| conv.grad_weight(&x, &dy, &mut dw));
}

#[divan::bench(args = [[2048, 2048, 2048], [4096, 320, 320], [1024, 640, 2560], [64, 256, 256], [2, 256, 256]])]
fn product(bencher: Bencher, [m, k, n]: [usize; 3]) {
    let [a, b, mut c] = [m * k, k * n, m * n].map(some);
    let operations = ItemsCount::new(2 * m * k * n);
    let product = || matmul([m, k, n], Transpose::Neither, &a, &b, &mut c);
    bencher.counter(operations).bench_local(product);
}

const NORM: GroupNorm =
    GroupNorm { batch: 64, positions: 256, channels: 96, groups: 8, eps: 1e-5, silu: true };

#[divan::bench]
fn norm_forward(bencher: Bencher) {
    let [x, mut y] = [NORM.batch * NORM.positions * NORM.channels; 2].map(some);
    let [scale, shift] = [NORM.batch * NORM.channels; 2].map(some);
    let mut stats = some(NORM.batch * NORM.groups * 2);
    bencher
        .counter(BytesCount::new(4 * x.len()))
        .bench_local(|| NORM.forward(&x, &scale, &shift, &mut y, &mut stats));
}

#[divan::bench]
fn norm_backward(bencher: Bencher) {
    let [x, dy, mut dx] = [NORM.batch * NORM.positions * NORM.channels; 3].map(some);
    let [scale, shift, mut dscale, mut dshift] = [NORM.batch * NORM.channels; 4].map(some);
    let stats = vec![0.5; NORM.batch * NORM.groups * 2];
    bencher.counter(BytesCount::new(4 * x.len())).bench_local(|| {
        let inputs =
            GroupNormInputs { x: &x, scale: &scale, shift: &shift, stats: &stats, dy: &dy };
        NORM.backward(inputs, &mut dx, &mut dscale, &mut dshift);
    });
}

#[divan::bench]
fn adamw(bencher: Bencher) {
    let [mut w, g, mut m] = [4 << 20; 3].map(some);
    let mut v = vec![0.1; 4 << 20];
    let adamw = AdamW { lr: 1e-3, beta1: 0.9, beta2: 0.99, eps: 1e-8, weight_decay: 0.01, step: 9 };
    bencher
        .counter(BytesCount::new(4 * w.len()))
        .bench_local(|| adamw.update(&mut w, &g, &mut m, &mut v));
}

/// Sizes of Stable Diffusion 1.5 and its decoder, by filters packed before. Operations are those of
/// the direct way, so that 3×3 filters, which take fewer products, exceed the peak.
const LARGE: [Case; 10] = [
    case(1, 64, [320, 320], 3),
    case(1, 64, [640, 320], 3),
    case(1, 32, [640, 640], 3),
    case(1, 16, [1280, 1280], 3),
    case(1, 8, [2560, 1280], 3),
    case(1, 128, [256, 256], 3),
    case(1, 256, [128, 128], 3),
    case(1, 64, [320, 320], 1),
    case(1, 64, [320, 2560], 1),
    case(1, 16, [5120, 1280], 1),
];

fn packed(bencher: Bencher, case: &Case, precision: Precision, points: Precision) {
    let [x, weight, mut y] = case.lengths().map(some);
    let conv = Conv2d { precision, ..case.conv() };
    let shape = [case.kernel, case.kernel, case.channels[0], case.channels[1]];
    let filter = Filter::new(&weight, shape, precision).with_points(points);
    let work = || conv.apply(&x, &filter, Beside::default(), &mut y);
    bencher.counter(case.operations()).bench_local(work);
}

#[divan::bench(args = LARGE, sample_count = 10)]
fn packed_f32(bencher: Bencher, case: &Case) {
    packed(bencher, case, Precision::F32, Precision::F32);
}

#[divan::bench(args = LARGE, sample_count = 10)]
fn packed_bf16(bencher: Bencher, case: &Case) {
    packed(bencher, case, Precision::Bf16, Precision::F32);
}

#[divan::bench(args = LARGE, sample_count = 10)]
fn packed_bf16_points_too(bencher: Bencher, case: &Case) {
    packed(bencher, case, Precision::Bf16, Precision::Bf16);
}

/// Queries, keys and depth of Stable Diffusion 1.5's attention, in 8 heads.
const TOKENS: [[usize; 3]; 4] =
    [[4096, 4096, 40], [4096, 77, 40], [1024, 1024, 80], [256, 256, 160]];

fn attention(bencher: Bencher, [queries, keys, depth]: [usize; 3], precision: Precision) {
    let heads = 8;
    let attention = Attention { batch: 1, queries, keys, heads, depth, precision };
    let [q, mut out] = [queries * heads * depth; 2].map(some);
    let [k, v] = [keys * heads * depth; 2].map(some);
    bencher
        .counter(ItemsCount::new(4 * queries * keys * heads * depth))
        .bench_local(|| attention.forward(&q, &k, &v, &mut out));
}

#[divan::bench(args = TOKENS, sample_count = 10)]
fn attention_f32(bencher: Bencher, tokens: [usize; 3]) {
    attention(bencher, tokens, Precision::F32);
}

#[divan::bench(args = TOKENS, sample_count = 10)]
fn attention_bf16(bencher: Bencher, tokens: [usize; 3]) {
    attention(bencher, tokens, Precision::Bf16);
}

const LAYER_NORM: LayerNorm = LayerNorm { channels: 320, eps: 1e-5 };

#[divan::bench]
fn layer_norm_forward(bencher: Bencher) {
    let [x, mut y] = [4096 * LAYER_NORM.channels; 2].map(some);
    let [scale, shift] = [LAYER_NORM.channels; 2].map(some);
    bencher
        .counter(BytesCount::new(4 * x.len()))
        .bench_local(|| LAYER_NORM.forward(&x, &scale, &shift, &mut y));
}

#[divan::bench]
fn layer_norm_backward(bencher: Bencher) {
    let [x, dy, mut dx] = [4096 * LAYER_NORM.channels; 3].map(some);
    let [scale, mut dscale, mut dshift] = [LAYER_NORM.channels; 3].map(some);
    bencher.counter(BytesCount::new(4 * x.len())).bench_local(|| {
        LAYER_NORM.backward(&x, &scale, &dy, &mut dx, [&mut dscale, &mut dshift]);
    });
}

#[divan::bench]
fn gated(bencher: Bencher) {
    let columns = 1280;
    let [x, mut y] = [2 * 4096 * columns, 4096 * columns].map(some);
    bencher.counter(BytesCount::new(4 * x.len())).bench_local(|| geglu(&x, columns, &mut y));
}
