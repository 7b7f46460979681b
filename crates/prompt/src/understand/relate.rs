//! Who wears, holds and has what, and where one thing is by another.

use super::sense::{Fate, Meaning, Relative, Sense};
use super::stage::{REACH, Slot, Stage};
use super::vocabulary::Kind;
use crate::{Place, Relation};

/// Links subjects by the words between them.
pub(super) fn claim(stage: &mut Stage) {
    for at in 0..stage.terms.len() {
        if !stage.terms[at].is_open() {
            continue;
        }
        match stage.terms[at].sense.clone() {
            Sense::At => at_building(stage, at),
            Sense::Verb(relation) => verb(stage, at, relation),
            Sense::Before(relative) => before(stage, at, relative),
            Sense::On if stage.names.is_general() => before(stage, at, ON),
            Sense::After(relative) => after(stage, at, relative),
            Sense::Place(place) => relative_place(stage, at, place),
            Sense::Pronoun => possession(stage, at, None),
            Sense::De => genitive(stage, at),
            Sense::Pose(index) => object_of_pose(stage, at, index),
            _ => {}
        }
    }
    wear_what_is_left(stage);
}

/// Clothes in a clause of their own are worn by whom the sentence is about: 公主，绿色长裙.
fn wear_what_is_left(stage: &mut Stage) {
    for slot in 0..stage.slots.len() {
        if let Some(owner) = stage.compounded(slot).filter(|_| stage.slots[slot].kind.is_worn()) {
            stage.link(owner, Relation::Wearing, slot);
        }
        let Slot { at, clause, kind, object, .. } = stage.slots[slot];
        let placed = |at: &usize| {
            let sense = &stage.terms[*at].sense;
            matches!(sense, Sense::Verb(_) | Sense::Before(_) | Sense::After(_) | Sense::Pose(_))
        };
        let near = at.saturating_sub(REACH)..(at + REACH).min(stage.terms.len());
        let bare = !near.filter(|near| stage.clauses[*near] == clause).any(|near| placed(&near));
        if kind.is_worn()
            && !object
            && bare
            && let Some(owner) = stage.topic(at, true)
            && stage.slots[owner].kind.is_animate()
        {
            stage.link(owner, Relation::Wearing, slot);
        }
    }
}

/// 在餐厅吃饭: a building that stands after 在 without a side is where the picture is.
fn at_building(stage: &mut Stage, at: usize) {
    stage.terms[at].fate = Fate::Helped;
    let Some(slot) = object_of(stage, at) else { return };
    let next = stage.terms.get(stage.slots[slot].at + 1).map(|term| &term.sense);
    let sided = matches!(next, Some(Sense::After(_) | Sense::Place(_) | Sense::De));
    if stage.slots[slot].kind == Kind::Building && !sided {
        stage.slots[slot].scene = true;
    }
}

const ON: Relative = Relative { relation: Relation::On, place: None };

/// Ties `owner` to `object` for the word `at`.
fn tie(stage: &mut Stage, at: usize, owner: usize, relation: Relation, object: usize) {
    if owner == object {
        stage.terms[at].fate = Fate::Helped;
        return;
    }
    stage.link(owner, relation, object);
    stage.use_as(at, Meaning::Link(relation));
}

/// 少女戴着耳环, "a girl wearing earrings", 戴着耳环的少女.
fn verb(stage: &mut Stage, at: usize, relation: Relation) {
    stage.terms[at].fate = Fate::Helped;
    if relation == Relation::With && is_existential(stage, at) {
        return;
    }
    let object = object_of(stage, at).or_else(|| after_features(stage, at));
    let Some(object) = object else { return };
    let Some(owner) = owner(stage, at, object) else { return };
    let relation = fitting(stage, owner, relation, object);
    tie(stage, at, owner, relation, object);
    for object in coordinated(stage, object) {
        let relation = fitting(stage, owner, relation, object);
        stage.link(owner, relation, object);
    }
}

/// Whether 有 says that something is there, not that someone has it: 桌上有, 左边有.
fn is_existential(stage: &Stage, at: usize) -> bool {
    let before = (0..at).rev().take(4).find(|before| !stage.terms[*before].sense.is_filler());
    before.is_none_or(|before| {
        let sense = &stage.terms[before].sense;
        matches!(sense, Sense::After(_) | Sense::Place(_) | Sense::Scene(_) | Sense::Break)
    })
}

