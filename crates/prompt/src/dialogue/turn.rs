//! One turn of a dialogue.

use super::apply;
use super::clause::{Clause, LONGEST, MOST, clauses};
use super::cues::Cue;
use super::differences::{Difference, differences};
use super::edit::{Change, Edit, Whom};
use super::parse::{self, Parsed, View};
use super::question::{Pending, Question};
use super::reference::{Reference, find, standing};
use super::state::{Last, Moment, State};
use super::swing::Swing;
use super::tokens::{Kind, Token, tokens};
use crate::{Brief, Error, MAX_BYTES, Subject, Vocabulary, read};

/// What a turn did.
#[derive(Clone, Debug, PartialEq)]
pub struct Turn {
    /// The edits, in the order in which they were made.
    pub edits: Vec<Edit>,
    /// What is different now.
    pub changed: Vec<Difference>,
    /// What has to be asked; what the question is about stays as it was.
    pub question: Option<Question>,
}

/// Follows a turn. Where it fails, the state stays as it was.
///
/// A wish with a verb of painting that does not speak of what is there ("draw a dog") begins anew;
/// everything else edits what is there.
///
/// # Errors
/// [`Error::Empty`] without any word, [`Error::TooLong`] above [`MAX_BYTES`], and
/// [`Error::NothingKnown`] if a new wish names nothing to paint.
pub fn turn(state: &mut State, said: &str, vocabulary: &Vocabulary) -> Result<Turn, Error> {
    if said.len() > MAX_BYTES {
        return Err(Error::TooLong { bytes: said.len() });
    }
    let tokens = tokens(said, vocabulary, &state.now.brief);
    if tokens.iter().all(|token| token.kind == Kind::Break) {
        return Err(Error::Empty);
    }
    let before = state.clone();
    let mut listener = Listener::new(state, said, vocabulary);
    if let Err(error) = listener.listen(&clauses(said, &tokens)) {
        *state = before;
        return Err(error);
    }
    let Listener { edits, question, .. } = listener;
    Ok(Turn { edits, changed: differences(&before.now.brief, &state.now.brief), question })
}

/// Follows the clauses of one turn.
struct Listener<'a> {
    state: &'a mut State,
    said: &'a str,
    vocabulary: &'a Vocabulary,
    /// The moment that the clauses have led to.
    now: Moment,
    /// The moments before each clause of this turn that changed something.
    steps: Vec<Moment>,
    edits: Vec<Edit>,
    question: Option<Question>,
    /// Whether the turn said that something was wrong.
    corrected: bool,
    removed: Option<(usize, Subject)>,
}

impl<'a> Listener<'a> {
    fn new(state: &'a mut State, said: &'a str, vocabulary: &'a Vocabulary) -> Self {
        let now = state.now.clone();
        Self {
            state,
            said,
            vocabulary,
            now,
            steps: Vec::new(),
            edits: Vec::new(),
            question: None,
            corrected: false,
            removed: None,
        }
    }

    fn listen(&mut self, clauses: &[Clause]) -> Result<(), Error> {
        let pending = self.state.pending.take();
        if let Some(pending) = pending.filter(|_| clauses.len() == 1)
            && self.answer(&clauses[0], &pending)
        {
            self.finish();
            return Ok(());
        }
        let mut at = 0;
        while at < clauses.len() && self.question.is_none() {
            at += match self.wish(&clauses[at..]) {
                0 => self.follow(&clauses[at], &clauses[at + 1..]),
                many => {
                    self.begin(&clauses[at..at + many])?;
                    many
                }
            };
        }
        self.finish();
        Ok(())
    }

    /// The answer to the question which of several is meant.
    fn answer(&mut self, clause: &Clause, pending: &Pending) -> bool {
        if clause.tokens.len() > LONGEST {
            return false;
        }
        let Some(found) = find(clause, &self.now, clause.tokens.len()) else { return false };
        let among = found.subjects().iter().all(|index| pending.among.contains(index));
        if !found.sure || !among || found.subjects().is_empty() {
            return false;
        }
        self.change(&pending.changes, &found);
        true
    }

    /// How many clauses belong to a wish that begins anew; 0 where this is an edit.
    fn wish(&self, clauses: &[Clause]) -> usize {
        let end = clauses.iter().skip(1).position(corrects).map_or(clauses.len(), |at| at + 1);
        let many = clauses.len() > MOST || clauses[0].tokens.len() > LONGEST;
        let nothing = self.now.brief == Brief::default() && self.removed.is_none();
        let first = nothing && !is_about_turns(&clauses[0], self);
        let again = self.steps.is_empty() || self.corrected;
        if many || first || again && begins_anew(&clauses[0], &self.now) { end } else { 0 }
    }

