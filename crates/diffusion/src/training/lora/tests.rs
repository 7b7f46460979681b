//! Whole runs on a small model with random weights.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;

use qingyun_corpus::folder::Reading;
use qingyun_models::checkpoint::{self, Checkpoint};
use qingyun_models::lora::LoraConfig;
use qingyun_models::sd::files::Strength;
use tempfile::TempDir;

use super::*;
use crate::families::sd::pipelines;

/// A model and two pictures.
struct Room {
    folder: TempDir,
    pictures: Vec<Captioned>,
    prediction: Option<Prediction>,
}

impl Room {
    fn new(networks: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let model = folder.path().join("model");
        pipelines::write(&model, networks);
        let own = folder.path().join("3_own");
        fs::create_dir_all(&own).unwrap();
        for (name, colour, tags) in
            [("a", [200, 30, 30], "red, cat"), ("b", [30, 30, 200], "blue, dog")]
        {
            let picture = image::RgbImage::from_fn(48, 40, |x, y| {
                image::Rgb(colour.map(|value: u8| value ^ ((x / 8 + y / 8) % 2 * 20) as u8))
            });
            picture.save(own.join(name).with_extension("png")).unwrap();
            fs::write(own.join(name).with_extension("txt"), tags).unwrap();
        }
        let pictures = Captioned::read(folder.path(), &Reading::default()).unwrap();
        Self { folder, pictures, prediction: None }
    }

    fn model(&self) -> PathBuf {
        self.folder.path().join("model")
    }

    fn place(&self, run: &str) -> PathBuf {
        self.folder.path().join(run)
    }

    /// Learns in the folder `run`.
    fn train(&self, run: &str, settings: &LoraSettings, watch: &mut Watch<'_>) -> Result<()> {
        let folder = self.place(run);
        let file = folder.join("ink.safetensors");
        let place = Place { folder: &folder, file: &file };
        train_lora(&self.model(), self.prediction, &self.pictures, settings, place, watch)
    }

    fn losses(&self, run: &str) -> Vec<f64> {
        let csv = fs::read_to_string(self.place(run).join("lora.csv")).unwrap();
        csv.lines()
            .skip(1)
            .map(|line| line.split(',').next_back().unwrap().parse().unwrap())
            .collect()
    }

    fn learned(&self, run: &str) -> Checkpoint {
        checkpoint::read(&self.place(run).join("ink.safetensors")).unwrap()
    }
}

fn settings() -> LoraSettings {
    LoraSettings {
        network: LoraConfig { dim: 4, alpha: 4.0 },
        learning_rate: 5e-3,
        max_train_steps: 4,
        train_batch_size: 2,
        resolution: [64, 32],
        save_every_n_steps: Some(2),
        ..LoraSettings::default()
    }
}

fn go_on(_: &Progress<'_>) -> Flow {
    Flow::Continue
}

fn mean(losses: &[f64]) -> f64 {
    losses.iter().sum::<f64>() / losses.len() as f64
}

#[test]
fn a_run_lowers_the_loss_and_paints_otherwise() {
    let room = Room::new("pipelines_sd1");
    let settings = LoraSettings { max_train_steps: 80, save_every_n_steps: None, ..settings() };
    room.train("run", &settings, &mut go_on).unwrap();
    let losses = room.losses("run");
    let [early, late] = [&losses[..20], &losses[60..]].map(mean);
    println!("{early} {late}");
    assert!(late < 0.9 * early, "{early} {late}");

    let learned = room.learned("run");
    let said = |key: &str| learned.metadata[key].as_str();
    assert_eq!((said("ss_network_dim"), said("ss_steps")), ("4", "80"));
    assert_eq!(said("ss_base_model_version"), "sd_v1");
    assert_eq!(said("ss_tag_frequency"), r#"{"3_own":{"blue":1,"cat":1,"dog":1,"red":1}}"#);
    assert!(
        learned
            .tensors
            .keys()
            .any(|name| name.starts_with("lora_te_text_model_encoder_layers_0_mlp_fc1."))
    );
    let mut files = Files::open(&room.model()).unwrap();
    let applied =
        files.add_lora(&room.place("run").join("ink.safetensors"), Strength::of_all(1.0)).unwrap();
    assert_eq!(applied.tensors * 3, learned.tensors.len(), "{applied}");
}

/// What is on the disk when the process is killed after step 3, of which step 2 was the last to be
/// saved.
#[test]
fn a_killed_run_goes_on_with_the_same_losses() {
    let room = Room::new("pipelines_sd1");
    let settings = LoraSettings {
        shuffle_caption: true,
        caption_tag_dropout_rate: 0.3,
        noise_offset: 0.1,
        min_snr_gamma: Some(5.0),
        gradient_accumulation_steps: 2,
        text_encoder_lr: Some(1e-3),
        ..settings()
    };
    let (whole, killed) = (room.place("whole"), room.place("killed"));
    fs::create_dir_all(&killed).unwrap();
    let mut watch = |progress: &Progress<'_>| {
        if progress.name == NAME && progress.step == 3 {
            for file in fs::read_dir(&whole).unwrap() {
                let file = file.unwrap();
                fs::copy(file.path(), killed.join(file.file_name())).unwrap();
            }
        }
        Flow::Continue
    };
    room.train("whole", &settings, &mut watch).unwrap();
    room.train("killed", &settings, &mut go_on).unwrap();
    assert_eq!(room.losses("whole"), room.losses("killed"));
    assert_eq!(room.losses("whole").len(), 4);
    assert!(room.learned("whole").tensors == room.learned("killed").tensors);
    let kept = checkpoint::read(&whole.join("ink-step00000002.safetensors")).unwrap();
    assert_eq!(kept.metadata["ss_steps"], "2");

    let other = LoraSettings { noise_offset: 0.2, ..settings };
    let refused = room.train("killed", &other, &mut go_on);
    assert!(matches!(refused, Err(Error::Recipe { .. })));
}

