//! A sketch on paper as white on black, with nothing between.

use super::{Pixels, Preprocessor, as_rgb, grey};

/// What is darker than this is a line, as A1111 has it.
const LINE: u8 = 127;

/// Dark is white, the rest black.
pub(super) const PREPROCESSOR: Preprocessor = Preprocessor {
    name: "Scribble (invert)",
    id: "scribble",
    told_by: &["scribble", "sketch"],
    about_en: "a sketch's dark lines as plain white on black",
    about_zh: "把草图的黑线变成纯粹的黑底白线",
    prepare: |Pixels { rgb, .. }| {
        as_rgb(grey(rgb).into_iter().map(|v| if v < LINE { 255 } else { 0 }))
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_nothing_between() {
        let rgb = [[126; 3], [127; 3], [0; 3], [255; 3]].concat();
        let seen = (PREPROCESSOR.prepare)(Pixels { size: [4, 1], rgb: &rgb });
        assert_eq!(seen, [[255; 3], [0; 3], [255; 3], [0; 3]].concat());
    }
}
