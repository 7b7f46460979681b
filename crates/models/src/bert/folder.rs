//! A model's files: a folder in Hugging Face's layout, or bytes in the program.

use std::borrow::Cow;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use burn::tensor::Device;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::pooling::Pooling;
use super::{BertConfig, Tokens};
use crate::settings::text;
use crate::{Error, Params, Result, Wanted};

/// Bytes of the longest settings, and of the longest tokenizer.
const MOST_SETTINGS: u64 = 1 << 20;
const MOST_TOKENIZER: u64 = 64 << 20;
/// Tokens of the longest text where a model says nothing of it.
const LONGEST: usize = 256;

/// A model whose files are part of the program.
#[derive(Clone, Copy, Debug)]
pub struct Embedded {
    /// What messages call it.
    pub name: &'static str,
    /// The text of its `config.json`.
    pub config: &'static str,
    /// The text of its `tokenizer.json`.
    pub tokenizer: &'static str,
    /// Its `model.safetensors`.
    pub weights: &'static [u8],
}

/// What an encoder is made of.
pub(super) struct Parts {
    pub(super) config: BertConfig,
    pub(super) tokens: Tokens,
    pub(super) params: Params,
    pub(super) pooling: Pooling,
}

impl Parts {
    pub(super) fn open(folder: &Path, device: &Device) -> Result<Self> {
        let config = BertConfig::parse(&text(&folder.join("config.json"), MOST_SETTINGS)?)?;
        let longest = match settings::<Sentences>(&folder.join("sentence_bert_config.json"))? {
            Some(Sentences { max_seq_length: Some(longest) }) => longest,
            _ => LONGEST,
        };
        let path = folder.join("tokenizer.json");
        let tokens = Tokens::new(&text(&path, MOST_TOKENIZER)?, &path, &config, longest)?;
        let params = Params::open(&folder.join("model.safetensors"), device)?;
        Ok(Self { config, tokens, params, pooling: pooling(folder)? })
    }

    pub(super) fn embedded(model: Embedded, device: &Device) -> Result<Self> {
        let config = BertConfig::parse(model.config)?;
        let path = Path::new(model.name);
        let tokens = Tokens::new(model.tokenizer, path, &config, LONGEST)?;
        let params = Params::of_bytes(Cow::Borrowed(model.weights), path, device)?;
        Ok(Self { config, tokens, params, pooling: Pooling::Mean })
    }
}

/// What `sentence_bert_config.json` says.
#[derive(Deserialize)]
struct Sentences {
    max_seq_length: Option<usize>,
}

/// An entry of `modules.json`.
#[derive(Deserialize)]
struct Module {
    path: PathBuf,
    r#type: String,
}

/// How the rows of a text become one, by `modules.json` and the folder of settings that it names;
/// their mean where there is no such file.
fn pooling(folder: &Path) -> Result<Pooling> {
    let modules: Vec<Module> = settings(&folder.join("modules.json"))?.unwrap_or_default();
    let mut pooling = Pooling::Mean;
    for module in modules {
        match module.r#type.rsplit('.').next() {
            Some("Transformer" | "Normalize") => {}
            Some("Pooling") => {
                let path = folder.join(module.path).join("config.json");
                pooling = Pooling::parse(&text(&path, MOST_SETTINGS)?, &path)?;
            }
            _ => {
                let value = format!("{:?}", module.r#type);
                let wanted = Wanted::Only("Transformer, Pooling and Normalize");
                return Err(Error::Setting { field: "modules.json", value, wanted });
            }
        }
    }
    Ok(pooling)
}

/// Settings in JSON; none where there is no such file.
fn settings<T: DeserializeOwned>(path: &Path) -> Result<Option<T>> {
    match text(path, MOST_SETTINGS) {
        Ok(text) => from_json(&text, path).map(Some),
        Err(Error::Read { source, .. }) if source.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Settings from a file's text.
pub(super) fn from_json<T: DeserializeOwned>(text: &str, path: &Path) -> Result<T> {
    let unread = |source| Error::JsonFile { path: path.to_owned(), source };
    serde_json::from_str(text).map_err(unread)
}
