//! Changing between channels-first and channels-last, and between pixels and patches.

use burn::tensor::Tensor;

/// `[batch, channels, height, width]` to `[batch, height, width, channels]`.
pub fn channels_last(x: Tensor<4>) -> Tensor<4> {
    x.permute([0, 2, 3, 1])
}

/// `[batch, height, width, channels]` to `[batch, channels, height, width]`.
pub fn channels_first(x: Tensor<4>) -> Tensor<4> {
    x.permute([0, 3, 1, 2])
}

/// Squares of `side` pixels become channels: `[batch, height, width, channels]` to
/// `[batch, height/side, width/side, side·side·channels]`.
pub fn patches(x: Tensor<4>, side: usize) -> Tensor<4> {
    let [batch, height, width, channels] = x.dims();
    let (rows, columns) = (height / side, width / side);
    x.reshape([batch, rows, side, columns, side, channels]).permute([0, 1, 3, 2, 4, 5]).reshape([
        batch,
        rows,
        columns,
        side * side * channels,
    ])
}

/// The inverse of [`patches`].
pub fn pixels(x: Tensor<4>, side: usize) -> Tensor<4> {
    let [batch, rows, columns, depth] = x.dims();
    let channels = depth / (side * side);
    x.reshape([batch, rows, columns, side, side, channels]).permute([0, 1, 3, 2, 4, 5]).reshape([
        batch,
        rows * side,
        columns * side,
        channels,
    ])
}

#[cfg(test)]
mod tests {
    use super::*;
    use burn::tensor::Device;

    #[test]
    fn a_patch_lists_its_pixels_row_by_row() {
        let x = Tensor::<1>::from_floats([0., 1., 2., 3., 4., 5., 6., 7.], &Device::flex());
        let x = x.reshape([1, 2, 4, 1]);
        let expected = [0., 1., 4., 5., 2., 3., 6., 7.];
        let cut = patches(x.clone(), 2);
        assert_eq!(cut.dims(), [1, 1, 2, 4]);
        assert_eq!(cut.clone().into_data().iter::<f32>().collect::<Vec<_>>(), expected);
        pixels(cut, 2).into_data().assert_eq(&x.into_data(), true);
    }
}
