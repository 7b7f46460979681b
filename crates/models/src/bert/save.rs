//! Folders in Hugging Face's layout.

use std::collections::BTreeMap;
use std::path::Path;

use super::BertConfig;
use crate::checkpoint::{self, Checkpoint, Precision};
use crate::params::{Entry, Params};
use crate::{Error, Result};

/// Writes `config.json`, `tokenizer.json` (the text given) and `model.safetensors` into `folder`,
/// which is made where it is not there.
///
/// # Errors
/// [`Error::Write`] and [`Error::Format`].
pub fn save(
    folder: &Path,
    config: &BertConfig,
    params: &Params,
    tokenizer: &str,
    precision: Precision,
) -> Result<()> {
    let unmade = |source| Error::Read { path: folder.to_owned(), source };
    std::fs::create_dir_all(folder).map_err(unmade)?;
    let tensors = params.entries().into_iter().map(|(name, entry)| (name, in_torch(&entry)));
    // Without it transformers does not take the file for PyTorch's.
    let metadata = [("format".into(), "pt".into())].into();
    let file = Checkpoint { tensors: tensors.collect::<BTreeMap<_, _>>(), metadata };
    qingyun_files::replace(&folder.join("config.json"), config.to_json()?.as_bytes())?;
    qingyun_files::replace(&folder.join("tokenizer.json"), tokenizer.as_bytes())?;
    checkpoint::write(&folder.join("model.safetensors"), &file, precision)
}

/// A tensor as PyTorch lays it out: products turned, tables as they are.
fn in_torch(entry: &Entry) -> (Vec<usize>, Vec<f32>) {
    let values = |value: burn::tensor::Tensor<1>| value.into_data().iter::<f32>().collect();
    match *entry.shape {
        [inputs, outputs] => {
            let turned = entry.value.clone().reshape([inputs, outputs]).transpose();
            (vec![outputs, inputs], values(turned.reshape([inputs * outputs])))
        }
        [1, rows, columns] => (vec![rows, columns], values(entry.value.clone())),
        _ => (entry.shape.clone(), values(entry.value.clone())),
    }
}
