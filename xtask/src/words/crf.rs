//! Learns the weights of a conditional random field of first order.

use std::collections::HashMap;

use qingyun_prompt::words::sequence::Lesson;
use qingyun_prompt::words::sequence::step;
use qingyun_prompt::words::table;

/// How to learn.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Passes over the lessons.
    pub(super) passes: usize,
    /// Step of AdaGrad (Duchi, Hazan and Singer 2011).
    pub(super) rate: f32,
    /// Share of each weight that is lost a step.
    pub(super) decay: f32,
    /// Features seen less often are left out.
    pub(super) least: u32,
    /// Features that are kept at most: those with the heaviest weights.
    pub(super) rows: usize,
}

/// A model while it learns.
struct Model {
    labels: usize,
    /// Features by key: where their weights begin.
    index: HashMap<u64, usize>,
    weights: Vec<f32>,
    /// Sums of squared gradients.
    squares: Vec<f32>,
}

/// A lesson with features as positions of weights.
type Row = Vec<(Vec<usize>, usize)>;

/// Learns, and gives the bytes of a table for `Sequence`.
pub(super) fn learn(lessons: &[Lesson], labels: usize, plan: Plan) -> Vec<u8> {
    let (mut model, rows) = prepare(lessons, labels, plan.least);
    let mut order: Vec<usize> = (0..rows.len()).collect();
    let mut random = 1_u64;
    let mut mean = vec![0.0; model.weights.len()];
    for pass in 0..plan.passes {
        shuffle(&mut order, &mut random);
        for row in &order {
            model.correct(&rows[*row], plan);
        }
        if pass >= plan.passes / 2 {
            mean.iter_mut().zip(&model.weights).for_each(|(mean, weight)| *mean += weight);
        }
    }
    model.weights = mean;
    model.bytes(plan.rows)
}

fn prepare(lessons: &[Lesson], labels: usize, least: u32) -> (Model, Vec<Row>) {
    let mut counts: HashMap<u64, u32> = HashMap::new();
    for feature in lessons.iter().flatten().flat_map(|(keys, _)| keys) {
        *counts.entry(*feature).or_default() += 1;
    }
    let mut kept: Vec<u64> =
        counts.into_iter().filter(|(_, count)| *count >= least).map(|(key, _)| key).collect();
    kept.sort_unstable();
    kept.extend((0..=labels).map(step));
    let index: HashMap<u64, usize> =
        kept.iter().enumerate().map(|(at, key)| (*key, at * labels)).collect();
    let size = index.len() * labels;
    let place = |(keys, label): &(Vec<u64>, usize)| {
        (keys.iter().filter_map(|key| index.get(key).copied()).collect(), *label)
    };
    let rows = lessons.iter().map(|lesson| lesson.iter().map(place).collect()).collect();
    (Model { labels, index, weights: vec![0.0; size], squares: vec![1e-6; size] }, rows)
}

impl Model {
    /// One step on one row: towards the right labels, away from what the model expects.
    fn correct(&mut self, row: &Row, plan: Plan) {
        let count = self.labels;
        let scores: Vec<Vec<f32>> = row.iter().map(|(features, _)| self.scores(features)).collect();
        let steps: Vec<usize> = (0..=count).map(|from| self.index[&step(from)]).collect();
        let (items, pairs) = expect(&scores, |from, to| self.weights[steps[from] + to], count);
        let mut before = count;
        for (at, (features, gold)) in row.iter().enumerate() {
            for (label, expected) in items[at].iter().enumerate() {
                let gradient = expected - f32::from(label == *gold);
                if gradient.abs() > 1e-4 {
                    features.iter().for_each(|start| self.nudge(start + label, gradient, plan));
                }
            }
            for from in 0..=count {
                for to in 0..count {
                    let is = f32::from(from == before && to == *gold);
                    let gradient = pairs[at][from * count + to] - is;
                    if gradient.abs() > 1e-4 {
                        self.nudge(steps[from] + to, gradient, plan);
                    }
                }
            }
            before = *gold;
        }
    }

    fn scores(&self, features: &[usize]) -> Vec<f32> {
        let mut scores = vec![0.0; self.labels];
        for start in features {
            let weights = &self.weights[*start..][..self.labels];
            scores.iter_mut().zip(weights).for_each(|(score, weight)| *score += weight);
        }
        scores
    }

