//! ControlNets in the original code's naming, and beside models.

use super::*;
use crate::sd::ControlConfig;

/// A file of a ControlNet; its tensors may have other names.
fn opened_control(changed: impl Fn(&str) -> String) -> (ControlFile, Converted) {
    let fixture: Converted = fixture("names_control");
    let stored = fixture.stored.iter();
    let shapes = stored.map(|(name, shape)| (changed(name), shape.clone())).collect();
    let folder = tempfile::tempdir().unwrap();
    (ControlFile::open(&file(&shapes, folder.path())).unwrap(), fixture)
}

#[test]
fn a_controlnet_is_read() {
    let (control, fixture) = opened_control(str::to_owned);
    let Network { config, weights, .. } = &control.network;
    fixture.agrees(&**weights);
    assert_eq!(weights.names().len(), fixture.ours.len());
    assert_eq!(*config, ControlConfig::parse(&fixture.config.to_string()).unwrap());
    control.network(&Device::flex(), Precision::F32).unwrap();
}

#[test]
fn a_controlnet_without_a_prefix_is_read() {
    let bare = |name: &str| name.strip_prefix("control_model.").unwrap().to_owned();
    let (control, _) = opened_control(bare);
    control.network(&Device::flex(), Precision::F32).unwrap();
}

#[test]
fn a_controlnet_goes_with_its_kind_of_model_alone() {
    let (control, _) = opened_control(str::to_owned);
    let model = |name| opened(&shapes(name, |name, _| Some(name))).unwrap();
    control.fits(&model("names_sd1")).unwrap();
    let error = control.fits(&model("names_sdxl")).unwrap_err().to_string();
    assert!(error.contains("U-Nets of 32-64-64 × 2, 64 "), "{error}");
    assert!(error.contains("the model's has 64-64-128 × 1, 192"), "{error}");
}

#[test]
fn a_model_is_no_controlnet() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(&shapes("names_sd1", |name, _| Some(name)), folder.path());
    let refused = ControlFile::open(&path).unwrap_err().to_string();
    assert!(refused.contains("is no ControlNet"), "{refused}");
}
