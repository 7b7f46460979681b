//! Dialogues: the share of turns after which the state is exactly right.
//!
//! A line of the gold set is a dialogue: its turns, the brief that is right after each, and the
//! question that has to be asked. A brief there gives all subjects with tag, count, colour, place
//! and size, the background, the style, the mood and what is unwanted; what it does not give must
//! not be there. A subject's pose, material, details and links are not looked at. A colour is a
//! name, or relations that must all hold: `{"toward":"green","than":1}` (nearer to green's hue
//! than after turn 1, or than a colour of that name), `{"lighter":1}`, `{"darker":1}`,
//! `{"stronger":1}`, `{"greyer":1}`, `{"same":1}`. A dialogue is held back where its number leaves
//! 1, 4 or 6 when divided by 8.

use std::path::Path;

use anyhow::{Result, ensure};
use qingyun_prompt::dialogue::{State, turn};
use qingyun_prompt::{Brief, Colour, Vocabulary, read};
use serde::Deserialize;
use serde_json::Value;

use super::lines;

#[derive(Deserialize)]
struct Dialogue {
    id: String,
    #[serde(default)]
    held: bool,
    turns: Vec<String>,
    briefs: Vec<Value>,
    questions: Vec<Option<String>>,
}

/// A turn, and what is wrong with the state after it.
struct Judged {
    place: String,
    held: bool,
    wrong: Option<String>,
}

/// The share of turns that are right, of the dialogues that may be looked at (whose wrong turns
/// are told) and of those that are held back.
pub(crate) fn run(gold: &Path) -> Result<Vec<(&'static str, f64)>> {
    let judged = judge(gold, &Vocabulary::general())?;
    for turn in judged.iter().filter(|turn| !turn.held) {
        if let Some(wrong) = &turn.wrong {
            eprintln!("{}: {wrong}", turn.place);
        }
    }
    let share = |held: bool| {
        let turns: Vec<_> = judged.iter().filter(|turn| turn.held == held).collect();
        let right = turns.iter().filter(|turn| turn.wrong.is_none()).count();
        right as f64 / turns.len().max(1) as f64
    };
    Ok(vec![("dialogue_turns_right", share(false)), ("dialogue_turns_right_held", share(true))])
}

/// Judges every turn of the gold set.
fn judge(gold: &Path, vocabulary: &Vocabulary) -> Result<Vec<Judged>> {
    let mut judged = Vec::new();
    for dialogue in lines::read::<Dialogue>(gold)? {
        let Dialogue { turns, briefs, questions, .. } = &dialogue;
        ensure!(turns.len() == briefs.len() && turns.len() == questions.len(), "{}", dialogue.id);
        judge_dialogue(&dialogue, vocabulary, &mut judged);
    }
    Ok(judged)
}

fn judge_dialogue(dialogue: &Dialogue, vocabulary: &Vocabulary, judged: &mut Vec<Judged>) {
    let mut state = State::default();
    let mut past = Vec::new();
    for (at, said) in dialogue.turns.iter().enumerate() {
        let turn = turn(&mut state, said, vocabulary);
        past.push(state.brief().clone());
        let wrong = match turn {
            Err(error) => Err(error.to_string()),
            Ok(turn) => {
                let kind = turn.question.map(|q| serde_json::to_value(q.kind).unwrap_or_default());
                let expected = dialogue.questions[at].clone().map(Value::String);
                let asked = equal("question", &kind, &expected);
                asked.and_then(|()| compare(&dialogue.briefs[at], &past, vocabulary))
            }
        };
        let place = format!("{} turn {}: {said}", dialogue.id, at + 1);
        judged.push(Judged { place, held: dialogue.held, wrong: wrong.err() });
    }
}

type Verdict = Result<(), String>;

fn equal<T: PartialEq + std::fmt::Debug>(what: &str, got: &T, expected: &T) -> Verdict {
    if got == expected { Ok(()) } else { Err(format!("{what} is {got:?}, not {expected:?}")) }
}

