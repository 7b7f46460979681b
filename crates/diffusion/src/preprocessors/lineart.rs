//! A drawing on paper as light on dark.

use super::{Pixels, Preprocessor, as_rgb, grey};

/// Bright and dark change places.
pub(super) const PREPROCESSOR: Preprocessor = Preprocessor {
    name: "Lineart (invert)",
    id: "lineart",
    told_by: &["lineart", "line_art", "line-art", "mlsd", "softedge", "hed"],
    about_en: "a drawing's dark lines as white on black",
    about_zh: "把线稿的黑线变成黑底白线",
    prepare: |Pixels { rgb, .. }| as_rgb(grey(rgb).into_iter().map(|v| 255 - v)),
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paper_is_black_and_ink_is_white() {
        let rgb = [255, 255, 255, 0, 0, 0, 255, 0, 0];
        let seen = (PREPROCESSOR.prepare)(Pixels { size: [3, 1], rgb: &rgb });
        // Red is as bright as 0.299 of white: 76.
        assert_eq!(seen, [0, 0, 0, 255, 255, 255, 179, 179, 179]);
    }
}
