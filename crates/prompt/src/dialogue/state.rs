//! What is wanted so far, and how it came to be.

use serde::{Deserialize, Serialize};

use super::edit::{Change, Whom};
use super::question::Pending;
use super::swing::Swing;
use crate::Brief;

/// Turns that can be taken back.
pub const KEPT: usize = 100;

/// A dialogue so far. It can be saved and read again.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct State {
    pub(crate) now: Moment,
    past: Vec<Moment>,
    future: Vec<Moment>,
    pub(crate) pending: Option<Pending>,
}

/// What is wanted at one moment, and what words such as "it" then mean.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Moment {
    pub(crate) brief: Brief,
    /// Positions of the subjects that "it" means; several of equal standing make it unclear.
    pub(crate) focus: Vec<usize>,
    /// The last change and whom it changed.
    pub(crate) last: Option<Last>,
    /// How the last steps of a colour went.
    pub(crate) swing: Option<Swing>,
}

/// The last change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Last {
    pub(crate) whom: Vec<Whom>,
    pub(crate) changes: Vec<Change>,
}

impl Last {
    /// Whom it changed, if a colour.
    pub(crate) fn coloured(&self) -> Option<&[Whom]> {
        let colour = |change: &Change| matches!(change, Change::Colour(_) | Change::Tone(_));
        self.changes.iter().any(colour).then_some(self.whom.as_slice())
    }
}

impl State {
    /// What is wanted.
    pub fn brief(&self) -> &Brief {
        &self.now.brief
    }

    /// How many turns can be taken back, and how many done again.
    pub fn depth(&self) -> (usize, usize) {
        (self.past.len(), self.future.len())
    }

    /// A new moment; the oldest one is forgotten where there are too many.
    pub(crate) fn advance(&mut self, moment: Moment) {
        self.past.push(std::mem::replace(&mut self.now, moment));
        if self.past.len() > KEPT {
            self.past.remove(0);
        }
        self.future.clear();
    }

    /// Takes the last turn back; `false` where there is none.
    pub(crate) fn undo(&mut self) -> bool {
        let Some(before) = self.past.pop() else { return false };
        self.future.push(std::mem::replace(&mut self.now, before));
        true
    }

    /// Does again what was taken back; `false` where nothing was.
    pub(crate) fn redo(&mut self) -> bool {
        let Some(after) = self.future.pop() else { return false };
        self.past.push(std::mem::replace(&mut self.now, after));
        true
    }

    /// Takes back all turns but the first.
    pub(crate) fn first(&mut self) -> bool {
        let turns = self.past.iter().filter(|moment| !moment.brief.subjects.is_empty()).count();
        (0..turns).fold(false, |_, _| self.undo())
    }
}
