//! What a turn changed, in words of both languages.

use serde::Serialize;

use crate::{Brief, Colour, Named, Subject};

/// What became of something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Sign {
    /// It is new.
    Added,
    /// It is gone.
    Removed,
    /// It is different.
    Changed,
}

impl Sign {
    /// `+`, `-` or `~`.
    pub fn mark(self) -> char {
        match self {
            Self::Added => '+',
            Self::Removed => '-',
            Self::Changed => '~',
        }
    }
}

/// One difference between two briefs.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Difference {
    /// What became of it.
    pub sign: Sign,
    /// In English: `colour of the cat: red → blue`.
    pub text: String,
    /// In Chinese.
    pub zh: String,
}

/// A value in both languages; `None` where nothing was said.
type Value = Option<(String, String)>;

/// All that differs between two briefs. Subjects are compared in order; where their number
/// changed, those that stayed are found again by their name.
pub(crate) fn differences(before: &Brief, after: &Brief) -> Vec<Difference> {
    let mut found = Vec::new();
    for (old, new) in pairs(&before.subjects, &after.subjects) {
        match (old, new) {
            (Some(old), Some(new)) => subject(old, new, &mut found),
            (Some(old), None) => found.push(whole(Sign::Removed, old)),
            (None, Some(new)) => found.push(whole(Sign::Added, new)),
            (None, None) => {}
        }
    }
    let colour = |brief: &Brief| colour(brief.background.colour.as_ref());
    note(&mut found, ("background", "背景"), colour(before), colour(after));
    let scene = |brief: &Brief| list(&brief.background.scene);
    note(&mut found, ("scene", "场景"), scene(before), scene(after));
    note(&mut found, ("style", "风格"), named(&before.style), named(&after.style));
    note(&mut found, ("mood", "气氛"), named(&before.mood), named(&after.mood));
    let unwanted = |brief: &Brief| {
        let words: Vec<_> = brief.exclude.iter().map(|one| one.words.clone()).collect();
        (!words.is_empty()).then(|| (words.join(", "), words.join("、")))
    };
    note(&mut found, ("without", "不要"), unwanted(before), unwanted(after));
    found
}

/// Old and new subjects side by side.
fn pairs<'a>(
    old: &'a [Subject],
    new: &'a [Subject],
) -> Vec<(Option<&'a Subject>, Option<&'a Subject>)> {
    if old.len() == new.len() {
        return old.iter().map(Some).zip(new.iter().map(Some)).collect();
    }
    let mut left: Vec<&Subject> = new.iter().collect();
    let mut pairs = Vec::new();
    for subject in old {
        let same = |other: &&Subject| other.tag == subject.tag && other.words == subject.words;
        let equal = left.iter().position(|other| *other == subject);
        let found = equal.or_else(|| left.iter().position(same));
        pairs.push((Some(subject), found.map(|at| left.remove(at))));
    }
    pairs.extend(left.into_iter().map(|subject| (None, Some(subject))));
    pairs
}

fn subject(old: &Subject, new: &Subject, found: &mut Vec<Difference>) {
    if old.tag != new.tag {
        let ((from, from_zh), (to, to_zh)) = (name(old), name(new));
        let (text, zh) = (format!("{from} → {to}"), format!("{from_zh} → {to_zh}"));
        found.push(Difference { sign: Sign::Changed, text, zh });
    }
    let (en, zh) = name(new);
    let mut of = |what: &str, what_zh: &str, old: Value, new: Value| {
        let (what, what_zh) = (format!("{what} of the {en}"), format!("{zh}的{what_zh}"));
        note(found, (&what, &what_zh), old, new);
    };
    of("count", "数量", plain(old.count), plain(new.count));
    of("colour", "颜色", colour(old.colour.as_ref()), colour(new.colour.as_ref()));
    of("place", "位置", place(old), place(new));
    of("size", "大小", size(old), size(new));
    of("pose", "姿态", named(&old.pose), named(&new.pose));
    of("material", "材质", named(&old.material), named(&new.material));
    of("details", "细节", list(&old.attributes), list(&new.attributes));
}

fn whole(sign: Sign, subject: &Subject) -> Difference {
    let (en, zh) = name(subject);
    let names = subject.colour.as_ref().map(|colour| (colour.name.clone(), colour.zh.clone()));
    let (colour, colour_zh) = names.unwrap_or_default();
    let times = if subject.count == 1 { String::new() } else { format!(" × {}", subject.count) };
    let text = format!("{colour} {en}{times}").trim_start().to_owned();
    let de = if colour_zh.is_empty() { "" } else { "的" };
    Difference { sign, text, zh: format!("{colour_zh}{de}{zh}{times}") }
}

fn note(found: &mut Vec<Difference>, (en, zh): (&str, &str), old: Value, new: Value) {
    let (sign, text, text_zh) = match (old, new) {
        (old, new) if old == new => return,
        (None, None) => return,
        (None, Some((to, to_zh))) => (Sign::Added, to, to_zh),
        (Some((from, from_zh)), None) => (Sign::Removed, from, from_zh),
        (Some((from, from_zh)), Some((to, to_zh))) => {
            (Sign::Changed, format!("{from} → {to}"), format!("{from_zh} → {to_zh}"))
        }
    };
    found.push(Difference { sign, text: format!("{en}: {text}"), zh: format!("{zh}：{text_zh}") });
}

fn name(subject: &Subject) -> (String, String) {
    (subject.tag.clone().unwrap_or_else(|| subject.words.clone()), subject.words.clone())
}

/// A colour by its name; two colours of one name differ in their numbers.
fn colour(colour: Option<&Colour>) -> Value {
    let colour = colour?;
    let [l, c, h] = colour.oklch;
    let numbers = format!("{:.0} % {c:.2} {h:.0}°", 100.0 * l);
    Some((format!("{} ({numbers})", colour.name), format!("{}（{numbers}）", colour.zh)))
}

fn named(named: &Option<Named>) -> Value {
    let named = named.as_ref()?;
    Some((named.tag.clone().unwrap_or_else(|| named.words.clone()), named.words.clone()))
}

fn list(words: &[Named]) -> Value {
    let both: Vec<_> =
        words.iter().cloned().map(Some).filter_map(|word| self::named(&word)).collect();
    let join = |pick: fn(&(String, String)) -> &str, by: &str| {
        both.iter().map(pick).collect::<Vec<_>>().join(by)
    };
    (!both.is_empty()).then(|| (join(|one| &one.0, ", "), join(|one| &one.1, "、")))
}

fn plain(value: impl ToString) -> Value {
    Some((value.to_string(), value.to_string()))
}

fn place(subject: &Subject) -> Value {
    let place = subject.place?;
    plain(format!("{:.2},{:.2}", place.x, place.y))
}

fn size(subject: &Subject) -> Value {
    plain(format!("{:.2}", subject.size?))
}