    /// Reads a wish as a whole.
    fn begin(&mut self, clauses: &[Clause]) -> Result<(), Error> {
        let span = |clause: &Clause| {
            clause.tokens.first().zip(clause.tokens.last()).map(|(a, b)| a.span.join(b.span))
        };
        let spans = clauses.iter().filter_map(span);
        let words =
            spans.reduce(|one, other| one.join(other)).map_or("", |span| span.of(self.said));
        let brief = parse::tidy(read(words, self.vocabulary)?.brief);
        self.edit(vec![Edit::Anew(Box::new(brief))]);
        Ok(())
    }

    /// Follows one clause; the result is how many clauses that took.
    fn follow(&mut self, clause: &Clause, rest: &[Clause]) -> usize {
        // "Too light, darker": the first is only the reason of the second.
        if clause.has(Cue::Too) && rest.iter().any(|next| !next.has(Cue::Fine)) {
            return 1;
        }
        let removed = self.removed.take();
        let view =
            View { moment: &self.now, vocabulary: self.vocabulary, removed: removed.as_ref() };
        match parse::parse(clause, &view) {
            Parsed::Edits(edits) => self.edit(edits),
            Parsed::Changes(changes, whom) => self.change(&changes, &whom),
            Parsed::Ask(question) => self.ask(clause, question),
            Parsed::Wrong => self.wrong(rest),
            Parsed::Meant(whom) => self.meant(whom),
            Parsed::Mention(subjects) => self.mention(clause, subjects),
            Parsed::Undo => self.back(),
            Parsed::First => _ = self.state.first().then(|| self.now = self.state.now.clone()),
            Parsed::Redo => _ = self.state.redo().then(|| self.now = self.state.now.clone()),
            Parsed::Fine => {}
        }
        1
    }

    /// A clause that could not be followed beside others that could is passed over.
    fn ask(&mut self, clause: &Clause, question: Question) {
        let talk = clause.tokens.iter().all(|token| {
            matches!(token.kind, Kind::Scene(_) | Kind::Known | Kind::Word | Kind::Cue(_))
        });
        if !(talk && self.corrected) {
            self.question = Some(question);
        }
    }

    /// Takes the last edit back, unless what follows leads its colour on from where it is.
    fn wrong(&mut self, rest: &[Clause]) {
        if self.corrected {
            return;
        }
        self.corrected = true;
        let coloured = self.now.last.as_ref().is_some_and(|last| last.coloured().is_some());
        let leads_on = coloured && rest.iter().any(leads_colour);
        if !leads_on && (!self.steps.is_empty() || self.state.depth().0 > 1) {
            self.back();
        }
    }

    fn back(&mut self) {
        match self.steps.pop() {
            Some(before) => {
                self.now = before;
                self.edits.pop();
            }
            None => {
                self.state.undo();
                self.now = self.state.now.clone();
            }
        }
    }

    /// The last changes, of others than those that got them.
    fn meant(&mut self, whom: Vec<Whom>) {
        let Some(last) = self.now.last.clone() else { return };
        self.back();
        self.change(&last.changes, &Reference { whom, sure: true, used: Vec::new() });
    }

    /// "It" means these from now on; "the dog too" changes them as the last ones.
    fn mention(&mut self, clause: &Clause, subjects: Vec<usize>) {
        let also = clause.has(Cue::Also) || clause.has(Cue::Too);
        let last = self.now.last.take();
        self.now.focus.clone_from(&subjects);
        if let Some(last) = last.filter(|_| also) {
            let whom = subjects.into_iter().map(Whom::Subject).collect();
            self.change(&last.changes, &Reference { whom, sure: true, used: Vec::new() });
        }
    }

    /// Edits that name all that they change.
    fn edit(&mut self, edits: Vec<Edit>) {
        let before = self.now.clone();
        for edit in edits {
            let there = self.now.brief.subjects.len();
            self.now.brief = apply(&self.now.brief, &edit);
            match &edit {
                Edit::Add(..) => self.now.focus = vec![there],
                Edit::Anew(_) | Edit::Keep(_) => self.now.focus = standing(&self.now.brief),
                Edit::Of(Whom::Subject(index), _) => self.now.focus = vec![*index],
                _ => {}
            }
            self.edits.push(edit);
        }
        (self.now.last, self.now.swing) = (None, None);
        self.steps.push(before);
    }

