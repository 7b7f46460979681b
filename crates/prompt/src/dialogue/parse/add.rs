//! Something new, or more of the same: 再来一只, "add a hat", 旁边加一只狗, 戴上墨镜.

use super::{Parsed, View, glean};
use crate::dialogue::clause::{Clause, is_filler};
use crate::dialogue::cues::Cue;
use crate::dialogue::edit::{Change, Edit, Tie, Whom};
use crate::dialogue::reference::{self, Reference, implied};
use crate::dialogue::tokens::Kind;
use crate::{Brief, Relation, Subject};

/// Cues of a new thing; each with how it stands to one that is there.
const BRING: &[(Cue, Option<Relation>)] = &[
    (Cue::Wear, Some(Relation::Wearing)),
    (Cue::Hold, Some(Relation::Holding)),
    (Cue::Beside, Some(Relation::Beside)),
    (Cue::Add, None),
    (Cue::More, None),
    (Cue::Also, None),
    (Cue::Draw, None),
];

pub(super) fn parse(clause: &Clause, view: &View) -> Option<Parsed> {
    let (cue, relation) = *BRING.iter().find(|(cue, _)| clause.has(*cue))?;
    if clause.has(Cue::Become) && !clause.has(Cue::Add) || clause.has(Cue::Fewer) {
        return None;
    }
    if matches!(cue, Cue::More | Cue::Also | Cue::Draw) && !is_new(clause, view) {
        return None;
    }
    let there = there(clause, view);
    let words = clause.rest(|at| !there.used.contains(&at) && !is_spent(clause, at));
    let mut new = glean(&words, view.vocabulary);
    let named = new.subjects.iter().any(|subject| subject.tag.is_some());
    if !named && !matches!(cue, Cue::Add | Cue::Wear | Cue::Hold) {
        return None;
    }
    if !named && is_more(clause) {
        return Some(more(clause, view, &new, there));
    }
    if new.subjects.is_empty() || !named && clause.compares() {
        return None;
    }
    let changes = twin(&new, relation, view);
    if let Some((index, count)) = changes {
        let whom = Reference { whom: vec![Whom::Subject(index)], sure: true, used: Vec::new() };
        return Some(Parsed::Changes(vec![Change::More(i64::from(count))], whom));
    }
    let tie = tie(clause, relation, &new, &there, view);
    let mut edits = vec![Edit::Add(std::mem::take(&mut new.subjects), tie)];
    edits.extend((!new.background.scene.is_empty()).then_some(Edit::Scene(new.background.scene)));
    Some(Parsed::Edits(edits))
}

/// Whether a thing comes, where the cue alone could tell of one that is there: 还要一只狗, but
/// not 月亮再大一点.
fn is_new(clause: &Clause, view: &View) -> bool {
    let counted = |kind: &Kind| matches!(kind, Kind::Number(_) | Kind::Cue(Cue::Measure));
    let counted = clause.tokens.iter().any(|token| counted(&token.kind));
    clause.things().iter().any(|(_, tag)| !view.moment.brief.has(tag) || counted)
}

/// Who is there already and is spoken of: 给*兔子*戴一顶帽子, "next to *the dog*", "give *it* a hat".
fn there(clause: &Clause, view: &View) -> Reference {
    let tied = |(at, _): &(usize, &str)| {
        let before = |cue| at.checked_sub(1).is_some_and(|before| clause.is(before, cue));
        let follows = [Cue::Beside, Cue::Wear, Cue::Hold].iter().any(|cue| clause.is(at + 1, *cue));
        before(Cue::The) || before(Cue::Take) || follows
    };
    let tied: Vec<usize> = clause.things().into_iter().filter(tied).map(|(at, _)| at).collect();
    let mut others = clause.clone();
    for (at, token) in others.tokens.iter_mut().enumerate() {
        if !tied.contains(&at)
            && !matches!(token.kind, Kind::Cue(Cue::It | Cue::Other | Cue::Ordinal(_)))
        {
            token.kind = Kind::Cue(Cue::Filler);
        }
    }
    let found = reference::find(&others, view.moment, others.tokens.len());
    found.unwrap_or_else(|| implied(view.moment))
}