/// What a verb or preposition leads to: the next thing, or the one that a clause describes.
fn object_of(stage: &Stage, at: usize) -> Option<usize> {
    let next = stage.next_content(at)?;
    if stage.clauses[next] != stage.clauses[at] {
        return None;
    }
    match &stage.terms[next].sense {
        Sense::Verb(_) | Sense::Pose(_) => stage.described_by_clause(next),
        Sense::Unknown => stage.right_after(next),
        _ => stage.slot_at(next),
    }
}

/// What stands beside bodily features: with long hair and a blue hat.
fn after_features(stage: &Stage, at: usize) -> Option<usize> {
    let passes = |sense: &Sense| sense.is_attribute() || sense.is_filler() || *sense == Sense::And;
    let mut following = (at + 1..stage.terms.len()).take(REACH);
    let slot = stage.slot_at(following.find(|next| !passes(&stage.terms[*next].sense))?)?;
    let between = &stage.terms[at..stage.slots[slot].at];
    let joined = between.iter().any(|term| term.sense == Sense::And);
    (joined && stage.slots[slot].kind.is_worn()).then_some(slot)
}

/// Who wears or holds: the thing that the clause describes, else the topic, else who comes next.
fn owner(stage: &Stage, at: usize, object: usize) -> Option<usize> {
    let after = stage.slots[object].at;
    let ends = stage.terms.get(after + 1).is_some_and(|term| term.sense == Sense::De);
    let described = || stage.right_after(after + 1);
    if ends && let Some(owner) = described() {
        return Some(owner);
    }
    if let Some(topic) = stage.topic_here(at, true) {
        return Some(topic);
    }
    let clause = stage.described_by_clause(after);
    clause.or_else(|| stage.topic(at, true)).or_else(|| {
        let next = stage.split(after + 1);
        (next..stage.slots.len()).take(3).find(|slot| stage.slots[*slot].kind.is_animate())
    })
}

/// The relation that the two kinds allow: nobody wears a sword, and a hat "with" someone is worn.
fn fitting(stage: &Stage, owner: usize, relation: Relation, object: usize) -> Relation {
    let (owner, object) = (stage.slots[owner].kind, stage.slots[object].kind);
    match relation {
        Relation::With | Relation::In if owner.is_animate() && object.is_worn() => {
            Relation::Wearing
        }
        Relation::With
            if matches!(owner, Kind::Person | Kind::Creature) && object == Kind::Tool =>
        {
            Relation::Holding
        }
        Relation::Wearing if object == Kind::Tool => Relation::Holding,
        other => other,
    }
}

/// Things of the same sort that follow an object: a hat and glasses.
fn coordinated(stage: &Stage, object: usize) -> Vec<usize> {
    let mut found = Vec::new();
    let mut last = object;
    while let Some(and) = stage.terms.get(stage.slots[last].at + 1)
        && and.sense == Sense::And
        && let Some(next) = stage.right_after(stage.slots[last].at + 1)
        && alike(stage.slots[object].kind, stage.slots[next].kind)
    {
        found.push(next);
        last = next;
    }
    found
}

fn alike(one: Kind, other: Kind) -> bool {
    one == other && !one.is_animate() || one.is_worn() && other.is_worn()
}

/// "a cat on a couch", "in a red dress", "under the table there is a dog".
fn before(stage: &mut Stage, at: usize, relative: Relative) {
    stage.terms[at].fate = Fate::Helped;
    let Some(ground) = object_of(stage, at) else { return on_someone(stage, at, relative) };
    if is_scenery(stage, relative, ground) {
        return;
    }
    let ahead = || stage.next_here(stage.slots[ground].at);
    let figure = stage.topic(stage.slots[ground].at, false).filter(|topic| *topic != ground);
    if let Some(figure) = figure.or_else(ahead) {
        stand(stage, at, figure, relative, ground);
    }
}