    /// Changes those that are meant, or asks who is.
    fn change(&mut self, changes: &[Change], whom: &Reference) {
        if !whom.sure {
            let among = whom.subjects();
            if among.is_empty() {
                self.question = Some(Question::what(self.said));
                return;
            }
            self.question = Some(Question::which(&self.now.brief, &among));
            self.state.pending = Some(Pending { changes: changes.to_vec(), among });
            return;
        }
        let before = self.now.clone();
        let changes: Vec<Change> =
            changes.iter().map(|change| self.shared(change, &whom.whom)).collect();
        self.remember_removed(&changes, &whom.whom);
        // From the last to the first, so that what goes does not move those that follow.
        for one in whom.whom.iter().rev() {
            for change in &changes {
                let edit = Edit::Of(*one, change.clone());
                self.now.brief = apply(&self.now.brief, &edit);
                self.edits.push(edit);
            }
        }
        self.look_at(whom, &before);
        self.now.last = Some(Last { whom: whom.whom.clone(), changes });
        self.steps.push(before);
    }

    /// What "it" means after a change.
    fn look_at(&mut self, whom: &Reference, before: &Moment) {
        let fewer = self.now.brief.subjects.len() < before.brief.subjects.len();
        let subjects = whom.subjects();
        match (fewer, subjects.is_empty()) {
            (true, _) => self.now.focus = standing(&self.now.brief),
            (false, false) => self.now.focus = subjects,
            (false, true) => {}
        }
    }

    fn remember_removed(&mut self, changes: &[Change], whom: &[Whom]) {
        let [Whom::Subject(index)] = whom else { return };
        if changes.contains(&Change::Remove)
            && let Some(subject) = self.now.brief.subjects.get(*index)
        {
            self.removed = Some((*index, subject.clone()));
        }
    }

    /// A step of a colour with the share that is taken of it.
    fn shared(&mut self, change: &Change, whom: &[Whom]) -> Change {
        let (Change::Tone(tone), Some(first)) = (change, whom.first()) else {
            if matches!(change, Change::Colour(_)) {
                self.now.swing = None;
            }
            return change.clone();
        };
        let known = self.now.swing.take().filter(|swing| swing.is_of(*first));
        let mut swing = known.unwrap_or_else(|| Swing::new(*first));
        let mut tone = tone.clone();
        tone.share = swing.share(first.colour(&self.now.brief), &tone.heading, self.corrected);
        self.now.swing = Some(swing);
        Change::Tone(tone)
    }

    fn finish(&mut self) {
        if self.steps.is_empty() {
            self.state.now.focus.clone_from(&self.now.focus);
        } else if self.now.brief == self.state.now.brief {
            self.state.now = self.now.clone();
        } else {
            self.state.advance(self.now.clone());
        }
    }
}

/// Whether a clause says that the last turn, or what was said right before, is wrong.
fn corrects(clause: &Clause) -> bool {
    clause.is(0, Cue::Wrong) && clause.tokens.len() <= 2 || clause.is(0, Cue::NotThis)
}

/// Whether a clause is about turns, not about the picture.
fn is_about_turns(clause: &Clause, listener: &Listener) -> bool {
    let cues = [Cue::Undo, Cue::Redo, Cue::First, Cue::Reset];
    let fine =
        |token: &Token| matches!(token.kind, Kind::Cue(Cue::Fine | Cue::Filler | Cue::Wrong));
    let history = listener.state.depth() != (0, 0);
    history && (cues.iter().any(|cue| clause.has(*cue)) || clause.tokens.iter().all(fine))
}

/// "Draw a dog", but not "draw a dog next to it" or 再画一只狗.
fn begins_anew(clause: &Clause, now: &Moment) -> bool {
    let ties = [
        Cue::Add,
        Cue::More,
        Cue::Also,
        Cue::Other,
        Cue::It,
        Cue::All,
        Cue::Beside,
        Cue::Take,
        Cue::Undo,
        Cue::Become,
        Cue::Wear,
    ];
    let known = clause.things().into_iter().any(|(at, tag)| {
        now.brief.has(tag)
            && (at.checked_sub(1).is_some_and(|before| clause.is(before, Cue::The))
                || clause.compares())
    });
    let names = clause.tokens.iter().any(|token| matches!(token.kind, Kind::Thing(_) | Kind::Word));
    clause.has(Cue::Draw) && names && !known && !ties.iter().any(|tie| clause.has(*tie))
}

/// Whether a clause leads a colour on from where it is.
fn leads_colour(clause: &Clause) -> bool {
    let colour = |token: &Token| match token.kind {
        Kind::Colour(_) => clause.compares(),
        Kind::Cue(Cue::Toward(_)) => true,
        Kind::Cue(Cue::Shift(axis) | Cue::Plain(axis)) => {
            !matches!(axis, super::edit::Axis::Larger | super::edit::Axis::Smaller)
        }
        _ => false,
    };
    clause.tokens.iter().any(colour)
}