/// Cues that do not describe what is new.
fn is_spent(clause: &Clause, at: usize) -> bool {
    let Kind::Cue(cue) = clause.tokens[at].kind else { return false };
    BRING.iter().any(|(spent, _)| *spent == cue)
        || matches!(
            cue,
            Cue::Take
                | Cue::And
                | Cue::It
                | Cue::Move
                | Cue::Want
                | Cue::Within
                | Cue::One
                | Cue::The
        )
}

/// Whether only a number of the same is asked for: 再来一只, "add one more".
fn is_more(clause: &Clause) -> bool {
    let counts = |kind: &Kind| matches!(kind, Kind::Number(_) | Kind::Cue(Cue::Measure | Cue::One));
    let says = |at: usize| clause.text(at).contains("more") || clause.text(at).contains("another");
    let says_one = (0..clause.tokens.len()).any(|at| clause.is(at, Cue::Add) && says(at));
    let known =
        |kind: &Kind| !matches!(kind, Kind::Word | Kind::Cue(Cue::Plain(_) | Cue::Shift(_)));
    let all_known = clause.tokens.iter().all(|token| known(&token.kind));
    all_known && (says_one || clause.tokens.iter().any(|token| counts(&token.kind)))
}

/// More of what was spoken of; one that looks different is a thing of its own.
fn more(clause: &Clause, view: &View, said: &Brief, there: Reference) -> Parsed {
    let number = clause.tokens.iter().find_map(|token| match token.kind {
        Kind::Number(number) => Some(number),
        _ => None,
    });
    let colour = clause.tokens.iter().find_map(|token| match &token.kind {
        Kind::Colour(colour) => Some(colour.clone()),
        _ => None,
    });
    let place = clause.tokens.iter().find_map(|token| match token.kind {
        Kind::Place(place) => Some(place),
        _ => None,
    });
    let count = number.unwrap_or(1);
    let same = there.subjects().first().and_then(|index| view.moment.brief.subjects.get(*index));
    match same {
        Some(same) if there.sure && (colour.is_some() || place.is_some()) => {
            let mut new = Subject::new(same.tag.clone(), same.words.clone(), None);
            (new.count, new.colour, new.place) = (count, colour, place);
            new.size = said.subjects.first().and_then(|subject| subject.size);
            Parsed::Edits(vec![Edit::Add(vec![new], None)])
        }
        _ => Parsed::Changes(vec![Change::More(i64::from(count))], there),
    }
}

/// A thing that is there already and of which nothing new is said.
fn twin(new: &Brief, relation: Option<Relation>, view: &View) -> Option<(usize, u32)> {
    let [only] = &new.subjects[..] else { return None };
    let bare =
        Subject { count: only.count, ..Subject::new(only.tag.clone(), only.words.clone(), None) };
    let same = |subject: &Subject| subject.tag.is_some() && subject.tag == only.tag;
    let index = view.moment.brief.subjects.iter().position(same)?;
    (relation.is_none() && *only == bare).then_some((index, only.count))
}

fn tie(
    clause: &Clause,
    relation: Option<Relation>,
    new: &Brief,
    there: &Reference,
    view: &View,
) -> Option<Tie> {
    let [to] = there.subjects()[..] else { return None };
    let first = new.subjects.first()?.tag.as_deref()?;
    let worn = |tag: &str| view.vocabulary.kind(tag).is_some_and(crate::Kind::is_worn);
    let bearer = view.moment.brief.subjects.get(to)?.tag.as_deref().is_some_and(|tag| !worn(tag));
    let given = clause.tokens.iter().enumerate().any(|(at, _)| clause.text(at).starts_with("giv"));
    let relation = match relation {
        Some(relation) => relation,
        None if worn(first) && bearer => Relation::Wearing,
        None if given && !there.used.is_empty() => Relation::With,
        None => return None,
    };
    let spoken = clause.tokens.iter().any(|token| !is_filler(token));
    (there.sure && spoken).then_some(Tie { relation, to })
}
