//! The subjects of an utterance among its terms, and who is near whom.

use super::sense::{Fate, Meaning, Sense, Term};
use super::vocabulary::Kind;
use crate::{Link, Named, Relation, Span, Subject, Vocabulary};

/// How many terms or subjects a search looks past; keeps the work linear.
pub(super) const REACH: usize = 24;

/// Words that address someone.
const TITLES: &[&str] = &[
    "先生", "小姐", "太太", "女士", "宝宝", "哥哥", "姐姐", "妹妹", "弟弟", "爷爷", "奶奶", "叔叔",
    "大叔", "娃娃",
];

/// A subject and the term that names it.
pub(super) struct Slot {
    /// Position of its term.
    pub(super) at: usize,
    /// Number of its clause.
    pub(super) clause: usize,
    /// What is known of it.
    pub(super) subject: Subject,
    /// Its kind.
    pub(super) kind: Kind,
    /// Whether another subject wears, holds or stands at it: no topic of the sentence.
    pub(super) object: bool,
    /// Whether it turned out to be where the picture is: in a castle.
    pub(super) scene: bool,
}

/// Terms and subjects, while the steps decide who gets what.
pub(super) struct Stage<'a> {
    pub(super) terms: &'a mut [Term],
    /// The number of the clause in which each term stands.
    pub(super) clauses: Vec<usize>,
    pub(super) slots: Vec<Slot>,
    pub(super) names: &'a Vocabulary,
    pub(super) utterance: &'a str,
}

impl<'a> Stage<'a> {
    /// Takes every open thing as a subject.
    pub(super) fn new(terms: &'a mut [Term], utterance: &'a str, names: &'a Vocabulary) -> Self {
        let clauses = clauses(terms);
        let mut stage = Self { terms, clauses, slots: Vec::new(), names, utterance };
        for at in 0..stage.terms.len() {
            let Sense::Subject(index) = stage.terms[at].sense else { continue };
            if stage.is_title(at) {
                stage.terms[at].fate = Fate::Helped;
            } else if stage.terms[at].is_open() {
                let tag = names.tag(index).to_owned();
                stage.use_as(at, Meaning::Subject(tag.clone()));
                stage.push(at, Some(tag), names.kind_at(index));
            }
        }
        stage
    }

    /// Whether a word for a person only addresses the one named right before it: 狐狸先生.
    fn is_title(&self, at: usize) -> bool {
        let Some(last) = self.slots.last().filter(|last| last.at + 1 == at) else { return false };
        let touches = self.terms[last.at].span.end == self.terms[at].span.start;
        let title = TITLES.contains(&self.terms[at].span.of(self.utterance));
        last.kind.is_animate() && touches && title
    }

    /// Adds a subject that the term `at` names; call in the order of terms.
    pub(super) fn push(&mut self, at: usize, tag: Option<String>, kind: Kind) {
        let span = self.terms[at].span;
        let subject = Subject::new(tag, span.of(self.utterance).to_owned(), Some(span));
        let clause = self.clauses[at];
        self.slots.push(Slot { at, clause, subject, kind, object: false, scene: false });
    }

    pub(super) fn use_as(&mut self, at: usize, meaning: Meaning) {
        self.terms[at].fate = Fate::Used(meaning);
    }

    /// A vocabulary entry as it was said.
    pub(super) fn named(&self, index: usize, span: Span) -> Named {
        named(Some(self.names.tag(index).to_owned()), span, self.utterance)
    }

    /// How many subjects stand before a term.
    pub(super) fn split(&self, at: usize) -> usize {
        self.slots.partition_point(|slot| slot.at < at)
    }

    /// The subject that a term names.
    pub(super) fn slot_at(&self, at: usize) -> Option<usize> {
        self.slots.binary_search_by_key(&at, |slot| slot.at).ok()
    }

    /// The first term after `at` that is neither filler nor quality.
    pub(super) fn next_content(&self, at: usize) -> Option<usize> {
        let passes = |sense: &Sense| {
            let body = matches!(sense, Sense::Body(_));
            (sense.is_attribute() && !body) || sense.is_filler()
        };
        (at + 1..self.terms.len()).take(REACH).find(|next| !passes(&self.terms[*next].sense))
    }

    /// The subject that follows with only qualities, bodily ones among them, and fillers between.
    pub(super) fn right_after(&self, at: usize) -> Option<usize> {
        let passes = |sense: &Sense| sense.is_attribute() || sense.is_filler();
        let mut following = (at + 1..self.terms.len()).take(REACH);
        let slot = self.slot_at(following.find(|next| !passes(&self.terms[*next].sense))?)?;
        Some(self.compounded(slot).unwrap_or(slot))
    }

    /// The living head of a Chinese compound that begins with a lifeless thing: 滑板少年.
    pub(super) fn compounded(&self, slot: usize) -> Option<usize> {
        let (first, head) = (self.slots.get(slot)?, self.slots.get(slot + 1)?);
        let end = self.terms[first.at].span.end;
        let touch = first.at + 1 == head.at && end == self.terms[head.at].span.start;
        (touch && !first.kind.is_animate() && head.kind.is_animate()).then_some(slot + 1)
    }

    /// Whom the sentence is about before a term: the last subject that is no other's object, one
    /// that is alive before others if `alive` asks for it.
    pub(super) fn topic(&self, at: usize, alive: bool) -> Option<usize> {
        let slots = (0..self.split(at)).rev().take(REACH);
        let mut topics = slots.filter(|slot| !self.slots[*slot].object && !self.slots[*slot].scene);
        let animate = |slot: &usize| self.slots[*slot].kind.is_animate();
        match alive {
            true => topics.clone().find(animate).or_else(|| topics.next()),
            false => topics.next(),
        }
    }

    /// The topic in the same clause.
    pub(super) fn topic_here(&self, at: usize, alive: bool) -> Option<usize> {
        let topic = self.topic(at, alive)?;
        (self.slots[topic].clause == self.clauses[at]).then_some(topic)
    }

    /// The first subject after a term, in its clause.
    pub(super) fn next_here(&self, at: usize) -> Option<usize> {
        let slot = self.split(at + 1);
        let next = self.slots.get(slot)?;
        (next.clause == self.clauses[at]).then_some(slot)
    }

    /// The subject that a relative clause from `at` on describes: the one after its 的
    /// (戴着帽子牵着狗的女孩).
    pub(super) fn described_by_clause(&self, at: usize) -> Option<usize> {
        let clause = self.clauses[at];
        let mut here = (at + 1..self.terms.len()).take(REACH);
        let inside = here.by_ref().take_while(|next| self.clauses[*next] == clause);
        let mut ends = inside.filter(|next| {
            self.terms[*next].sense == Sense::De && !self.terms[*next - 1].sense.is_attribute()
        });
        ends.find_map(|de| self.right_after(de))
    }

    /// Ties two subjects, once.
    pub(super) fn link(&mut self, owner: usize, relation: Relation, object: usize) {
        if owner == object {
            return;
        }
        self.slots[object].object = true;
        let links = &mut self.slots[owner].subject.links;
        let link = Link { relation, subject: object };
        if !links.contains(&link) {
            links.push(link);
        }
    }
}

/// A name with its words.
pub(super) fn named(tag: Option<String>, span: Span, utterance: &str) -> Named {
    Named { tag, words: span.of(utterance).to_owned(), span: Some(span) }
}

fn clauses(terms: &[Term]) -> Vec<usize> {
    let count = |clause: &mut usize, term: &Term| {
        *clause += usize::from(term.sense == Sense::Break);
        Some(*clause)
    };
    terms.iter().scan(0, count).collect()
}
