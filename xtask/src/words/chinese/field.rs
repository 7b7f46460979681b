//! Learns a semi-Markov conditional random field (Sarawagi and Cohen 2004, section 3).

use qingyun_prompt::words::Pos;
use qingyun_prompt::words::chinese::model::{BEYOND, CLASSES};

use super::lattice::{Edge, Lattice, Places};

/// How to learn.
#[derive(Clone, Copy)]
pub(super) struct Plan {
    /// Passes over the sentences.
    pub(super) passes: usize,
    /// Step of AdaGrad (Duchi, Hazan and Singer 2011).
    pub(super) rate: f32,
    /// Share of each weight that is lost a step.
    pub(super) decay: f32,
}

/// Parts of speech, and what lies beyond the sentence.
const TAGS: usize = Pos::ALL.len() + 1;

/// A field: weights of features, then of steps.
pub(super) struct Field {
    weights: Vec<f32>,
    /// Sums of squared gradients.
    squares: Vec<f32>,
    gradient: Vec<f32>,
    touched: Vec<usize>,
    /// Where the weights of steps begin.
    steps: usize,
    /// The part of speech of each class.
    tags: [usize; CLASSES],
}

/// A class that some edges that end at a place have: the sums of all ways to it, and on from it.
#[derive(Clone, Copy)]
struct Node {
    class: u8,
    before: f32,
    after: f32,
}

const NONE: f32 = f32::NEG_INFINITY;

impl Field {
    /// A field of weights 0: of `features`, and of steps between classes with these parts of
    /// speech.
    pub(super) fn new(features: usize, tags: &[Pos]) -> Self {
        let size = features + CLASSES * CLASSES + 2 * CLASSES * TAGS + TAGS * TAGS;
        let mut all = [TAGS - 1; CLASSES];
        all[1..].iter_mut().zip(&tags[1..]).for_each(|(tag, pos)| *tag = *pos as usize);
        Self {
            weights: vec![0.0; size],
            squares: vec![1e-6; size],
            gradient: vec![0.0; size],
            touched: Vec::new(),
            steps: features,
            tags: all,
        }
    }

    /// Learns from sentences; weights are the mean of those after the later passes.
    pub(super) fn learn(&mut self, lattices: &[Lattice], lists: &[Places], plan: Plan) {
        let mut order: Vec<usize> = (0..lattices.len()).collect();
        let mut random = 1;
        let mut mean = vec![0.0; self.weights.len()];
        for pass in 0..plan.passes {
            crate::words::crf::shuffle(&mut order, &mut random);
            for at in &order {
                self.correct(&lattices[*at], lists, plan);
            }
            if pass >= plan.passes / 2 {
                mean.iter_mut().zip(&self.weights).for_each(|(mean, weight)| *mean += weight);
            }
        }
        let count = (plan.passes - plan.passes / 2) as f32;
        self.weights = mean.iter().map(|sum| sum / count).collect();
    }

    /// The score of a word with these features and part of speech.
    pub(super) fn score(&self, [word, tag]: &Places, pos: Pos) -> f32 {
        let of = |list: &[(usize, f32)], step: usize| -> f32 {
            list.iter().map(|(at, value)| self.weights[at + step] * value).sum()
        };
        of(word, 0) + of(tag, pos as usize)
    }

    /// The score of a step: by classes, by parts of speech, and by one of each.
    pub(super) fn step(&self, from: u8, to: u8) -> f32 {
        self.step_places(from, to).iter().map(|at| self.weights[*at]).sum()
    }

    fn step_places(&self, from: u8, to: u8) -> [usize; 4] {
        let (a, b) = (usize::from(from), usize::from(to));
        let (tag_a, tag_b) = (self.tags[a], self.tags[b]);
        let mixed = self.steps + CLASSES * CLASSES;
        [
            self.steps + a * CLASSES + b,
            mixed + a * TAGS + tag_b,
            mixed + CLASSES * TAGS + b * TAGS + tag_a,
            mixed + 2 * CLASSES * TAGS + tag_a * TAGS + tag_b,
        ]
    }

