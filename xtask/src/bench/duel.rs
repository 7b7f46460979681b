//! Two engines at the same work, in turns.

use std::path::Path;
use std::time::Duration;

use anyhow::Result;
use qingyun_models::ops::Precision::{Bf16, F32};

use super::worker::{Engine, Task, Work, Worker};

/// Who is measured against us at what.
pub(super) const PAIRS: [(Task, Engine); 12] = [
    (Task { work: Work::Unet, precision: F32 }, Engine::OpenVino),
    (Task { work: Work::Unet, precision: F32 }, Engine::OnnxRuntime),
    (Task { work: Work::Unet, precision: F32 }, Engine::Torch),
    (Task { work: Work::Unet, precision: F32 }, Engine::Candle),
    (Task { work: Work::Unet, precision: Bf16 }, Engine::OpenVino),
    (Task { work: Work::Unet, precision: Bf16 }, Engine::Torch),
    (Task { work: Work::Vae, precision: F32 }, Engine::Torch),
    (Task { work: Work::Vae, precision: F32 }, Engine::OpenVino),
    (Task { work: Work::Vae, precision: Bf16 }, Engine::Torch),
    (Task { work: Work::Vae, precision: Bf16 }, Engine::OpenVino),
    (Task { work: Work::Train, precision: F32 }, Engine::Torch),
    (Task { work: Work::Train, precision: Bf16 }, Engine::Torch),
];

/// The same of whole pictures, each of which takes minutes.
pub(super) const PICTURES: [(Task, Engine); 3] = [
    (Task { work: Work::Picture, precision: Bf16 }, Engine::OpenVino),
    (Task { work: Work::Picture, precision: Bf16 }, Engine::Torch),
    (Task { work: Work::Picture, precision: Bf16 }, Engine::StableDiffusionCpp),
];

/// Between two runs: OpenMP's threads go on turning for 200 ms after their work (`KMP_BLOCKTIME`), on
/// the cores of whoever is next.
const REST: Duration = Duration::from_millis(500);

/// What a pair is called in reports.
pub(super) fn name(task: Task, engine: Engine) -> String {
    let [_, precision] = task.words();
    let work = match task.work {
        Work::Unet => "unet",
        Work::Vae => "vae",
        Work::Train => "train",
        Work::Picture => "picture",
    };
    format!("{work}_{precision}_vs_{}", engine.name())
}

/// One side's measurements.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub(super) seconds: Vec<f64>,
    pub(super) peak_gb: f64,
    pub(super) difference: Option<f64>,
}

/// What came of a pair.
#[derive(Clone, Debug)]
pub(super) struct Duel {
    pub(super) task: Task,
    pub(super) engine: Engine,
    pub(super) ours: Side,
    pub(super) theirs: Side,
}

impl Duel {
    /// Lets both run once, then takes turns; whoever began a turn ends the next one.
    pub(super) fn run(
        task: Task,
        engine: Engine,
        python: &Path,
        folder: &Path,
        turns: usize,
    ) -> Result<Self> {
        let mut workers = [
            Worker::start(Engine::Ours, task, python, folder)?,
            Worker::start(engine, task, python, folder)?,
        ];
        let mut seconds = [Vec::new(), Vec::new()];
        for turn in 0..turns {
            for place in 0..2 {
                let side = (turn + place) % 2;
                std::thread::sleep(REST);
                seconds[side].push(workers[side].run(task.work.steps())?);
            }
        }
        let [ours, theirs] = workers;
        let [our_seconds, their_seconds] = seconds;
        let ours = side(ours, our_seconds)?;
        Ok(Self { task, engine, ours, theirs: side(theirs, their_seconds)? })
    }

    /// Our time as a share of theirs: the median over the turns, and from where to where the
    /// middle half of the turns lies.
    pub(super) fn ratio(&self) -> [f64; 3] {
        let pairs = self.ours.seconds.iter().zip(&self.theirs.seconds);
        let mut ratios: Vec<f64> = pairs.map(|(ours, theirs)| ours / theirs).collect();
        ratios.sort_by(f64::total_cmp);
        let at = |share: f64| ratios[((ratios.len() - 1) as f64 * share).round() as usize];
        [at(0.5), at(0.25), at(0.75)]
    }
}

fn side(worker: Worker, seconds: Vec<f64>) -> Result<Side> {
    let difference = worker.difference;
    Ok(Side { seconds, difference, peak_gb: worker.quit()? })
}

/// The middle of some values.
pub(crate) fn median(values: &[f64]) -> f64 {
    let mut values = values.to_vec();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn side(seconds: &[f64]) -> Side {
        Side { seconds: seconds.to_vec(), peak_gb: 1.0, difference: None }
    }

    #[test]
    fn a_ratio_is_of_neighbouring_turns() {
        let (task, engine) = PAIRS[0];
        let (ours, theirs) = (side(&[1.0, 2.0, 9.0]), side(&[2.0, 4.0, 10.0]));
        let duel = Duel { task, engine, ours, theirs };
        assert_eq!(duel.ratio(), [0.5, 0.5, 0.9]);
        assert_eq!(name(task, engine), "unet_f32_vs_openvino");
    }
}
