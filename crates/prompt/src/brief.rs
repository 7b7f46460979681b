//! What is wanted, as plain data.

use serde::{Deserialize, Serialize};

use crate::Span;

/// A colour with its name in both languages.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Colour {
    /// English name, such as `light blue`, or the hex code as typed.
    pub name: String,
    /// Chinese name, such as `浅蓝色`.
    pub zh: String,
    /// Lightness 0..=1, chroma, and hue in degrees 0..360 (Ottosson 2020, "A perceptual color
    /// space for image processing").
    pub oklch: [f32; 3],
}

impl Colour {
    /// A colour from Oklab: lightness 0..=1 and the two colour axes.
    pub fn from_oklab(name: &str, zh: &str, [l, a, b]: [f32; 3]) -> Self {
        let oklch = [l, a.hypot(b), b.atan2(a).to_degrees().rem_euclid(360.0)];
        Self { name: name.to_owned(), zh: zh.to_owned(), oklch }
    }

    /// Oklab: lightness 0..=1 and the two colour axes.
    pub fn oklab(&self) -> [f32; 3] {
        let [l, chroma, hue] = self.oklch;
        [l, chroma * hue.to_radians().cos(), chroma * hue.to_radians().sin()]
    }

    /// How far apart two colours are in Oklab.
    pub(crate) fn distance(&self, other: &Self) -> f32 {
        let squares = self.oklab().into_iter().zip(other.oklab()).map(|(a, b)| (a - b) * (a - b));
        squares.sum::<f32>().sqrt()
    }
}

/// A point of the picture, 0..=1 from the top left.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct Place {
    /// From the left.
    pub x: f32,
    /// From the top.
    pub y: f32,
}

/// A term that was said: its English tag with the words that it came from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Named {
    /// The vocabulary's name, such as `iron` or `at night`; `None` where it has none.
    pub tag: Option<String>,
    /// As the person said it.
    pub words: String,
    /// Where it was said; `None` for what did not come from words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

/// How one subject stands to another.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// The first wears the second: a cat in a hat.
    Wearing,
    /// The first holds the second: a girl with a sword.
    Holding,
    /// The first is upon the second.
    On,
    /// The first is under the second.
    Under,
    /// The first is beside the second.
    Beside,
    /// The first is before the second.
    InFrontOf,
    /// The first is behind the second.
    Behind,
    /// The first is inside the second.
    In,
    /// The first has the second in any other way.
    With,
}

impl Relation {
    /// In English, as it stands between two nouns: `in front of`.
    pub fn name(self) -> &'static str {
        match self {
            Relation::Wearing => "wearing",
            Relation::Holding => "holding",
            Relation::On => "on",
            Relation::Under => "under",
            Relation::Beside => "beside",
            Relation::InFrontOf => "in front of",
            Relation::Behind => "behind",
            Relation::In => "in",
            Relation::With => "with",
        }
    }
}

/// A relation with the subject that it leads to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Link {
    /// How they stand to one another.
    pub relation: Relation,
    /// Position of the other subject in the brief's subjects.
    pub subject: usize,
}

/// A thing to paint. What was not said is `None` or empty.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Subject {
    /// The vocabulary's name for it; `None` for a thing that the vocabulary lacks.
    pub tag: Option<String>,
    /// As the person said it.
    pub words: String,
    /// Where it was said; `None` for a subject that did not come from words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// How many of it; 1 where no number was said.
    pub count: u32,
    /// Colour asked for.
    pub colour: Option<Colour>,
    /// Centre of its box. Not yet moved inside the picture.
    pub place: Option<Place>,
    /// Side of its box as a share of the picture's side, 0..=1.
    pub size: Option<f32>,
    /// What it does: sitting, dancing.
    pub pose: Option<Named>,
    /// What it is made of.
    pub material: Option<Named>,
    /// Other things said of it: fluffy, long hair, a pattern.
    pub attributes: Vec<Named>,
    /// How it stands to other subjects.
    pub links: Vec<Link>,
}

impl Subject {
    /// A subject of which nothing but its name is known.
    pub fn new(tag: Option<String>, words: String, span: Option<Span>) -> Self {
        Self {
            tag,
            words,
            span,
            count: 1,
            colour: None,
            place: None,
            size: None,
            pose: None,
            material: None,
            attributes: Vec::new(),
            links: Vec::new(),
        }
    }
}

/// What is behind the subjects.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Background {
    /// Its colour.
    pub colour: Option<Colour>,
    /// Where, when and in what light the picture is: a forest, at night.
    pub scene: Vec<Named>,
}

/// Something that must not be in the picture.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Exclusion {
    /// As the person said it.
    pub words: String,
    /// Where it was said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
    /// The vocabulary's name, where the thing is known.
    pub tag: Option<String>,
    /// The colour that is unwanted: of the thing, or at all where no thing is named.
    pub colour: Option<Colour>,
}

/// What is wanted so far.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Brief {
    /// Things to paint, in the order in which they were said.
    pub subjects: Vec<Subject>,
    /// What is behind them.
    pub background: Background,
    /// Way of painting: watercolour, pixel art, or a style that a model was trained on.
    pub style: Option<Named>,
    /// The feeling of the picture: cosy, gloomy.
    pub mood: Option<Named>,
    /// How it is seen: close-up, from above.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub view: Vec<Named>,
    /// How well it is made: highly detailed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quality: Vec<Named>,
    /// What must not be there.
    pub exclude: Vec<Exclusion>,
}

impl Brief {
    /// Whether a thing of that tag is wanted.
    pub(crate) fn has(&self, tag: &str) -> bool {
        self.subjects.iter().any(|subject| subject.tag.as_deref() == Some(tag))
    }
}
