//! A picture as it is.

use super::{Pixels, Preprocessor};

/// Nothing is done.
pub(super) const PREPROCESSOR: Preprocessor = Preprocessor {
    name: "None",
    id: "none",
    told_by: &["tile", "depth", "openpose", "seg", "normal"],
    about_en: "the picture as it is: for tile, and for maps that are made already",
    about_zh: "原图不变：用于 tile，或已经做好的图",
    prepare: |Pixels { rgb, .. }| rgb.to_vec(),
};
