//! From a clause to what it does: one family of edits a file.

mod add;
mod all_else;
mod colour;
mod count;
mod describe;
mod history;
mod place;
mod qualities;
mod remove;
mod replace;
mod size;
mod swap;

use super::clause::Clause;
use super::edit::{Change, Edit, Whom};
use super::numbers;
use super::question::Question;
use super::reference::Reference;
use super::state::Moment;
use crate::{Brief, Named, Subject, Vocabulary};

/// What a clause is read against.
pub(crate) struct View<'a> {
    /// What is wanted before it.
    pub(crate) moment: &'a Moment,
    /// Words of things.
    pub(crate) vocabulary: &'a Vocabulary,
    /// What the clause before took out, for "not the tiger, a lion".
    pub(crate) removed: Option<&'a (usize, Subject)>,
}

/// What a clause does.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Parsed {
    /// Edits that name all that they change.
    Edits(Vec<Edit>),
    /// Changes of those that are meant.
    Changes(Vec<Change>, Reference),
    /// It could mean two things, or nothing.
    Ask(Question),
    /// The last turn was wrong.
    Wrong,
    /// Whom the last changes were meant for.
    Meant(Vec<Whom>),
    /// From now on "it" means these.
    Mention(Vec<usize>),
    /// Takes turns back, or does one again.
    Undo,
    First,
    Redo,
    /// Changes nothing.
    Fine,
}

/// A family of edits: what a clause does, if it is of this family.
type Family = fn(&Clause, &View) -> Option<Parsed>;

/// All families, in the order in which they are tried.
const FAMILIES: &[Family] = &[
    history::parse,
    swap::parse,
    remove::parse,
    add::parse,
    replace::parse,
    all_else::marked,
    qualities::parse,
    all_else::bare,
    describe::parse,
];

/// What a clause does, by the first family that takes it.
pub(crate) fn parse(clause: &Clause, view: &View) -> Parsed {
    let parsed = FAMILIES.iter().find_map(|family| family(clause, view));
    parsed.unwrap_or_else(|| Parsed::Ask(Question::what(clause.whole())))
}

/// What words say of a picture, without the place where they were said: a brief outlives its
/// turns.
pub(crate) fn glean(words: &str, vocabulary: &Vocabulary) -> Brief {
    tidy(crate::understand::glean(words, vocabulary).unwrap_or_default())
}

/// Subjects and unwanted things that a dialogue keeps in mind; more are left out.
pub(crate) const MOST: usize = 100;

/// A brief without spans and not beyond measure.
pub(crate) fn tidy(mut brief: Brief) -> Brief {
    forget_spans(&mut brief);
    brief.exclude.truncate(MOST);
    brief.background.scene.truncate(MOST);
    brief.subjects.truncate(MOST);
    let many = brief.subjects.len();
    for subject in &mut brief.subjects {
        subject.count = subject.count.clamp(1, numbers::MOST);
        subject.attributes.truncate(MOST);
        subject.links.retain(|link| link.subject < many);
        subject.links.truncate(MOST);
    }
    brief
}

fn forget_spans(brief: &mut Brief) {
    for subject in &mut brief.subjects {
        subject.span = None;
        let said =
            subject.pose.iter_mut().chain(&mut subject.material).chain(&mut subject.attributes);
        said.for_each(|named| named.span = None);
    }
    let whole = brief.background.scene.iter_mut().chain(&mut brief.style).chain(&mut brief.mood);
    whole.for_each(|named| named.span = None);
    brief.exclude.iter_mut().for_each(|unwanted| unwanted.span = None);
}

/// A word that the vocabulary lacks, kept as it was said.
fn unknown(words: &str) -> Named {
    Named { tag: None, words: words.trim().to_owned(), span: None }
}
