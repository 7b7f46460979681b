//! The contact sheet: all pictures in one.

/// Pixels between pictures.
const GAP: usize = 4;
/// Grey that neither light nor dark pictures melt into.
const GROUND: u8 = 0x80;

/// A picture of pictures.
pub(crate) struct Sheet {
    pub(crate) rgb: Vec<u8>,
    pub(crate) width: usize,
    pub(crate) height: usize,
}

/// Lays RGB pictures of one size (width, height) out, row by row, about as wide as high.
pub(crate) fn lay_out(pictures: &[Vec<u8>], [width, height]: [usize; 2]) -> Sheet {
    let columns = (1..).find(|n| n * n >= pictures.len()).unwrap_or(1);
    let rows = pictures.len().div_ceil(columns);
    let total = [columns * (width + GAP) + GAP, rows * (height + GAP) + GAP];
    let mut rgb = vec![GROUND; total[0] * total[1] * 3];
    for (i, picture) in pictures.iter().enumerate() {
        let left = i % columns * (width + GAP) + GAP;
        let top = i / columns * (height + GAP) + GAP;
        for (y, row) in picture.chunks_exact(width * 3).enumerate() {
            let start = ((top + y) * total[0] + left) * 3;
            rgb[start..start + row.len()].copy_from_slice(row);
        }
    }
    Sheet { rgb, width: total[0], height: total[1] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_pictures_take_two_rows() {
        let pictures = [1, 2, 3].map(|value| vec![value; 6]);
        let sheet = lay_out(&pictures, [2, 1]);
        assert_eq!((sheet.width, sheet.height), (2 * 6 + 4, 2 * 5 + 4));
        let pixel = |x: usize, y: usize| sheet.rgb[(y * sheet.width + x) * 3];
        assert_eq!([pixel(4, 4), pixel(10, 4), pixel(5, 9)], [1, 2, 3]);
        assert_eq!([pixel(0, 0), pixel(10, 9)], [GROUND; 2]);
    }

    #[test]
    fn one_picture_has_its_frame() {
        let sheet = lay_out(&[vec![9; 3]], [1, 1]);
        assert_eq!((sheet.width, sheet.height), (9, 9));
    }
}
