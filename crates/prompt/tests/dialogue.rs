//! Dialogues from outside: what holds whatever is said.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use palette::convert::FromColorUnclamped;
use palette::{Oklch, Srgb};
use proptest::prelude::*;
use qingyun_prompt::dialogue::{Ask, Difference, KEPT, State, turn};
use qingyun_prompt::{Brief, Colour, Error, MAX_BYTES, Vocabulary};

fn vocabulary() -> Vocabulary {
    Vocabulary::general()
}

fn after(turns: &[&str]) -> State {
    let (mut state, vocabulary) = (State::default(), vocabulary());
    for said in turns {
        turn(&mut state, said, &vocabulary).unwrap_or_else(|error| panic!("{said}: {error}"));
    }
    state
}

fn colour(state: &State) -> Colour {
    state.brief().subjects[0].colour.clone().unwrap()
}

#[test]
fn steps_of_a_hue_halve_when_the_person_swings_back() {
    let hue = |turns: &[&str]| colour(&after(turns)).oklch[2];
    let orange = hue(&["画一只橙色的猫"]);
    // 15° toward green, and half of that back.
    assert!((hue(&["画一只橙色的猫", "再绿一点"]) - orange - 15.0).abs() < 0.01);
    let back = hue(&["画一只橙色的猫", "再绿一点", "不对，不是这种绿，再红一点"]);
    assert!((back - orange - 7.5).abs() < 0.01);
    let again = hue(&["画一只橙色的猫", "再绿一点", "再红一点", "再绿一点"]);
    assert!((again - orange - 15.0 + 7.5 - 3.75).abs() < 0.01);
}

#[test]
fn a_correction_alone_takes_back_and_one_within_a_turn_too() {
    let state = after(&["a red cat", "make it blue", "no, not that"]);
    assert_eq!(colour(&state).name, "red");
    let state = after(&["a red cat", "make it bigger, no, make it blue"]);
    assert_eq!((colour(&state).name.as_str(), state.brief().subjects[0].size), ("blue", None));
}

#[test]
fn a_question_changes_nothing_until_it_is_answered() {
    let (mut state, vocabulary) = (after(&["a cat and a dog"]), vocabulary());
    let before = state.brief().clone();
    let asked = turn(&mut state, "make it red", &vocabulary).unwrap().question.unwrap();
    assert_eq!((asked.kind, state.brief()), (Ask::Which, &before));
    assert!(asked.text.contains("cat") && asked.zh.contains("dog"), "{asked:?}");
    let answered = turn(&mut state, "the dog", &vocabulary).unwrap();
    assert_eq!(state.brief().subjects[1].colour.as_ref().unwrap().name, "red");
    assert_eq!(answered.changed.len(), 1);
}

