//! Picture requests against the briefs that are right for them.

use std::collections::HashMap;
use std::path::Path;

use anyhow::Result;
use qingyun_prompt::{Brief, Encode, Place, Subject, Vocabulary, read_with};
use serde::Deserialize;

use super::lines;

/// A request with what it asks for.
#[derive(Deserialize)]
struct Gold {
    text: String,
    subjects: Vec<GoldSubject>,
    #[serde(default)]
    background: GoldBackground,
    style: Option<String>,
    mood: Option<String>,
    #[serde(default)]
    exclude: Vec<String>,
    /// Kept back until everything is built.
    #[serde(default)]
    held: bool,
}

#[derive(Deserialize)]
struct GoldSubject {
    tag: String,
    count: Option<u32>,
    colour: Option<String>,
    place: Option<String>,
    size: Option<String>,
    pose: Option<String>,
    material: Option<String>,
    #[serde(default)]
    attributes: Vec<String>,
    #[serde(default)]
    links: Vec<GoldLink>,
}

#[derive(Deserialize)]
struct GoldLink {
    relation: String,
    to: String,
}

#[derive(Default, Deserialize)]
struct GoldBackground {
    colour: Option<String>,
    #[serde(default)]
    scene: Vec<String>,
}

/// F1 over the items of all requests, of those that may be looked at and of those held back.
///
/// # Errors
/// A gold file that cannot be read, or a line that is no request.
pub(crate) fn run(encoder: &dyn Encode, gold: &Path) -> Result<Vec<(&'static str, f64)>> {
    let vocabulary = Vocabulary::general();
    let (mut open, mut held) = (Tally::default(), Tally::default());
    for gold in lines::read::<Gold>(gold)? {
        let (wanted, got) = compare(&gold, &vocabulary, encoder);
        if gold.held { &mut held } else { &mut open }.add(&wanted, &got);
    }
    Ok(vec![("requests_f1", open.f1()), ("requests_f1_held", held.f1())])
}

/// Items wanted and items read.
fn compare(
    gold: &Gold,
    vocabulary: &Vocabulary,
    encoder: &dyn Encode,
) -> (Vec<String>, Vec<String>) {
    let brief =
        read_with(&gold.text, vocabulary, Some(encoder)).map(|r| r.brief).unwrap_or_default();
    (gold.items(), items(&brief))
}

#[derive(Default)]
struct Tally {
    hits: usize,
    wanted: usize,
    got: usize,
}

impl Tally {
    /// Each wanted item is hit by at most one that was read.
    fn add(&mut self, wanted: &[String], got: &[String]) {
        let mut left: HashMap<&str, usize> = HashMap::new();
        for item in wanted {
            *left.entry(item).or_default() += 1;
        }
        for item in got {
            if let Some(left) = left.get_mut(item.as_str()).filter(|left| **left > 0) {
                *left -= 1;
                self.hits += 1;
            }
        }
        self.wanted += wanted.len();
        self.got += got.len();
    }

    fn f1(&self) -> f64 {
        2.0 * self.hits as f64 / (self.wanted + self.got).max(1) as f64
    }
}

impl Gold {
    fn items(&self) -> Vec<String> {
        let mut items: Vec<String> = self.subjects.iter().flat_map(GoldSubject::items).collect();
        let background = &self.background;
        items.extend(background.colour.iter().map(|name| format!("background {name}")));
        items.extend(background.scene.iter().map(|tag| format!("scene {tag}")));
        items.extend(self.style.iter().map(|tag| format!("style {tag}")));
        items.extend(self.mood.iter().map(|tag| format!("mood {tag}")));
        items.extend(self.exclude.iter().map(|tag| format!("without {tag}")));
        items
    }
}

