//! A BERT as the language engine asks for it.

use std::path::Path;

use qingyun_models::bert::Encoder;
use qingyun_models::ops::Precision;
use qingyun_prompt::{Encode, EncodeError};

/// A model in a folder.
pub(super) struct Meaning(Encoder);

impl Meaning {
    /// Reads it.
    pub(super) fn open(folder: &Path) -> qingyun_models::Result<Self> {
        Ok(Self(Encoder::open(folder, Precision::F32)?))
    }
}

impl Encode for Meaning {
    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        Ok(self.0.encode(texts)?)
    }
}