/// "a parrot on his shoulder", 乌鸦停在它的肩膀上: the other one is who was spoken of before.
fn on_someone(stage: &mut Stage, at: usize, relative: Relative) {
    let near = at.saturating_sub(4)..(at + 4).min(stage.terms.len());
    let pronoun = near.into_iter().any(|near| stage.terms[near].sense == Sense::Pronoun);
    let Some(figure) = stage.split(at).checked_sub(1).filter(|_| pronoun) else { return };
    let other = stage.topic(at, true).filter(|topic| *topic != figure);
    let Some(ground) = other.or_else(|| stage.topic(stage.slots[figure].at, true)) else { return };
    let links = &mut stage.slots[ground].subject.links;
    links.retain(|link| link.subject != figure || link.relation != Relation::With);
    if links.iter().all(|link| link.subject != figure) && stage.slots[ground].kind.is_animate() {
        stand(stage, at, figure, relative, ground);
        stage.slots[ground].object = false;
    }
}

/// A building that something is inside of is where the picture is.
fn is_scenery(stage: &mut Stage, relative: Relative, ground: usize) -> bool {
    let slot = &mut stage.slots[ground];
    slot.scene = relative.relation == Relation::In && slot.kind == Kind::Building;
    slot.scene
}

fn stand(stage: &mut Stage, at: usize, figure: usize, relative: Relative, ground: usize) {
    let relation = fitting(stage, figure, relative.relation, ground);
    tie(stage, at, figure, relation, ground);
    if let Some([x, y]) = relative.place {
        stage.slots[figure].subject.place.get_or_insert(Place { x, y });
    }
    if stage.slots[figure].at > stage.slots[ground].at {
        for other in coordinated(stage, figure) {
            stage.link(other, relation, ground);
        }
    }
}

/// 桌子上有一个苹果, 苹果在桌子上, 桌子上的苹果; 旁边有一只狗 is beside who was spoken of.
fn after(stage: &mut Stage, at: usize, relative: Relative) {
    stage.terms[at].fate = Fate::Helped;
    match ground_before(stage, at) {
        Some(ground) => by_ground(stage, at, relative, ground),
        None if stands_first(stage, at) && !before_verb(stage, at) => {
            beside_topic(stage, at, relative);
        }
        None => on_someone(stage, at, relative),
    }
}

fn by_ground(stage: &mut Stage, at: usize, relative: Relative, ground: usize) {
    if is_scenery(stage, relative, ground) {
        return;
    }
    if let Some(figure) = figure(stage, at, ground) {
        stand(stage, at, figure, relative, ground);
    }
}

/// Who is there: what the phrase describes, else the topic of the clause, else who comes next.
fn figure(stage: &Stage, at: usize, ground: usize) -> Option<usize> {
    let ground_at = stage.slots[ground].at;
    let described = stage.terms.get(at + 1).filter(|term| term.sense == Sense::De);
    let described = described.and_then(|_| stage.right_after(at + 1));
    let here = stage.topic_here(ground_at, false);
    let here = here.filter(|topic| stage.slots[*topic].at < ground_at);
    let next = stage.next_here(at);
    described.or(here).or(next).or_else(|| stage.topic(ground_at, false))
}

/// The subject right before a word of place, with nothing but 的 between.
fn ground_before(stage: &Stage, at: usize) -> Option<usize> {
    let de = |before: &usize| stage.terms[*before].sense == Sense::De;
    let before = (0..at).rev().take(2).find(|before| !de(before))?;
    stage.slot_at(before)
}

/// Whether what follows says itself how the two belong together: 头上戴着.
fn before_verb(stage: &Stage, at: usize) -> bool {
    let next = stage.next_content(at).map(|next| &stage.terms[next].sense);
    matches!(next, Some(Sense::Verb(Relation::Wearing | Relation::Holding)))
}

/// Whether nothing but fillers stands before the word in its clause.
fn stands_first(stage: &Stage, at: usize) -> bool {
    let before = (0..at).rev().take(REACH_BACK).find(|at| !stage.terms[*at].sense.is_filler());
    before.is_none_or(|before| matches!(stage.terms[before].sense, Sense::Break | Sense::And))
}

const REACH_BACK: usize = 4;

fn beside_topic(stage: &mut Stage, at: usize, relative: Relative) {
    let (topic, next) = (stage.topic(at, false), stage.next_here(at));
    if let (Some(ground), Some(figure)) = (topic, next) {
        stand(stage, at, figure, relative, ground);
        stage.slots[ground].object = false;
    }
}

