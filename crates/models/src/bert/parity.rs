//! BERT against transformers' own, on weights by a formula. `tests/parity/bert.py` wrote the
//! fixtures.
#![allow(clippy::unwrap_used)]

use std::borrow::Cow;
use std::path::Path;

use burn::tensor::{Device, Tensor};
use serde::Deserialize;
use serde_json::{Value, json};
use tempfile::TempDir;

use super::{Batch, Bert, BertConfig, Encoder, save};
use crate::checkpoint::{self, Precision as Stored};
use crate::ops::Precision::{Bf16, F32};
use crate::parity::{Shapes, asks_for, file, fixture};
use crate::{Error, Params};

/// The largest difference allowed: PyTorch's own f32 is off by 1e-6.
const TOLERANCE: f32 = 1e-5;

#[derive(Deserialize)]
struct Fixture {
    config: Value,
    tokenizer: Value,
    parameters: Vec<(String, Vec<usize>)>,
    longest: usize,
    texts: Vec<String>,
    ids: Vec<Vec<u32>>,
    mask: Vec<Vec<u32>>,
    hidden: Vec<Vec<f32>>,
    mean: Vec<Vec<f32>>,
    first: Vec<Vec<f32>>,
}

impl Fixture {
    fn read(name: &str) -> Self {
        fixture(name)
    }

    fn config(&self) -> BertConfig {
        BertConfig::parse(&self.config.to_string()).unwrap()
    }

    fn shapes(&self) -> Shapes {
        self.parameters.iter().cloned().collect()
    }

    fn batch(&self) -> Batch {
        Batch::padded(&self.ids.concat(), &self.mask.concat(), self.ids[0].len())
    }

    fn texts(&self) -> Vec<&str> {
        self.texts.iter().map(String::as_str).collect()
    }

    /// A folder as sentence-transformers has it.
    fn folder(&self, pooling: &str) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        let put = |name: &str, content: &Value| {
            std::fs::write(folder.path().join(name), content.to_string()).unwrap();
        };
        put("config.json", &self.config);
        put("tokenizer.json", &self.tokenizer);
        put("sentence_bert_config.json", &json!({"max_seq_length": self.longest}));
        let module = |path: &str, kind: &str| json!({"path": path, "type": format!("sentence_transformers.models.{kind}")});
        put("modules.json", &json!([module("", "Transformer"), module("1_Pooling", "Pooling")]));
        std::fs::create_dir(folder.path().join("1_Pooling")).unwrap();
        put("1_Pooling/config.json", &json!({"pooling_mode": pooling}));
        let weights = file(&self.shapes(), folder.path());
        std::fs::rename(weights, folder.path().join("model.safetensors")).unwrap();
        folder
    }
}

fn values(rows: Tensor<2>) -> Vec<f32> {
    rows.into_data().iter::<f32>().collect()
}

fn difference(a: &[f32], b: &[f32]) -> f32 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(a, b)| (a - b).abs()).fold(0.0, f32::max)
}

fn cosine(a: &[f32], b: &[f32]) -> f32 {
    a.iter().zip(b).map(|(a, b)| a * b).sum()
}

fn hidden_states_agree(name: &str) {
    let (fixture, device) = (Fixture::read(name), Device::flex());
    let config = fixture.config();
    asks_for(&fixture.shapes(), |params| {
        Bert::new(&params.root(), &config).unwrap();
    });
    let folder = fixture.folder("mean");
    let path = folder.path().join("model.safetensors");
    let params = Params::open(&path, &device).unwrap();
    let network = Bert::new(&params.root(), &config).unwrap();
    let found = values(network.forward(&fixture.batch()).unwrap());
    let off = difference(&found, &fixture.hidden.concat());
    println!("{name}: {off:.1e}");
    assert!(off < TOLERANCE, "{name}: {off}");
}

#[test]
fn hidden_states_are_those_of_transformers() {
    hidden_states_agree("bert_uncased");
    hidden_states_agree("bert_cased");
}

#[test]
fn a_network_that_learns_gives_the_same() {
    let fixture = Fixture::read("bert_uncased");
    let folder = fixture.folder("mean");
    let path = folder.path().join("model.safetensors");
    let device = Device::flex().autodiff();
    let params = Params::open(&path, &device).unwrap();
    let network = Bert::new(&params.root(), &fixture.config()).unwrap();
    let rows = network.forward(&fixture.batch()).unwrap();
    let off = difference(&values(rows.inner()), &fixture.hidden.concat());
    assert!(off < TOLERANCE, "{off}");
}

