//! The start noise and the final latents as a file, for people who compare engines.

use anyhow::Result;
use safetensors::tensor::{Dtype, TensorView};

use crate::engine::Picture;

/// A safetensors file with the tensors `noise` and `latents`, both f32 in the shape
/// `[batch, channels, height, width]`, from before the autoencoder.
pub(crate) fn encode(picture: &Picture) -> Result<Vec<u8>> {
    let shape = picture.latent_shape.to_vec();
    let bytes = |values: &[f32]| values.iter().flat_map(|v| v.to_le_bytes()).collect::<Vec<u8>>();
    let (noise, latents) = (bytes(&picture.noise), bytes(&picture.latents));
    let tensors = [
        ("noise", TensorView::new(Dtype::F32, shape.clone(), &noise)?),
        ("latents", TensorView::new(Dtype::F32, shape, &latents)?),
    ];
    Ok(safetensors::serialize(tensors, None)?)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use safetensors::SafeTensors;

    #[test]
    fn both_tensors_come_back() {
        let picture = Picture {
            rgb: Vec::new(),
            width: 16,
            height: 8,
            noise: vec![1.0, -2.5],
            latents: vec![0.5, 3.0],
            latent_shape: [1, 1, 1, 2],
        };
        let file = encode(&picture).unwrap();
        let tensors = SafeTensors::deserialize(&file).unwrap();
        let noise = tensors.tensor("noise").unwrap();
        assert_eq!((noise.dtype(), noise.shape()), (Dtype::F32, &[1, 1, 1, 2][..]));
        assert_eq!(noise.data(), [1.0_f32.to_le_bytes(), (-2.5_f32).to_le_bytes()].concat());
        assert_eq!(tensors.tensor("latents").unwrap().data()[..4], 0.5_f32.to_le_bytes());
    }
}