#[test]
fn the_text_encoder_may_stay_as_it_is() {
    let room = Room::new("pipelines_sd1");
    for (run, vary) in [("known", false), ("still", true)] {
        let settings = LoraSettings {
            network_train_unet_only: true,
            shuffle_caption: vary,
            caption_dropout_rate: 0.5,
            max_train_steps: 2,
            ..settings()
        };
        room.train(run, &settings, &mut go_on).unwrap();
        let networks: BTreeMap<_, usize> =
            room.learned(run).tensors.into_keys().fold(BTreeMap::new(), |mut counts, name| {
                *counts.entry(name.starts_with("lora_unet_")).or_default() += 1;
                counts
            });
        assert_eq!(networks.into_keys().collect::<Vec<_>>(), [true]);
    }
}

#[test]
fn sdxl_learns_in_all_three_networks() {
    let room = Room::new("pipelines_sdxl");
    room.train("run", &settings(), &mut go_on).unwrap();
    let learned = room.learned("run");
    for begin in ["lora_unet_input_blocks_", "lora_te1_text_model_", "lora_te2_text_model_"] {
        assert!(learned.tensors.keys().any(|name| name.starts_with(begin)), "{begin}");
    }
    assert_eq!(learned.metadata["ss_base_model_version"], "sdxl_base_v1-0");
    let mut files = Files::open(&room.model()).unwrap();
    let applied =
        files.add_lora(&room.place("run").join("ink.safetensors"), Strength::of_all(1.0)).unwrap();
    assert_eq!(applied.tensors * 3, learned.tensors.len(), "{applied}");
}

#[test]
fn what_the_model_predicts_is_learned() {
    let mut room = Room::new("pipelines_sd2");
    let settings = LoraSettings { max_train_steps: 1, ..settings() };
    let mut learned = |run: &str, prediction| {
        room.prediction = prediction;
        room.train(run, &settings, &mut go_on).unwrap();
        (room.losses(run)[0], room.learned(run).metadata["modelspec.prediction_type"].clone())
    };
    let (noise, said) = learned("noise", None);
    assert_eq!(said, "epsilon");
    let (velocity, said) = learned("velocity", Some(Prediction::V));
    assert_eq!(said, "v");
    assert_ne!(noise, velocity);
}

#[test]
fn what_cannot_be_learned_on_is_refused() {
    let room = Room::new("pipelines_sd1");
    let train = |model: &Path| {
        let folder = room.place("run");
        let place = Place { folder: &folder, file: &folder.join("ink.safetensors") };
        train_lora(model, None, &room.pictures, &settings(), place, &mut go_on).unwrap_err()
    };
    assert!(matches!(train(Path::new("tiny")), Error::NotTaken { .. }));
    assert!(matches!(train(Path::new("no/such/model")), Error::NoModel { .. }));
    let filling = Room::new("pipelines_fill");
    assert!(matches!(train(&filling.model()), Error::Fills { .. }));
    assert!(!room.place("run").exists());
}

#[test]
fn settings_out_of_range_are_refused() {
    let room = Room::new("pipelines_sd1");
    let wrong = [
        LoraSettings { network: LoraConfig { dim: 0, alpha: 1.0 }, ..settings() },
        LoraSettings { learning_rate: f64::NAN, ..settings() },
        LoraSettings { resolution: [60, 64], ..settings() },
        LoraSettings { caption_dropout_rate: 1.5, ..settings() },
        LoraSettings { min_snr_gamma: Some(0.0), ..settings() },
        LoraSettings { clip_skip: 12, ..settings() },
    ];
    for settings in wrong {
        let refused = room.train("run", &settings, &mut go_on);
        assert!(matches!(refused, Err(Error::Setting { .. })), "{settings:?}");
    }
}