/// The gradient against the slope of the loss itself, through the table and all layers.
#[test]
fn gradients_reach_the_tables() {
    let fixture = Fixture::read("bert_uncased");
    let device = Device::flex().autodiff();
    let params = Params::new(1, &device);
    let batch = Batch::new(&[vec![2, 7, 3], vec![2, 8, 9, 3]]);
    let loss = |params: &Params| {
        let network = Bert::new(&params.root(), &fixture.config()).unwrap();
        let means = batch.mean(network.forward(&batch).unwrap());
        (means.clone() * means.slice([0..1, 0..32])).sum()
    };
    let gradients = loss(&params).backward();
    let name = "embeddings.word_embeddings.weight";
    let table = params.entries().remove(name).unwrap();
    let gradient: Vec<f32> =
        table.value.grad(&gradients).unwrap().into_data().iter::<f32>().collect();
    assert!(gradient[4 * 32..5 * 32].iter().all(|&slope| slope == 0.0), "a token not asked for");
    let at = 7 * 32 + 3;
    let moved = |by: f32| {
        let mut values: Vec<f32> = table.value.clone().into_data().iter::<f32>().collect();
        values[at] += by;
        params.set(name, crate::params::Entry::new(table.shape.clone(), values, &device));
        loss(&params).into_data().iter::<f32>().sum::<f32>()
    };
    let slope = (moved(1e-3) - moved(-1e-3)) / 2e-3;
    assert!((slope - gradient[at]).abs() < 0.03 * slope.abs().max(0.1), "{slope} {}", gradient[at]);
}

fn sentences_agree(name: &str) {
    let fixture = Fixture::read(name);
    for (pooling, expected) in [("mean", &fixture.mean), ("cls", &fixture.first)] {
        let folder = fixture.folder(pooling);
        let encoder = Encoder::open(folder.path(), F32).unwrap();
        let found = encoder.encode(&fixture.texts()).unwrap();
        for (text, (found, expected)) in fixture.texts.iter().zip(found.iter().zip(expected)) {
            let off = difference(found, expected);
            assert!(off < TOLERANCE, "{name} {pooling} {text:?}: {off}");
        }
        let narrow = Encoder::open(folder.path(), Bf16).unwrap().encode(&fixture.texts()).unwrap();
        for (narrow, exact) in narrow.iter().zip(&found) {
            assert!(cosine(narrow, exact) > 0.999, "{}", cosine(narrow, exact));
        }
    }
}

#[test]
fn sentences_are_those_of_transformers() {
    sentences_agree("bert_uncased");
    sentences_agree("bert_cased");
}

#[test]
fn many_texts_are_as_each_alone() {
    let fixture = Fixture::read("bert_uncased");
    let folder = fixture.folder("mean");
    let encoder = Encoder::open(folder.path(), F32).unwrap();
    let texts: Vec<&str> = fixture.texts().into_iter().cycle().take(200).collect();
    for (text, found) in texts.iter().zip(encoder.encode(&texts).unwrap()) {
        let alone = encoder.encode(&[text]).unwrap();
        assert!(difference(&found, &alone[0]) < 1e-6, "{text}");
    }
    assert!(encoder.encode(&[]).unwrap().is_empty());
}

#[test]
fn a_long_text_is_its_beginning() {
    let fixture = Fixture::read("bert_uncased");
    let folder = fixture.folder("mean");
    let encoder = Encoder::open(folder.path(), F32).unwrap();
    let (long, short) = ("a red cat ".repeat(100_000), "a red cat ".repeat(10));
    let found = encoder.encode(&[&long, &short]).unwrap();
    assert_eq!(found[0], found[1]);
}

#[test]
fn a_saved_network_opens_again() {
    let fixture = Fixture::read("bert_uncased");
    let params = Params::new(5, &Device::flex().autodiff());
    let network = Bert::new(&params.root(), &fixture.config()).unwrap();
    let batch = fixture.batch();
    let expected = values(network.forward(&batch).unwrap().inner());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new");
    let tokenizer = fixture.tokenizer.to_string();
    save(&path, &fixture.config(), &params, &tokenizer, Stored::F32).unwrap();
    let params = Params::open(&path.join("model.safetensors"), &Device::flex()).unwrap();
    let again = Bert::new(&params.root(), &fixture.config()).unwrap();
    let off = difference(&values(again.forward(&batch).unwrap()), &expected);
    assert!(off < TOLERANCE, "{off}");
    assert!(Encoder::open(&path, F32).is_ok());
}

