//! Words learned by textual inversion (Gal et al. 2022, arXiv:2208.01618): some vectors in place of a
//! token's, kept in a file of their own.

use std::path::Path;
use std::sync::Arc;

use qingyun_models::checkpoint;

use crate::families::named;
use crate::{Error, Result};

/// A word and what stands for it.
#[derive(Clone, Debug)]
pub(crate) struct Word {
    /// What a prompt calls it: the file's name without its extension.
    pub(super) name: String,
    /// For each text encoder of the model the vectors, all as many.
    vectors: Vec<Vec<Arc<[f32]>>>,
}

impl Word {
    /// Reads a word for text encoders of these widths, in order. A file for one encoder has one
    /// table, whatever its name; SDXL's has `clip_l` and `clip_g`.
    ///
    /// # Errors
    /// [`Error::Word`] where it has no such tables, and what reading the file gives.
    pub(super) fn read(path: &Path, widths: &[usize]) -> Result<Self> {
        let tensors = checkpoint::read(path)?.tensors;
        let unfit = || Error::Word { path: path.to_owned() };
        let table = |(at, width): (usize, &usize)| {
            let named = tensors.get(["clip_l", "clip_g"][at.min(1)]).filter(|_| widths.len() > 1);
            let only = tensors.values().next().filter(|_| widths.len() == 1);
            let (shape, values) = named.or(only).ok_or_else(unfit)?;
            match shape[..] {
                [_, numbers] | [numbers] if numbers == *width => Ok(rows(values, numbers)),
                _ => Err(unfit()),
            }
        };
        let vectors: Vec<Vec<Arc<[f32]>>> =
            widths.iter().enumerate().map(table).collect::<Result<_>>()?;
        let count = vectors.first().map_or(0, Vec::len);
        if vectors.iter().any(|rows| rows.len() != count) {
            return Err(unfit());
        }
        Ok(Self { name: named(path), vectors })
    }

    /// How many vectors stand for it.
    pub(super) fn len(&self) -> usize {
        self.vectors.first().map_or(0, Vec::len)
    }

    /// A vector for a text encoder.
    pub(super) fn vector(&self, encoder: usize, row: usize) -> Option<Arc<[f32]>> {
        self.vectors.get(encoder)?.get(row).cloned()
    }
}

fn rows(values: &[f32], width: usize) -> Vec<Arc<[f32]>> {
    values.chunks_exact(width.max(1)).map(Arc::from).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use qingyun_models::checkpoint::{Checkpoint, Precision};

    use super::*;

    fn word(tensors: &[(&str, [usize; 2])], widths: &[usize]) -> Result<Word> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ink.safetensors");
        let tensor = |(name, shape): &(&str, [usize; 2])| {
            let values = (0..shape[0] * shape[1]).map(|i| i as f32).collect();
            ((*name).to_owned(), (shape.to_vec(), values))
        };
        let tensors = tensors.iter().map(tensor).collect();
        let file = Checkpoint { tensors, ..Checkpoint::default() };
        checkpoint::write(&path, &file, Precision::F32).unwrap();
        Word::read(&path, widths)
    }

    #[test]
    fn tables_of_one_and_of_two_encoders() {
        let one = word(&[("emb_params", [2, 3])], &[3]).unwrap();
        assert_eq!((one.name.as_str(), one.len()), ("ink", 2));
        assert_eq!(one.vector(0, 1).unwrap()[..], [3.0, 4.0, 5.0]);
        let two = word(&[("clip_g", [2, 4]), ("clip_l", [2, 3])], &[3, 4]).unwrap();
        assert_eq!(two.vector(1, 0).unwrap().len(), 4);
        assert!(two.vector(2, 0).is_none() && two.vector(0, 2).is_none());
    }

    #[test]
    fn what_does_not_fit_is_an_error() {
        for (tensors, widths) in [
            (&[("emb_params", [2, 3])][..], &[4][..]),
            (&[("emb_params", [2, 3])], &[3, 4]),
            (&[("clip_l", [1, 3]), ("clip_g", [2, 4])], &[3, 4]),
        ] {
            assert!(matches!(word(tensors, widths), Err(Error::Word { .. })), "{tensors:?}");
        }
    }
}
