//! Learning: a text's mean row is brought to the teacher's vector of the same in English.

use anyhow::Result;
use burn::tensor::activation::{log_softmax, softmax};
use burn::tensor::{Device, Tensor, TensorData};
use indicatif::{ProgressBar, ProgressStyle};
use qingyun_diffusion::Flow;
use qingyun_diffusion::training::journal::Journal;
use qingyun_diffusion::training::{Decay, Objective, Progress, Schedule, fit};
use qingyun_models::Params;
use qingyun_models::bert::{Batch, Bert, BertConfig};
use qingyun_models::optimiser::Settings;

use super::lessons::Lessons;
use super::read::{self, unit};
use super::student::{self, HIDDEN};
use super::teach::Targets;

/// The name under which a run keeps its files.
pub(super) const NAME: &str = "student";

/// How sharply a text is told from the others of its step.
const TEMPERATURE: f64 = 0.05;

/// The part in the loss of telling texts apart.
const APART: f64 = 0.1;

/// How long to learn.
#[derive(clap::Args)]
pub(super) struct Length {
    /// Steps in all, of about 4,096 tokens each.
    #[arg(long, default_value_t = 4000)]
    steps: u64,
    /// Highest learning rate.
    #[arg(long, default_value_t = 1e-3)]
    rate: f64,
}

/// Learns, or goes on learning, in runs/bert.
pub(super) fn run(length: &Length) -> Result<()> {
    let device = Device::flex().autodiff();
    let texts = super::texts()?;
    let tokenizer = read::tokenizer(&super::folder().join("tokenizer.json"))?;
    let config = student::config(tokenizer.get_vocab_size(true));
    let lessons = Lessons::new(&texts, Targets::read(&texts)?, &tokenizer)?;
    let params = student::new(&config, &lessons, &device)?;
    println!("{} weights", params.count());
    let schedule = Schedule {
        steps: length.steps,
        rate: length.rate,
        warmup: 100,
        decay: Decay::Cosine(0.05),
        batches: 1,
        save_every: 100,
        preview_every: 0,
        optimiser: Settings { average: 0.995, ..Settings::default() },
    };
    let mut journal = Journal::new(&super::folder(), NAME, &format!("{config:?}"));
    let distillation = Distillation { config, lessons };
    let bar = ProgressBar::new(length.steps)
        .with_style(ProgressStyle::with_template("{bar:40} {pos}/{len}, loss {msg}, {eta} left")?);
    let mut watch = |progress: &Progress<'_>| {
        bar.set_position(progress.step);
        bar.set_message(format!("{:.4}", progress.mean_loss));
        Flow::Continue
    };
    fit(&distillation, &params, &schedule, &mut journal, &mut watch)?;
    bar.finish();
    Ok(())
}

struct Distillation {
    config: BertConfig,
    lessons: Lessons,
}

impl Objective for Distillation {
    fn name(&self) -> &'static str {
        NAME
    }

    fn batch(&self) -> usize {
        1
    }

    fn loss(&self, params: &Params, step: u64) -> qingyun_diffusion::Result<Tensor<1>> {
        let (texts, targets) = self.lessons.step(step);
        let batch = Batch::new(&texts);
        let rows = Bert::new(&params.root(), &self.config)?.forward(&batch)?;
        let said = unit(batch.mean(rows));
        let targets = TensorData::new(targets, [texts.len(), HIDDEN]);
        Ok(distance(said, Tensor::from_data(targets, params.device())))
    }
}

/// How far unit rows are from their targets, both `[texts, HIDDEN]`: one less the cosine, and how
/// much their likeness to all targets of the step differs from the likeness of the targets to each
/// other (the cross-entropy of Hinton et al. 2015, section 2). The latter tells texts apart as
/// contrast does (van den Oord et al. 2018), but lets synonyms be alike.
fn distance(said: Tensor<2>, targets: Tensor<2>) -> Tensor<1> {
    let cosine = (said.clone() * targets.clone()).sum_dim(1).mean();
    let likeness = |rows: Tensor<2>| rows.matmul(targets.clone().transpose()) / TEMPERATURE;
    let expected = softmax(likeness(targets.clone()), 1);
    let entropy = -(expected * log_softmax(likeness(said), 1)).sum_dim(1).mean();
    -cosine + 1.0 + entropy * APART
}