#[test]
fn names_may_have_a_prefix_and_bytes_may_be_in_memory() {
    let fixture = Fixture::read("bert_uncased");
    let folder = fixture.folder("mean");
    let path = folder.path().join("model.safetensors");
    let mut file = checkpoint::read(&path).unwrap();
    let named = |(name, tensor)| (format!("bert.{name}"), tensor);
    file.tensors = file.tensors.into_iter().map(named).collect();
    checkpoint::write(&path, &file, Stored::F16).unwrap();
    let bytes = std::fs::read(&path).unwrap();
    let params = Params::of_bytes(Cow::Owned(bytes), Path::new("b"), &Device::flex()).unwrap();
    let network = Bert::new(&params.root(), &fixture.config()).unwrap();
    let found = values(network.forward(&fixture.batch()).unwrap());
    assert!(difference(&found, &fixture.hidden.concat()) < 0.01, "f16 has 11 bits");
}

#[test]
fn missing_and_mismatching_files_are_errors() {
    let fixture = Fixture::read("bert_uncased");
    let open = |change: &dyn Fn(&Path)| {
        let folder = fixture.folder("mean");
        change(folder.path());
        Encoder::open(folder.path(), F32).map(|_| ()).unwrap_err()
    };
    for name in ["config.json", "tokenizer.json", "model.safetensors", "1_Pooling/config.json"] {
        let error = open(&|folder| std::fs::remove_file(folder.join(name)).unwrap());
        assert!(matches!(&error, Error::Read { path, .. } if path.ends_with(name)), "{error}");
    }
    let with = |name: &'static str, text: String| {
        open(&move |folder: &Path| std::fs::write(folder.join(name), &text).unwrap())
    };
    let config = |field: &str, value: usize| {
        let mut config = fixture.config.clone();
        config[field] = value.into();
        with("config.json", config.to_string())
    };
    assert!(matches!(config("vocab_size", 20), Error::Vocabulary { tokens: 35, rows: 20 }));
    let shape = config("vocab_size", 1_000_000);
    assert!(
        matches!(&shape, Error::Shape { expected, found, .. }
            if expected[..] == [1_000_000, 32] && found[..] == [35, 32]),
        "{shape}"
    );
    let missing = config("num_hidden_layers", 3);
    assert!(matches!(&missing, Error::Missing { name } if name.contains("layer.2")), "{missing}");
    assert!(matches!(with("tokenizer.json", "{}".into()), Error::Tokenizer { .. }));
    assert!(matches!(with("modules.json", "{".into()), Error::JsonFile { .. }));
    let dense = r#"[{"path": "2_Dense", "type": "sentence_transformers.models.Dense"}]"#;
    assert!(matches!(with("modules.json", dense.into()), Error::Setting { .. }));
    assert!(matches!(with("model.safetensors", "short".into()), Error::Format { .. }));
}

#[test]
fn a_damaged_row_is_an_error_when_it_is_asked_for() {
    let fixture = Fixture::read("bert_uncased");
    let folder = fixture.folder("mean");
    let path = folder.path().join("model.safetensors");
    let mut file = checkpoint::read(&path).unwrap();
    let name = "embeddings.word_embeddings.weight";
    file.tensors.get_mut(name).unwrap().1[7 * 32 + 5] = f32::NAN;
    checkpoint::write(&path, &file, Stored::F32).unwrap();
    let encoder = Encoder::open(folder.path(), F32).unwrap();
    assert!(encoder.encode(&["a mat"]).is_ok());
    let error = encoder.encode(&["a cat"]).unwrap_err();
    assert!(matches!(&error, Error::NotFinite { index, .. } if *index == 7 * 32 + 5), "{error}");
}

#[test]
fn what_the_network_has_no_place_for_is_an_error() {
    let fixture = Fixture::read("bert_uncased");
    let params = Params::new(1, &Device::flex());
    let network = Bert::new(&params.root(), &fixture.config()).unwrap();
    let forward = |ids: Vec<u32>| network.forward(&Batch::new(&[ids])).map(|_| ());
    assert!(matches!(forward(vec![35]), Err(Error::Token { id: 35, count: 35 })));
    assert!(matches!(forward(vec![1; 25]), Err(Error::TooLong { tokens: 25, most: 24 })));
    assert!(forward(vec![1; 24]).is_ok());
}
