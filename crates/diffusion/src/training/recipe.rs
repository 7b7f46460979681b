//! The recipe: autoencoder first, then the denoiser, then the model as one file.

use std::path::{Path, PathBuf};

use burn::tensor::Device;
use qingyun_models::autoencoder::{self, Autoencoder};
use qingyun_models::ops::Precision;
use qingyun_models::optimiser::Settings;
use qingyun_models::{Params, tiny};
use serde::Serialize;

use super::codec::Codec;
use super::decay::Decay;
use super::denoiser::Denoiser;
use super::fit::{Schedule, Watch, fit};
use super::journal::Journal;
use super::pictures::Pictures;
use crate::families::tiny::{About, save};
use crate::{Error, Result, schedule};

/// Everything that decides what is learned, beside the pictures.
#[derive(Clone, Debug, Serialize)]
pub struct Recipe {
    /// Seed of weights, pictures, times and noise.
    pub seed: u64,
    /// Pictures a step.
    pub batch: usize,
    /// Steps of the autoencoder. A run may be resumed with more.
    #[serde(skip)]
    pub codec_steps: u64,
    /// Highest learning rate of the autoencoder.
    pub codec_rate: f64,
    /// Steps of the denoiser. A run may be resumed with more.
    #[serde(skip)]
    pub steps: u64,
    /// Highest learning rate of the denoiser.
    pub rate: f64,
    /// Share of pictures for which nothing is asked.
    pub drop: f64,
    /// The numbers in which products are taken; weights and sums are always f32.
    #[serde(skip)]
    pub precision: Precision,
    /// Steps between checkpoints.
    #[serde(skip)]
    pub save_every: u64,
    /// Steps between previews; 0 for none.
    #[serde(skip)]
    pub preview_every: u64,
}

impl Default for Recipe {
    fn default() -> Self {
        Self {
            seed: 1,
            batch: 32,
            codec_steps: 2_000,
            codec_rate: 2e-3,
            steps: 20_000,
            rate: 1e-3,
            drop: 0.1,
            precision: Precision::F32,
            save_every: 200,
            preview_every: 500,
        }
    }
}

impl Recipe {
    fn check(&self) -> Result<()> {
        if self.batch == 0 || self.batch > 4096 {
            return Err(Error::Setting {
                name: "batch",
                value: self.batch.to_string(),
                range: "1..=4096",
            });
        }
        let rates = [("codec-rate", self.codec_rate), ("rate", self.rate)];
        match rates.into_iter().find(|(_, rate)| !(*rate > 0.0 && *rate <= 1.0)) {
            Some((name, rate)) => {
                Err(Error::Setting { name, value: rate.to_string(), range: "0 to 1" })
            }
            None => Ok(()),
        }
    }

    /// What a checkpoint must have been made by to be gone on from.
    fn fingerprint(&self, pictures: &dyn Pictures) -> String {
        let tags = pictures.tags().len();
        let recipe = serde_json::to_string(self).unwrap_or_default();
        let source = pictures.source();
        format!("{recipe} {:?} {source} {tags} tags, {} pixels", self.precision, pictures.side())
    }

    fn schedule(&self, steps: u64, rate: f64, faster: &[(&str, f64)]) -> Schedule {
        let faster = faster.iter().map(|(name, times)| ((*name).to_owned(), *times)).collect();
        Schedule {
            steps,
            rate,
            warmup: 100,
            decay: Decay::Cosine(0.05),
            batches: 1,
            save_every: self.save_every,
            preview_every: self.preview_every,
            optimiser: Settings { faster, ..Settings::default() },
        }
    }
}