    /// One step on one sentence: towards the right words, away from what the model expects.
    fn correct(&mut self, lattice: &Lattice, lists: &[Places], plan: Plan) {
        let (edges, steps) = self.expect(lattice, lists);
        let mut before = BEYOND;
        for right in &lattice.right {
            let edge = &lattice.edges[*right];
            self.edge(edge, lists, -1.0);
            self.pull(before, edge.class, -1.0);
            before = edge.class;
        }
        self.pull(before, BEYOND, -1.0);
        for (edge, chance) in lattice.edges.iter().zip(edges) {
            if chance > 1e-4 {
                self.edge(edge, lists, chance);
            }
        }
        steps.into_iter().for_each(|(from, to, chance)| self.pull(from, to, chance));
        self.walk(plan);
    }

    fn edge(&mut self, edge: &Edge, lists: &[Places], chance: f32) {
        let [word, tag] = &lists[edge.list];
        word.iter().for_each(|(at, value)| self.add(*at, chance * value));
        tag.iter().for_each(|(at, value)| self.add(at + edge.pos as usize, chance * value));
    }

    fn pull(&mut self, from: u8, to: u8, chance: f32) {
        self.step_places(from, to).into_iter().for_each(|at| self.add(at, chance));
    }

    fn add(&mut self, at: usize, gradient: f32) {
        if self.gradient[at] == 0.0 {
            self.touched.push(at);
        }
        self.gradient[at] += gradient;
    }

    fn walk(&mut self, plan: Plan) {
        for at in std::mem::take(&mut self.touched) {
            let gradient = std::mem::take(&mut self.gradient[at]);
            if gradient != 0.0 {
                let gradient = gradient + plan.decay * self.weights[at];
                self.squares[at] += gradient * gradient;
                self.weights[at] -= plan.rate * gradient / self.squares[at].sqrt();
            }
        }
    }

    /// The chance of each edge, and of steps between classes, by the forward-backward algorithm.
    fn expect(&self, lattice: &Lattice, lists: &[Places]) -> (Vec<f32>, Vec<(u8, u8, f32)>) {
        let mut nodes = vec![Vec::new(); lattice.units + 1];
        nodes[0].push(Node { class: BEYOND, before: 0.0, after: NONE });
        let mut ways = Vec::with_capacity(lattice.edges.len());
        for edge in &lattice.edges {
            let arrive = nodes[edge.start]
                .iter()
                .map(|node: &Node| node.before + self.step(node.class, edge.class));
            let arrive = sum(&arrive.collect::<Vec<_>>());
            let score = self.score(&lists[edge.list], edge.pos);
            ways.push((arrive, score));
            let end = &mut nodes[edge.end];
            match end.iter_mut().find(|node| node.class == edge.class) {
                Some(node) => node.before = sum(&[node.before, arrive + score]),
                None => end.push(Node { class: edge.class, before: arrive + score, after: NONE }),
            }
        }
        let mut steps = Vec::new();
        let end = &mut nodes[lattice.units];
        end.iter_mut().for_each(|node| node.after = self.step(node.class, BEYOND));
        let all = sum(&end.iter().map(|node| node.before + node.after).collect::<Vec<_>>());
        steps.extend(
            end.iter().map(|node| (node.class, BEYOND, (node.before + node.after - all).exp())),
        );
        let mut chances = vec![0.0; lattice.edges.len()];
        for ((edge, (arrive, score)), chance) in
            lattice.edges.iter().zip(ways).zip(&mut chances).rev()
        {
            let leave = nodes[edge.end].iter().find(|node| node.class == edge.class);
            let leave = score + leave.map_or(NONE, |node| node.after);
            *chance = (arrive + leave - all).exp();
            for node in &mut nodes[edge.start] {
                let way = self.step(node.class, edge.class) + leave;
                node.after = sum(&[node.after, way]);
                let chance = (node.before + way - all).exp();
                if chance > 1e-4 {
                    steps.push((node.class, edge.class, chance));
                }
            }
        }
        (chances, steps)
    }
}

/// The logarithm of the sum of exponentials.
fn sum(logs: &[f32]) -> f32 {
    let top = logs.iter().copied().fold(NONE, f32::max);
    match logs {
        [_] => top,
        _ if top == NONE => NONE,
        _ => top + logs.iter().map(|log| (log - top).exp()).sum::<f32>().ln(),
    }
}
