//! Pixels as numbers for networks, and back.

use burn::tensor::{Device, Tensor, TensorData};

/// A byte of a picture from −1 to 1.
pub(crate) fn signed(byte: u8) -> f32 {
    f32::from(byte) / 127.5 - 1.0
}

/// Values of pictures of that width and height, one after the other, as
/// `[pictures, height, width, 3]`.
pub(crate) fn tensor(
    values: impl Iterator<Item = f32>,
    [width, height]: [usize; 2],
    device: &Device,
) -> Tensor<4> {
    let values: Vec<f32> = values.collect();
    let pictures = values.len() / (3 * width * height);
    Tensor::from_data(TensorData::new(values, [pictures, height, width, 3]), device)
}

/// Pictures `[batch, height, width, 3]` from −1 to 1 as bytes, one vector a picture.
pub(crate) fn bytes(pictures: Tensor<4>) -> Vec<Vec<u8>> {
    let [_, height, width, _] = pictures.dims();
    let byte = |v: f32| ((v + 1.0) * 127.5).round().clamp(0.0, 255.0) as u8;
    let bytes: Vec<u8> = pictures.into_data().iter::<f32>().map(byte).collect();
    bytes.chunks_exact(height * width * 3).map(<[u8]>::to_vec).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_come_back_and_lie_row_by_row() {
        let all: Vec<u8> = (0..24).map(|at| at * 11).collect();
        let pictures = tensor(all.iter().copied().map(signed), [2, 1], &Device::flex());
        assert_eq!(pictures.dims(), [4, 1, 2, 3]);
        assert_eq!(bytes(pictures).concat(), all);
    }

    #[test]
    fn beyond_the_range_is_its_end() {
        let values = [-3.0, -1.0, 0.0, 0.002, 1.0, 7.0];
        let pictures = tensor(values.into_iter(), [1, 2], &Device::flex());
        assert_eq!(bytes(pictures), [[0, 0, 128, 128, 255, 255]]);
    }
}