/// Trains a tiny model in `folder` and gives the path of the finished file.
///
/// Where the folder holds an earlier run's checkpoints it goes on from them.
///
/// # Errors
/// See [`fit`]; [`Error::Setting`] for a recipe out of range.
pub fn train(
    pictures: &dyn Pictures,
    recipe: &Recipe,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<PathBuf> {
    recipe.check()?;
    let folder_error = |source| Error::File { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(folder_error)?;
    let config = autoencoder::Config::default();
    let codec = train_codec(pictures, recipe, &config, folder, watch)?;
    let unet_config = tiny::Config::new(pictures.tags().len(), pictures.styles().len());
    let unet = train_denoiser(pictures, recipe, &unet_config, &codec, &config, folder, watch)?;
    let about = About {
        tags: pictures.tags().to_vec(),
        styles: pictures.styles().to_vec(),
        side: pictures.side(),
        unet: unet_config,
        autoencoder: config,
        steps: recipe.steps,
        batch: recipe.batch,
    };
    let path = folder.join("model.safetensors");
    save(&path, &about, &codec, &unet)?;
    Ok(path)
}

/// Weights that learn.
fn new_params(recipe: &Recipe) -> Params {
    let device = Device::flex().autodiff();
    Params::new(recipe.seed, &device).with_precision(recipe.precision)
}

fn train_codec(
    pictures: &dyn Pictures,
    recipe: &Recipe,
    config: &autoencoder::Config,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<Params> {
    let params = new_params(recipe);
    let objective =
        Codec { pictures, config: config.clone(), seed: recipe.seed, batch: recipe.batch };
    Autoencoder::new(&params.root(), config)?;
    objective.survey_patches(&params)?;
    let mut journal = Journal::new(folder, "autoencoder", &recipe.fingerprint(pictures));
    let schedule = recipe.schedule(recipe.codec_steps, recipe.codec_rate, &[]);
    fit(&objective, &params, &schedule, &mut journal, watch)?;
    objective.survey_latents(&params)?;
    Ok(params)
}

fn train_denoiser(
    pictures: &dyn Pictures,
    recipe: &Recipe,
    config: &tiny::Config,
    codec: &Params,
    codec_config: &autoencoder::Config,
    folder: &Path,
    watch: &mut Watch<'_>,
) -> Result<Params> {
    let params = new_params(recipe);
    tiny::Unet::new(&params.root(), config)?;
    let still = codec.on(&Device::flex());
    let objective = Denoiser {
        pictures,
        config: config.clone(),
        codec: Autoencoder::new(&still.root(), codec_config)?,
        schedule: schedule::Schedule::cosine(1000)?,
        seed: recipe.seed,
        batch: recipe.batch,
        drop: recipe.drop,
    };
    objective.survey_canvases(&params)?;
    // A step sees a few rows of these tables, each of which is one work's.
    let faster = [("encoder.canvases", 8.0), ("encoder.tags", 4.0)];
    let schedule = recipe.schedule(recipe.steps, recipe.rate, &faster);
    let mut journal = Journal::new(folder, "denoiser", &recipe.fingerprint(pictures));
    fit(&objective, &params, &schedule, &mut journal, watch)?;
    Ok(params)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::panic)]
    use std::fs;

    use qingyun_models::{Scene, Token};

    use super::*;
    use crate::training::pictures::Example;
    use crate::{Flow, families};

    /// Squares of one of two colours.
    struct Squares {
        names: Vec<String>,
    }

    impl Squares {
        fn new() -> Self {
            Self { names: vec!["a".into(), "b".into()] }
        }
    }

    impl Pictures for Squares {
        fn side(&self) -> usize {
            32
        }

        fn tags(&self) -> &[String] {
            &self.names
        }

        fn styles(&self) -> &[String] {
            &self.names[..1]
        }

        fn draw(&self, seed: u64) -> Example {
            let tag = (seed % 2) as usize;
            let token = Token { tag, style: 0, place: [0.5; 2], size: 1.0, colour: None };
            let rgb = [(seed % 200) as u8, 255 * tag as u8, 9].repeat(32 * 32);
            Example { rgb, scene: Scene { tokens: vec![token], background: None } }
        }

        fn source(&self) -> String {
            "squares".into()
        }
    }

    fn recipe() -> Recipe {
        let (codec_steps, steps, save_every, preview_every) = (3, 5, 2, 0);
        Recipe { batch: 2, codec_steps, steps, save_every, preview_every, ..Recipe::default() }
    }

    fn go_on(_: &crate::training::Progress<'_>) -> Flow {
        Flow::Continue
    }

    #[test]
    fn a_killed_run_goes_on_with_the_same_losses() {
        let (whole, killed) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        // What is on the disk when the process is killed after step 3 of the denoiser, of which
        // step 2 was the last to be saved.
        let mut watch = |progress: &crate::training::Progress<'_>| {
            if progress.name == "denoiser" && progress.step == 3 {
                for file in fs::read_dir(whole.path()).unwrap() {
                    let file = file.unwrap();
                    fs::copy(file.path(), killed.path().join(file.file_name())).unwrap();
                }
            }
            Flow::Continue
        };
        train(&Squares::new(), &recipe(), whole.path(), &mut watch).unwrap();
        train(&Squares::new(), &recipe(), killed.path(), &mut go_on).unwrap();
        for file in ["autoencoder.csv", "denoiser.csv", "model.safetensors"] {
            let read = |folder: &tempfile::TempDir| fs::read(folder.path().join(file)).unwrap();
            assert!(read(&whole) == read(&killed), "{file} differs");
        }
        let losses = fs::read_to_string(whole.path().join("denoiser.csv")).unwrap();
        assert_eq!(losses.lines().count(), 1 + 5);
    }

    #[test]
    fn bf16_learns_as_f32_does() {
        let losses = |precision| {
            let folder = tempfile::tempdir().unwrap();
            let recipe = Recipe { precision, ..recipe() };
            train(&Squares::new(), &recipe, folder.path(), &mut go_on).unwrap();
            let csv = fs::read_to_string(folder.path().join("denoiser.csv")).unwrap();
            let loss = |line: &str| line.split(',').next_back().unwrap().parse::<f64>().unwrap();
            csv.lines().skip(1).map(loss).collect::<Vec<_>>()
        };
        let (exact, coarse) = (losses(Precision::F32), losses(Precision::Bf16));
        assert_ne!(exact, coarse);
        for (exact, coarse) in exact.iter().zip(&coarse) {
            assert!((exact - coarse).abs() < 0.02 * exact, "{exact} and {coarse}");
        }
    }

    #[test]
    fn what_is_trained_can_be_loaded() {
        let folder = tempfile::tempdir().unwrap();
        let path = train(&Squares::new(), &recipe(), folder.path(), &mut go_on).unwrap();
        let model =
            families::load(&path.to_string_lossy(), &families::Opening::on(&Device::flex()))
                .unwrap();
        let families::Asks::Scenes(about) = model.asks() else { panic!("asked by words") };
        assert_eq!(about.tags, Squares::new().tags());
        assert_eq!(model.card().native_size, [32, 32]);
    }

    #[test]
    fn another_recipe_does_not_go_on() {
        let folder = tempfile::tempdir().unwrap();
        train(&Squares::new(), &recipe(), folder.path(), &mut go_on).unwrap();
        let other = Recipe { rate: 0.5, ..recipe() };
        let refused = train(&Squares::new(), &other, folder.path(), &mut go_on);
        assert!(matches!(refused, Err(Error::Recipe { .. })));
    }

    #[test]
    fn settings_out_of_range_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let wrong = [
            Recipe { batch: 0, ..recipe() },
            Recipe { rate: f64::NAN, ..recipe() },
            Recipe { rate: 0.0, ..recipe() },
        ];
        for recipe in wrong {
            let refused = train(&Squares::new(), &recipe, folder.path(), &mut go_on);
            assert!(matches!(refused, Err(Error::Setting { .. })));
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
    }
}
