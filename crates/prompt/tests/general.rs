//! What people say with the general vocabulary, and the briefs that are right for it. The
//! expectations were written by hand.

#![allow(clippy::unwrap_used)]

use qingyun_prompt::{Brief, Named, Subject, Vocabulary, read};

/// Briefs are written `tag xcount colour *size (material) [pose] {attributes} relation>tag;
/// next | in scene, scene | style | mood | not thing`, each part where there is something to say.
const CASES: &[(&str, &str)] = &[
    (
        "画一个戴着耳环的少女在五彩斑斓的黑夜中翩翩起舞，她的右手要拿着一把铁剑，她的衣服花纹是云霞纹路",
        "earrings; girl [dancing] wearing>earrings holding>sword wearing>clothes; sword (iron); \
         clothes {cloud pattern} | in colorful, night",
    ),
    (
        "A girl in earrings dances in the colorful dark night, an iron sword in her right hand",
        "girl [dancing] wearing>earrings; earrings; sword (iron) | in colorful, night",
    ),
    ("三只白色的猫", "cat x3 white"),
    ("a pair of red shoes", "shoes x2 red"),
    ("桌子上有一个苹果", "table; apple on>table"),
    ("一个苹果在桌子上", "apple on>table; table"),
    ("桌子上的苹果", "table; apple on>table"),
    ("an apple on a table", "apple on>table; table"),
    ("穿着红裙子的女孩牵着一只白色的小狗", "dress red; girl wearing>dress holding>dog; dog white"),
    ("a man with blue eyes and a beard", "man {blue eyes, beard}"),
    ("一只猫坐在花瓶旁边，花瓶里有一朵玫瑰", "cat [sitting] beside>vase; vase; rose in>vase"),
    ("森林里有一只鹿，水彩画", "deer | in forest | watercolor"),
    ("a boy in a kitchen, cozy mood, no dog", "boy | in kitchen | mood cozy | not dog"),
    ("一只霸天兽", "霸天兽"),
    ("a zorblax on a rock", "zorblax on>rock; rock"),
];

fn written(brief: &Brief) -> String {
    let tags = |list: &[Named]| {
        list.iter().filter_map(|named| named.tag.clone()).collect::<Vec<_>>().join(", ")
    };
    let subjects = brief.subjects.iter().map(|subject| line(subject, brief, &tags));
    let mut text = subjects.collect::<Vec<_>>().join("; ");
    let scene = tags(&brief.background.scene);
    let style = brief.style.as_ref().and_then(|named| named.tag.clone()).unwrap_or_default();
    let mood = brief.mood.as_ref().and_then(|named| named.tag.clone()).unwrap_or_default();
    let not: Vec<_> = brief.exclude.iter().filter_map(|e| e.tag.clone()).collect();
    for (word, part) in [("in ", scene), ("", style), ("mood ", mood), ("not ", not.join(", "))] {
        text += &if part.is_empty() { part } else { format!(" | {word}{part}") };
    }
    text
}

fn line(subject: &Subject, brief: &Brief, tags: &dyn Fn(&[Named]) -> String) -> String {
    let name = |subject: &Subject| subject.tag.clone().unwrap_or(subject.words.clone());
    let mut text = name(subject);
    if subject.count > 1 {
        text += &format!(" x{}", subject.count);
    }
    text += &subject.colour.as_ref().map(|c| format!(" {}", c.name)).unwrap_or_default();
    text += &subject.size.map(|size| format!(" *{size}")).unwrap_or_default();
    for (named, marks) in [(&subject.material, "()"), (&subject.pose, "[]")] {
        let tag = named.as_ref().and_then(|named| named.tag.as_deref());
        text += &tag.map(|tag| format!(" {}{tag}{}", &marks[..1], &marks[1..])).unwrap_or_default();
    }
    let attributes = tags(&subject.attributes);
    text += &if attributes.is_empty() { attributes } else { format!(" {{{attributes}}}") };
    for link in &subject.links {
        text += &format!(" {}>{}", link.relation.name(), name(&brief.subjects[link.subject]));
    }
    text
}

#[test]
fn briefs() {
    let vocabulary = Vocabulary::general();
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|(said, expected)| {
            let got = read(said, &vocabulary)
                .map_or_else(|error| error.to_string(), |reading| written(&reading.brief));
            (got != *expected).then(|| format!("{said}\n  expected {expected}\n  got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

#[test]
fn any_length_is_read_in_time() {
    let vocabulary = Vocabulary::general();
    for word in ["戴着帽子的猫", "cat on a table ", "红色的", "女孩，", "一只霸天兽", "在猫的左边"]
    {
        let most = word.repeat(qingyun_prompt::MAX_BYTES / word.len());
        let reading = read(&most, &vocabulary);
        assert!(reading.is_ok() || word == "红色的", "{word}");
    }
}
