//! Folders in diffusers' layout, from the same fixtures.

use super::*;

/// A folder in diffusers' layout; the U-Net lies in two files.
fn folder(name: &str, at: &Path) {
    let fixture: Fixture = fixture(name);
    let put = |place: &str, text: &str| {
        fs::create_dir_all(at.join(place).parent().unwrap()).unwrap();
        fs::write(at.join(place), text).unwrap();
    };
    let ours = |part: &Converted| -> Shapes {
        part.ours.iter().map(|(name, shape, _)| (name.clone(), shape.clone())).collect()
    };
    let weights = |shapes: &Shapes, place: &str| {
        fs::rename(file(shapes, at), at.join(place)).unwrap();
    };
    put("model_index.json", r#"{"_class_name": "StableDiffusionXLPipeline"}"#);
    put("scheduler/scheduler_config.json", r#"{"prediction_type": "v_prediction"}"#);
    put("unet/config.json", &fixture.unet.config.to_string());
    put("vae/config.json", &fixture.autoencoder.config.to_string());
    let index = "unet/diffusion_pytorch_model.safetensors.index.json";
    put(index, r#"{"weight_map": {"a": "one.safetensors", "b": "two.safetensors"}}"#);
    let (one, two): (Shapes, Shapes) =
        ours(&fixture.unet).into_iter().partition(|(name, _)| name.starts_with("up_blocks"));
    weights(&one, "unet/one.safetensors");
    weights(&two, "unet/two.safetensors");
    weights(&ours(&fixture.autoencoder), "vae/diffusion_pytorch_model.fp16.safetensors");
    for (folder, text) in ["text_encoder", "text_encoder_2"].iter().zip(&fixture.texts) {
        put(&format!("{folder}/config.json"), &text.config.to_string());
        weights(&ours(text), &format!("{folder}/model.safetensors"));
    }
}

#[test]
fn a_folder_of_diffusers_is_read() {
    let at = tempfile::tempdir().unwrap();
    folder("names_sdxl", at.path());
    let files = Files::open(at.path()).unwrap();
    assert_eq!(files.family(), Some(Family::Sdxl));
    assert_eq!(files.scheduler().prediction_type, Prediction::V);
    assert_eq!(files.found().missing, []);
    assert_eq!(files.found().format, "F32");
    assert_eq!(files.autoencoder_config().unwrap().scaling_factor, 0.13025);
    all_are_made(&files, 2);
}

#[test]
fn a_folder_that_cannot_be_used_says_why() {
    let at = tempfile::tempdir().unwrap();
    let refused = || match Files::open(at.path()).unwrap_err() {
        Error::Refused(refused) => refused,
        error => panic!("{error}"),
    };
    assert!(matches!(refused(), Refused::Folder { .. }));
    folder("names_sd1", at.path());
    let unet = at.path().join("unet");
    let index = unet.join("diffusion_pytorch_model.safetensors.index.json");
    fs::write(&index, r#"{"weight_map": {"a": "../unet/one.safetensors"}}"#).unwrap();
    assert!(matches!(refused(), Refused::Outside { name, .. } if name.starts_with("..")));
    fs::remove_file(&index).unwrap();
    assert!(matches!(refused(), Refused::NoFile { .. }));
    fs::write(unet.join("diffusion_pytorch_model.bin"), b"PK").unwrap();
    assert!(matches!(refused(), Refused::Pickle { .. }));
    let pickle = unet.join("diffusion_pytorch_model.safetensors");
    fs::write(pickle, b"PK\x03\x04archive/data.pkl").unwrap();
    assert!(matches!(refused(), Refused::Pickle { .. }), "whatever its name");
    let index = at.path().join("model_index.json");
    fs::write(index, r#"{"_class_name": "StableDiffusion3Pipeline"}"#).unwrap();
    assert!(matches!(refused(), Refused::Pipeline { .. }));
}