    fn nudge(&mut self, at: usize, gradient: f32, plan: Plan) {
        let gradient = gradient + plan.decay * self.weights[at];
        self.squares[at] += gradient * gradient;
        self.weights[at] -= plan.rate * gradient / self.squares[at].sqrt();
    }

    /// The table of the heaviest rows, rounded to signed bytes.
    fn bytes(&self, most: usize) -> Vec<u8> {
        let heavy = |start: usize| {
            self.weights[start..][..self.labels].iter().fold(0.0_f32, |top, w| top.max(w.abs()))
        };
        let mut rows: Vec<(f32, u64, usize)> =
            self.index.iter().map(|(key, start)| (heavy(*start), *key, *start)).collect();
        let steps: Vec<u64> = (0..=self.labels).map(step).collect();
        rows.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let scale = 127.0 / rows.first().map_or(1.0, |row| row.0).max(1e-9);
        let round = |start: usize| -> Vec<u8> {
            let weights = &self.weights[start..][..self.labels];
            weights.iter().map(|w| (w * scale).round() as i8 as u8).collect()
        };
        let must = |key: &u64| steps.contains(key);
        let rows: Vec<(u64, Vec<u8>)> = rows
            .iter()
            .enumerate()
            .filter(|(rank, row)| *rank < most || must(&row.1))
            .map(|(_, row)| (row.1, round(row.2)))
            .filter(|(_, row)| row.iter().any(|byte| *byte != 0))
            .collect();
        table::build(&rows, self.labels)
    }
}

/// The chance of each label for each item, and of each pair `from * labels + to` (the first
/// item's comes from the label after the last), by the forward-backward algorithm.
fn expect(
    scores: &[Vec<f32>],
    step: impl Fn(usize, usize) -> f32,
    labels: usize,
) -> (Vec<Vec<f32>>, Vec<Vec<f32>>) {
    let forward = forward(scores, &step, labels);
    let mut after = vec![0.0_f32; labels];
    let total = sum(forward.last().map_or(&[][..], Vec::as_slice));
    let mut items = vec![Vec::new(); scores.len()];
    let mut pairs = vec![Vec::new(); scores.len()];
    for at in (0..scores.len()).rev() {
        items[at] = (0..labels).map(|l| (forward[at][l] + after[l] - total).exp()).collect();
        let arrive: Vec<f32> = (0..labels).map(|to| scores[at][to] + after[to]).collect();
        let mut pair = vec![0.0; (labels + 1) * labels];
        for to in 0..labels {
            if at == 0 {
                pair[labels * labels + to] = (step(labels, to) + arrive[to] - total).exp();
                continue;
            }
            for from in 0..labels {
                let score = forward[at - 1][from] + step(from, to) + arrive[to];
                pair[from * labels + to] = (score - total).exp();
            }
        }
        pairs[at] = pair;
        let leave = |from| (0..labels).map(|to| step(from, to) + arrive[to]).collect::<Vec<_>>();
        after = (0..labels).map(|from| sum(&leave(from))).collect();
    }
    (items, pairs)
}

fn forward(
    scores: &[Vec<f32>],
    step: &impl Fn(usize, usize) -> f32,
    labels: usize,
) -> Vec<Vec<f32>> {
    let mut rows: Vec<Vec<f32>> = Vec::with_capacity(scores.len());
    for item in scores {
        let row = (0..labels).map(|to| {
            let arrive = match rows.last() {
                None => step(labels, to),
                Some(before) => {
                    let all: Vec<f32> =
                        (0..labels).map(|from| before[from] + step(from, to)).collect();
                    sum(&all)
                }
            };
            arrive + item[to]
        });
        let row = row.collect();
        rows.push(row);
    }
    rows
}

/// The logarithm of the sum of exponentials.
fn sum(logs: &[f32]) -> f32 {
    let top = logs.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    if top.is_finite() {
        top + logs.iter().map(|log| (log - top).exp()).sum::<f32>().ln()
    } else {
        0.0
    }
}

pub(super) fn shuffle(order: &mut [usize], random: &mut u64) {
    for at in (1..order.len()).rev() {
        *random =
            random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        order.swap(at, (*random >> 33) as usize % (at + 1));
    }
}
