//! CLIP's text encoder against transformers' own, on weights by a formula. `tests/parity/clip.py`
//! wrote the fixtures.
#![allow(clippy::unwrap_used)]

use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use super::{Clip, Exit, Token};
use crate::params::Init;
use crate::parity::{Shapes, asks_for, close, fixture, params};
use crate::sd::ClipConfig;
use crate::sd::parity::TOLERANCE;
use crate::{Error, Params, Wanted};

#[derive(Deserialize)]
struct Run {
    texts: Vec<Vec<u32>>,
    /// By layers left out.
    plain: Vec<Vec<f32>>,
    normed: Vec<Vec<f32>>,
    pooled: Vec<f32>,
}

#[derive(Deserialize)]
struct Fixture {
    config: Value,
    parameters: Vec<(String, Vec<usize>)>,
    vector: Vec<f32>,
    runs: Vec<Run>,
}

impl Fixture {
    fn config(&self) -> ClipConfig {
        ClipConfig::parse(&self.config.to_string()).unwrap()
    }

    fn shapes(&self) -> Shapes {
        self.parameters.iter().cloned().collect()
    }

    fn network(&self) -> Clip {
        Clip::new(&params(&self.shapes()).root(), &self.config()).unwrap()
    }

    /// The reference has the vector as a row beyond the vocabulary.
    fn tokens(&self, texts: &[Vec<u32>]) -> Vec<Vec<Token>> {
        let vector: Arc<[f32]> = self.vector.clone().into();
        let beyond = self.config().vocab_size as u32;
        let token = |&id: &u32| {
            if id == beyond { Token::Vector(vector.clone()) } else { Token::Id(id) }
        };
        texts.iter().map(|text| text.iter().map(token).collect()).collect()
    }
}

/// Makes what tells a network how its file is named, and whether it has a projection.
fn begin(params: &Params, fixture: &Fixture) {
    let ClipConfig { vocab_size, hidden_size, projection_dim, .. } = fixture.config();
    let (scope, shapes) = (params.root(), fixture.shapes());
    let (table, projection) =
        ("text_model.embeddings.token_embedding.weight", "text_projection.weight");
    if shapes.contains_key(table) {
        scope.get(table, [1, vocab_size, hidden_size], Init::Zeros).unwrap();
    }
    if shapes.contains_key(projection) {
        scope.get(projection, [hidden_size, projection_dim], Init::Zeros).unwrap();
    }
}

fn agrees(name: &str) {
    let fixture: Fixture = fixture(name);
    asks_for(&fixture.shapes(), |params| {
        begin(params, &fixture);
        Clip::new(&params.root(), &fixture.config()).unwrap();
    });
    let network = fixture.network();
    for run in &fixture.runs {
        let texts = fixture.tokens(&run.texts);
        for (norm, contexts) in [(false, &run.plain), (true, &run.normed)] {
            for (skip, context) in contexts.iter().enumerate() {
                let what = format!("{name}, {skip} left out, norm {norm}");
                let found = network.forward(&texts, Exit { skip, norm }).unwrap();
                close(&what, found.context, context, TOLERANCE);
                close(&what, found.pooled, &run.pooled, TOLERANCE);
            }
        }
    }
}

#[test]
fn openai_s_kind_agrees_with_vectors_among_its_tokens() {
    agrees("clip_quick");
}

#[test]
fn openclip_s_kind_agrees_with_its_projection() {
    agrees("clip_projected");
}

#[test]
fn what_does_not_fit_is_an_error() {
    let fixture: Fixture = fixture("clip_quick");
    let network = fixture.network();
    let forward = |texts: &[Vec<Token>], skip| {
        network.forward(texts, Exit { skip, norm: true }).map(|_| ()).unwrap_err()
    };
    let input = |texts: &[Vec<Token>], skip| match forward(texts, skip) {
        Error::Input { name, wanted, .. } => Some((name, wanted)),
        _ => None,
    };
    let ids = |count| vec![Token::Id(1); count];
    let error = forward(&[vec![Token::Id(30)]], 0);
    assert!(matches!(error, Error::Token { id: 30, count: 30 }), "{error}");
    let error = forward(&[ids(10)], 0);
    assert!(matches!(error, Error::TooLong { tokens: 10, most: 9 }), "{error}");
    let error = forward(&[ids(2), ids(10)], 0);
    assert!(matches!(error, Error::TooLong { tokens: 10, most: 9 }), "{error}");
    assert_eq!(input(&[], 0), Some(("tokens", Wanted::Between(1, 9))));
    assert_eq!(input(&[ids(0)], 0), Some(("tokens", Wanted::Between(1, 9))));
    assert_eq!(input(&[ids(2), ids(3)], 0), Some(("tokens", Wanted::Exactly(2))));
    let narrow = vec![Token::Vector([0.0; 15].into())];
    assert_eq!(input(&[narrow], 0), Some(("vector", Wanted::Exactly(16))));
    assert_eq!(input(&[ids(2)], 3), Some(("skip", Wanted::Between(0, 2))));
    assert!(network.forward(&[ids(9)], Exit { skip: 2, norm: false }).is_ok());
}
