//! The BERT that tells how alike texts are in meaning.

use std::path::Path;

use qingyun_models::bert::{Embedded, Encoder};
use qingyun_models::ops::Precision;
use qingyun_prompt::{Encode, EncodeError};

/// The bilingual BERT that comes along.
const BILINGUAL: Embedded = Embedded {
    name: "weights/bert",
    config: include_str!("../../../weights/bert/config.json"),
    tokenizer: include_str!("../../../weights/bert/tokenizer.json"),
    weights: include_bytes!("../../../weights/bert/model.safetensors"),
};

/// A BERT as the language engine asks for it.
pub(crate) struct Meaning(Encoder);

impl Meaning {
    /// The model in a folder in Hugging Face's layout, or the one that comes along.
    ///
    /// # Errors
    /// What keeps it from being read.
    pub(crate) fn open(
        folder: Option<&Path>,
        precision: Precision,
    ) -> qingyun_models::Result<Self> {
        match folder {
            Some(folder) => Ok(Self(Encoder::open(folder, precision)?)),
            None => Ok(Self(Encoder::embedded(BILINGUAL, precision)?)),
        }
    }
}

impl Encode for Meaning {
    fn encode(&self, texts: &[&str]) -> Result<Vec<Vec<f32>>, EncodeError> {
        Ok(self.0.encode(texts)?)
    }
}