/// Compares the last of the briefs so far with what is expected.
fn compare(expected: &Value, past: &[Brief], vocabulary: &Vocabulary) -> Verdict {
    let Some(brief) = past.last() else { return Ok(()) };
    let tags =
        |names: Vec<Option<&str>>| names.into_iter().map(|n| n.unwrap_or("?").to_owned()).collect();
    let listed = |value: &Value| -> Vec<String> {
        let items = value.as_array().into_iter().flatten();
        items.filter_map(|item| item.as_str().map(str::to_owned)).collect()
    };
    let subjects: &[Value] = expected["subjects"].as_array().map_or(&[], Vec::as_slice);
    let got: Vec<String> = tags(brief.subjects.iter().map(|s| s.tag.as_deref()).collect());
    let wanted: Vec<String> = tags(subjects.iter().map(|s| s["tag"].as_str()).collect());
    equal("subjects", &got, &wanted)?;
    for (at, wanted) in subjects.iter().enumerate() {
        compare_subject(wanted, at, past, vocabulary)?;
    }
    let background = &expected["background"];
    let behind = |brief: &Brief| brief.background.colour.clone();
    compare_colour("background", &background["colour"], past, behind, vocabulary)?;
    let scene: Vec<String> =
        tags(brief.background.scene.iter().map(|w| w.tag.as_deref()).collect());
    equal("scene", &scene, &listed(&background["scene"]))?;
    let named = |named: &Option<qingyun_prompt::Named>| named.as_ref().and_then(|n| n.tag.clone());
    equal("style", &named(&brief.style), &expected["style"].as_str().map(str::to_owned))?;
    equal("mood", &named(&brief.mood), &expected["mood"].as_str().map(str::to_owned))?;
    let unwanted: Vec<String> = tags(brief.exclude.iter().map(|e| e.tag.as_deref()).collect());
    equal("exclude", &unwanted, &listed(&expected["exclude"]))
}

fn compare_subject(wanted: &Value, at: usize, past: &[Brief], vocabulary: &Vocabulary) -> Verdict {
    let Some(subject) = past.last().and_then(|brief| brief.subjects.get(at)) else { return Ok(()) };
    let name = subject.tag.clone().unwrap_or_default();
    equal(
        &format!("count of {name}"),
        &u64::from(subject.count),
        &wanted["count"].as_u64().unwrap_or(1),
    )?;
    let near = |what: &str, got: Option<f32>, wanted: &Value| {
        let wanted = wanted.as_f64();
        let close = match (got, wanted) {
            (Some(got), Some(wanted)) => (f64::from(got) - wanted).abs() < 0.011,
            (got, wanted) => got.is_none() && wanted.is_none(),
        };
        if close { Ok(()) } else { Err(format!("{what} of {name} is {got:?}, not {wanted:?}")) }
    };
    near("x", subject.place.map(|place| place.x), &wanted["place"]["x"])?;
    near("y", subject.place.map(|place| place.y), &wanted["place"]["y"])?;
    near("size", subject.size, &wanted["size"])?;
    let colour = |brief: &Brief| brief.subjects.get(at)?.colour.clone();
    compare_colour(&name, &wanted["colour"], past, colour, vocabulary)
}

fn compare_colour(
    what: &str,
    wanted: &Value,
    past: &[Brief],
    of: impl Fn(&Brief) -> Option<Colour>,
    vocabulary: &Vocabulary,
) -> Verdict {
    let got = past.last().and_then(&of);
    let relations = match wanted {
        Value::Array(relations) => relations,
        wanted => {
            let got = got.map(|colour| colour.name);
            return equal(&format!("colour of {what}"), &got, &wanted.as_str().map(str::to_owned));
        }
    };
    let Some(got) = got else { return Err(format!("{what} has no colour, not {wanted}")) };
    let earlier = |than: &Value| match (than.as_u64(), than.as_str()) {
        (Some(turn), _) => past.get(usize::try_from(turn).ok()? - 1).and_then(&of),
        (None, Some(name)) => named(name, vocabulary),
        (None, None) => None,
    };
    let holds = |relation: &Value| holds(&got, relation, &earlier, vocabulary).unwrap_or(false);
    match relations.iter().find(|relation| !holds(relation)) {
        Some(relation) => Err(format!("colour of {what} is {got:?}, not {relation}")),
        None => Ok(()),
    }
}

/// Whether a relation holds; `None` where it names a colour that is not there.
fn holds(
    got: &Colour,
    relation: &Value,
    earlier: &dyn Fn(&Value) -> Option<Colour>,
    vocabulary: &Vocabulary,
) -> Option<bool> {
    if let Some(target) = relation["toward"].as_str() {
        let target = named(target, vocabulary)?.oklch[2];
        let far =
            |colour: &Colour| ((colour.oklch[2] - target + 180.0).rem_euclid(360.0) - 180.0).abs();
        return Some(far(got) < far(&earlier(&relation["than"])?) - 0.1);
    }
    let (word, than) = relation.as_object()?.iter().next()?;
    let than = earlier(than)?;
    let ([l, c, _], [than_l, than_c, _]) = (got.oklch, than.oklch);
    Some(match word.as_str() {
        "lighter" => l > than_l + 1e-4,
        "darker" => l < than_l - 1e-4,
        "stronger" => c > than_c + 1e-4,
        "greyer" => c < than_c - 1e-4,
        "same" => got.oklch == than.oklch,
        _ => return None,
    })
}

/// The colour of a name.
fn named(name: &str, vocabulary: &Vocabulary) -> Option<Colour> {
    let reading = read(&format!("a {name} cat"), vocabulary).ok()?;
    reading.brief.subjects.first()?.colour.clone()
}