/// 猫的左边, 在桌子上面: the place is told by another thing. 猫在左边 is left for later.
fn relative_place(stage: &mut Stage, at: usize, [x, y]: [f32; 2]) {
    let Some(ground) = ground_before(stage, at).filter(|_| stage.names.is_general()) else {
        return;
    };
    let tied = stage.terms[at - 1].sense == Sense::De || is_at(stage, ground);
    let upright = x == 0.5 && y != 0.5;
    let furniture = matches!(stage.slots[ground].kind, Kind::Furniture | Kind::Plant | Kind::Tool);
    if !(tied || upright && furniture) {
        return;
    }
    let relation = match (upright, y < 0.5) {
        (false, _) => Relation::Beside,
        (true, true) => Relation::On,
        (true, false) => Relation::Under,
    };
    let place = (!upright).then_some([x, y]);
    by_ground(stage, at, Relative { relation, place }, ground);
}

/// Whether 在, or a pose that ends in it, stands before the subject and what describes it.
fn is_at(stage: &Stage, ground: usize) -> bool {
    let passes = |sense: &Sense| sense.is_attribute() || sense.is_filler();
    let mut before = (0..stage.slots[ground].at).rev().take(REACH_BACK);
    let before = before.find(|before| !passes(&stage.terms[*before].sense));
    before.is_some_and(|before| {
        let term = &stage.terms[before];
        let words = term.span.of(stage.utterance);
        term.sense == Sense::At || matches!(term.sense, Sense::Pose(_)) && words.ends_with('在')
    })
}

/// 她的衣服, "her dress": what follows belongs to whom the sentence is about.
fn possession(stage: &mut Stage, at: usize, owner: Option<usize>) {
    let Some(object) = stage.right_after(at) else { return };
    let near = stage.slots[object].at <= at + 4;
    let next = || {
        let after = object + 1..stage.slots.len();
        after.take(3).find(|slot| stage.slots[*slot].kind.is_animate())
    };
    let owner = owner.or_else(|| stage.topic(at, true)).or_else(next);
    let Some(owner) = owner.filter(|owner| near && *owner != object) else { return };
    if stage.slots[owner].kind.is_animate() && !stage.slots[object].kind.is_animate() {
        let relation = fitting(stage, owner, Relation::With, object);
        stage.link(owner, relation, object);
    }
}

/// 女孩的裙子 is worn by her; 红色屋顶的房子 has the roof.
fn genitive(stage: &mut Stage, at: usize) {
    let owner = at.checked_sub(1).and_then(|before| stage.slot_at(before));
    let Some(first) = owner.filter(|owner| !stage.slots[*owner].object) else { return };
    match stage.slots[first].kind {
        kind if kind.is_animate() => possession(stage, at, Some(first)),
        _ => {
            if let Some(whole) = stage.slot_at(at + 1).filter(|_| stage.names.is_general()) {
                stage.link(whole, Relation::With, first);
            }
        }
    }
}

/// "riding a horse" ties the two; what else is eaten, read or chased is no topic afterwards.
fn object_of_pose(stage: &mut Stage, at: usize, index: usize) {
    let attributive = stage.terms.get(at + 1).is_some_and(|term| term.sense == Sense::De);
    if attributive || is_attributive(stage, at) {
        return;
    }
    let Some(object) = object_of(stage, at) else { return };
    match stage.names.tag(index) {
        "riding" | "driving" => {
            if let Some(owner) = owner(stage, at, object) {
                stage.link(owner, Relation::On, object);
            }
        }
        _ => stage.slots[object].object |= owner(stage, at, object).is_some_and(|o| o != object),
    }
}

/// "a sleeping cat": an English pose between what introduces a thing and the thing.
pub(super) fn is_attributive(stage: &Stage, at: usize) -> bool {
    let word = stage.terms[at].span.of(stage.utterance);
    let introduces = |sense: &Sense| sense.is_filler() || sense.is_attribute();
    let before = at.checked_sub(1).map(|before| &stage.terms[before].sense);
    let opens = before.is_none_or(|sense| introduces(sense) || *sense == Sense::And);
    let follows = |sense: &Sense| sense.is_attribute() || matches!(sense, Sense::Subject(_));
    let next = stage.terms.get(at + 1).is_some_and(|term| follows(&term.sense));
    word.is_ascii() && opens && next && stage.right_after(at).is_some()
}