#[test]
fn what_changed_is_told_in_both_languages() {
    let (mut state, vocabulary) = (after(&["一只红色的猫"]), vocabulary());
    let mut told = |said: &str| {
        let changed = turn(&mut state, said, &vocabulary).unwrap().changed;
        let line = |one: &Difference| format!("{} {} / {}", one.sign.mark(), one.text, one.zh);
        changed.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(told("加两只蓝色的狗"), ["+ blue dog × 2 / 蓝色的狗 × 2"]);
    assert_eq!(told("去掉猫"), ["- red cat / 红色的猫"]);
    assert_eq!(told("换成鸟"), ["~ dog → bird / 狗 → 鸟"]);
    assert_eq!(told("放大"), ["+ size of the bird: 0.88 / 鸟的大小：0.88"]);
}

#[test]
fn history_is_bounded() {
    let (mut state, vocabulary) = (after(&["a cat"]), vocabulary());
    for _ in 0..KEPT {
        turn(&mut state, "one more", &vocabulary).unwrap();
        turn(&mut state, "move it up", &vocabulary).unwrap();
    }
    assert_eq!(state.depth(), (KEPT, 0));
}

#[test]
fn bad_turns_leave_the_state_alone() {
    let (mut state, vocabulary) = (after(&["a cat"]), vocabulary());
    let before = state.clone();
    assert_eq!(turn(&mut state, " \u{202e}", &vocabulary), Err(Error::Empty));
    let long = "猫".repeat(MAX_BYTES / 3 + 1);
    assert!(matches!(turn(&mut state, &long, &vocabulary), Err(Error::TooLong { .. })));
    assert!(turn(&mut state, "撤销，画", &vocabulary).is_err());
    assert_eq!(state, before);
}

#[test]
fn the_longest_turns() {
    let vocabulary = vocabulary();
    for word in
        ["猫", "a cat, ", "再绿一点，", "不对", "it ", "the red one ", "zq ", "换成", "，", "and "]
    {
        let long = word.repeat(MAX_BYTES / word.len());
        let mut state = after(&["a cat and a red dog"]);
        for said in [&long, "bigger", &long] {
            let _ = turn(&mut state, said, &vocabulary);
            assert!(state.brief().subjects.len() <= 200);
        }
    }
}

/// Words of turns in every order, and anything at all.
fn said() -> impl Strategy<Value = String> {
    let words = [
        "画",
        "一只",
        "猫",
        "a cat",
        "狗",
        "the dog",
        "帽子",
        "红色",
        "blue",
        "再",
        "绿",
        "一点",
        "很多",
        "大",
        "bigger",
        "小一点",
        "往左",
        "to the left",
        "up",
        "它",
        "it",
        "另一只",
        "the second one",
        "左边那个",
        "都",
        "both",
        "加",
        "add",
        "去掉",
        "remove",
        "no",
        "不对",
        "不要",
        "换成",
        "make",
        "变成",
        "三",
        "two",
        "把",
        "和",
        "and",
        "背景",
        "background",
        "太",
        "亮",
        "darker",
        "鲜艳",
        "里面透",
        "swap",
        "for",
        "撤销",
        "redo",
        "重新开始",
        "旁边",
        "一",
        "少",
        "fewer",
        "only keep",
        "I meant",
        "too",
        "素描",
        "，",
        ". ",
        " ",
        "\u{202e}",
        "é",
    ];
    let woven = prop::collection::vec(prop::sample::select(words.to_vec()), 1..9);
    prop_oneof![1 => any::<String>(), 6 => woven.prop_map(|words| words.join(" ")),]
}

fn is_sound(brief: &Brief) {
    let shown = |colour: &Option<Colour>| {
        let Some(Colour { oklch: [l, c, h], .. }) = colour else { return true };
        let rgb = Srgb::from_color_unclamped(Oklch::new(*l, *c, *h));
        [rgb.red, rgb.green, rgb.blue].iter().all(|part| (-0.01..=1.01).contains(part))
    };
    let inside = |at: f32| (0.0..=1.0).contains(&at);
    assert!(shown(&brief.background.colour));
    for subject in &brief.subjects {
        assert!(subject.count >= 1 && shown(&subject.colour), "{subject:?}");
        assert!(
            subject.place.is_none_or(|place| inside(place.x) && inside(place.y)),
            "{subject:?}"
        );
        assert!(subject.size.is_none_or(|size| (0.05..=1.0).contains(&size)), "{subject:?}");
        assert!(
            subject.links.iter().all(|link| link.subject < brief.subjects.len()),
            "{subject:?}"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    #[test]
    fn whatever_is_said(turns in prop::collection::vec(said(), 1..8)) {
        thread_local!(static VOCABULARY: Vocabulary = vocabulary());
        VOCABULARY.with(|vocabulary| {
            let mut state = after(&["一只橙色的猫和一只狗"]);
            let mut again = state.clone();
            for said in &turns {
                let before = state.clone();
                let done = turn(&mut state, said, vocabulary);
                prop_assert_eq!(&done, &turn(&mut again, said, vocabulary), "{}", said);
                is_sound(state.brief());
                if done.is_err() {
                    prop_assert_eq!(&state, &before);
                } else if state.depth().0 == before.depth().0 + 1 && before.depth().1 == 0 {
                    let after = state.brief().clone();
                    turn(&mut state, "undo", vocabulary).unwrap();
                    prop_assert_eq!(state.brief(), before.brief());
                    turn(&mut state, "redo", vocabulary).unwrap();
                    prop_assert_eq!(state.brief(), &after);
                    again = state.clone();
                }
            }
            Ok(())
        })?;
    }
}
