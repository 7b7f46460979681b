//! What kinds of words describe where a picture is, and which relations have a holder.

use crate::{Named, Relation};

/// Kinds of words of a scene; a new word comes in place of one of its kind.
pub(crate) mod kind {
    /// When.
    pub(crate) const TIME: u8 = 0;
    /// What falls from the sky, and the season.
    pub(crate) const WEATHER: u8 = 1;
    /// Where.
    pub(crate) const PLACE: u8 = 2;
}

const TIMES: &[&str] = &[
    "night",
    "day",
    "daytime",
    "dawn",
    "dusk",
    "sunset",
    "sunrise",
    "morning",
    "noon",
    "midday",
    "afternoon",
    "evening",
    "midnight",
    "twilight",
    "daylight",
    "moonlight",
    "sunlight",
    "夜",
    "晚",
    "白天",
    "早",
    "午",
    "傍晚",
    "黄昏",
    "黎明",
    "日落",
    "日出",
    "清晨",
];

const WEATHERS: &[&str] = &[
    "rain", "raining", "rainy", "fog", "foggy", "mist", "misty", "storm", "stormy", "wind",
    "windy", "sunny", "cloudy", "overcast", "snowing", "snowy", "spring", "summer", "autumn",
    "winter", "雨", "雾", "风", "春", "夏", "秋", "冬", "晴", "阴天",
];

/// The kind of a word of a scene.
pub(crate) fn kind(word: &Named) -> u8 {
    let text = word.tag.as_ref().unwrap_or(&word.words);
    let is = |list: &[&str]| {
        list.iter().any(|known| {
            text.split(' ').any(|part| part == *known) || !known.is_ascii() && text.contains(known)
        })
    };
    match () {
        () if is(TIMES) => kind::TIME,
        () if is(WEATHERS) => kind::WEATHER,
        () => kind::PLACE,
    }
}

/// Whether the second of two things is worn or held, and so belongs to the first.
pub(crate) fn is_held(relation: Relation) -> bool {
    matches!(relation, Relation::Wearing | Relation::Holding | Relation::With)
}
