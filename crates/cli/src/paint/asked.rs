//! What is asked of a model, in its own way.

use anyhow::Result;
use qingyun_prompt::Guess;
use qingyun_provenance::Parameters;

use super::plan::Plan;
use super::things::{Scenes, Things};
use super::words::Words;
use crate::engine::{self, Asks, Model};

/// What was said, as the model is asked.
pub(crate) enum Asked {
    /// Things that it knows.
    Things(Box<Things>),
    /// Words.
    Words(Words),
}

impl Asked {
    /// Reads what the plan says.
    ///
    /// # Errors
    /// Where the model can make nothing of it.
    pub(crate) fn read(plan: &Plan, model: &Model) -> Result<Self> {
        match model.asks() {
            Asks::Scenes(about) => Ok(Self::Things(Box::new(Things::read(plan, about)?))),
            Asks::Text => Ok(Self::Words(Words::read(plan)?)),
        }
    }

    /// What the model is asked for a seed, and what had to be guessed for it.
    pub(crate) fn of(&self, seed: u64) -> (engine::Asked, Vec<Guess>) {
        match self {
            Self::Things(things) => {
                let Scenes { scene, negative, guesses } = things.scenes(seed);
                (engine::Asked::Scene { wanted: scene, unwanted: negative }, guesses)
            }
            Self::Words(words) => (engine::Asked::Text(words.text.clone()), Vec::new()),
        }
    }

    /// The record of a picture, with the prompt that the model was asked in truth.
    pub(crate) fn record(&self, plan: &Plan, seed: u64, model_hash: &str) -> Parameters {
        let record = plan.record(seed, model_hash);
        match self {
            Self::Things(_) => record,
            Self::Words(words) => words.record(record),
        }
    }
}