impl GoldSubject {
    fn items(&self) -> Vec<String> {
        let tag = &self.tag;
        let mut items = vec![format!("subject {tag}")];
        let count = self.count.map(|count| count.to_string());
        let said = [
            ("count", &count),
            ("colour", &self.colour),
            ("place", &self.place),
            ("size", &self.size),
            ("pose", &self.pose),
            ("material", &self.material),
        ];
        for (kind, value) in said {
            items.extend(value.iter().map(|value| format!("{tag} {kind} {value}")));
        }
        items.extend(self.attributes.iter().map(|value| format!("{tag} attribute {value}")));
        let links = self.links.iter();
        items.extend(links.map(|link| format!("{tag} {} {}", link.relation, link.to)));
        items
    }
}

fn items(brief: &Brief) -> Vec<String> {
    let mut items = Vec::new();
    for subject in &brief.subjects {
        items.extend(subject_items(subject, brief));
    }
    items.extend(brief.background.colour.iter().map(|c| format!("background {}", c.name)));
    let tagged = [
        ("scene", brief.background.scene.iter().collect::<Vec<_>>()),
        ("style", brief.style.iter().collect()),
        ("mood", brief.mood.iter().collect()),
    ];
    for (kind, named) in tagged {
        let tags = named.into_iter().filter_map(|named| named.tag.as_deref());
        items.extend(tags.map(|tag| format!("{kind} {tag}")));
    }
    let excluded = brief.exclude.iter().filter_map(|exclusion| exclusion.tag.as_deref());
    items.extend(excluded.map(|tag| format!("without {tag}")));
    items
}

fn subject_items(subject: &Subject, brief: &Brief) -> Vec<String> {
    let tag = subject.tag.as_deref().unwrap_or(&subject.words);
    let mut items = vec![format!("subject {tag}")];
    if subject.count != 1 {
        items.push(format!("{tag} count {}", subject.count));
    }
    items.extend(subject.colour.iter().map(|colour| format!("{tag} colour {}", colour.name)));
    items.extend(subject.place.map(|place| format!("{tag} place {}", cell(place))));
    items.extend(subject.size.map(|size| format!("{tag} size {}", step(size))));
    let pose = subject.pose.iter().map(|named| ("pose", named));
    let material = subject.material.iter().map(|named| ("material", named));
    let attributes = subject.attributes.iter().map(|named| ("attribute", named));
    for (kind, named) in pose.chain(material).chain(attributes) {
        items.extend(named.tag.iter().map(|value| format!("{tag} {kind} {value}")));
    }
    for link in &subject.links {
        let to = brief.subjects.get(link.subject).and_then(|other| other.tag.as_deref());
        let relation = link.relation.name().replace(' ', "_");
        items.extend(to.map(|to| format!("{tag} {relation} {to}")));
    }
    items
}

/// The name of the ninth of the picture in which a place lies.
fn cell(place: Place) -> String {
    let third = |at: f32| usize::from(at > 0.4) + usize::from(at > 0.6);
    let across = ["left", "", "right"][third(place.x)];
    let down = ["top", "", "bottom"][third(place.y)];
    match (down, across) {
        ("", "") => "centre".to_owned(),
        (down, across) => format!("{down} {across}").trim().to_owned(),
    }
}

/// The name of a size.
fn step(size: f32) -> &'static str {
    match size {
        size if size < 0.6 => "small",
        size if size < 0.8 => "medium",
        size if size < 0.88 => "large",
        _ => "huge",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_item_is_hit_once() {
        let mut tally = Tally::default();
        let list = |items: &[&str]| items.iter().map(|item| (*item).to_owned()).collect::<Vec<_>>();
        tally.add(&list(&["subject cat", "subject dog"]), &list(&["subject cat", "subject cat"]));
        assert_eq!(tally.f1(), 0.5);
    }

    #[test]
    fn places_and_sizes_have_names() {
        assert_eq!(cell(Place { x: 0.3, y: 0.5 }), "left");
        assert_eq!(cell(Place { x: 0.7, y: 0.3 }), "top right");
        assert_eq!((cell(Place { x: 0.5, y: 0.5 }).as_str(), step(0.9)), ("centre", "huge"));
    }
}
