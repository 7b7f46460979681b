//! Kinds of picture words, one data file each.

use std::collections::HashMap;
use std::sync::LazyLock;

use serde::Serialize;

/// What sort of word a tag is; decides which part of a brief it fills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Who: girl, knight.
    Person,
    /// Beings of tales: dragon, robot.
    Creature,
    /// Animals.
    Animal,
    /// Plants and their parts.
    Plant,
    /// Food and drink.
    Food,
    /// What is worn as clothes, shoes included.
    Clothing,
    /// What is worn or carried besides: hat, earrings, bag.
    Accessory,
    /// What a hand uses: weapons, tools, vessels, instruments.
    Tool,
    /// Other things.
    Object,
    /// What moves people and goods.
    Vehicle,
    /// Buildings and their parts.
    Building,
    /// What furnishes a room.
    Furniture,
    /// Things of nature: moon, mountain, fire.
    Nature,
    /// Where: forest, street, kitchen.
    Place,
    /// When, in what weather, in what light.
    Time,
    /// What a subject does.
    Pose,
    /// A feeling that a face shows.
    Expression,
    /// A feeling that the whole picture has.
    Mood,
    /// Hair, eyes and body.
    Body,
    /// Other qualities of a thing.
    Trait,
    /// What a thing is made of.
    Material,
    /// What a thing is decorated with.
    Pattern,
    /// Way of painting.
    Style,
    /// How well it is rendered.
    Quality,
    /// How the camera sees it.
    View,
}

impl Kind {
    /// Whether words of this kind name subjects.
    pub fn is_thing(self) -> bool {
        use Kind::*;
        let nature = matches!(self, Person | Creature | Animal | Plant | Food | Nature);
        nature
            || matches!(self, Clothing | Accessory | Tool | Object | Vehicle | Building | Furniture)
    }

    /// Whether it can act, feel, wear and hold.
    pub fn is_animate(self) -> bool {
        matches!(self, Kind::Person | Kind::Creature | Kind::Animal)
    }

    /// Whether someone can wear it.
    pub fn is_worn(self) -> bool {
        matches!(self, Kind::Clothing | Kind::Accessory)
    }
}

/// The data files. A line is `tag`, English names and Chinese names, parted by tabs; names are
/// parted by commas. Where two kinds share a name, the sentence decides.
pub(crate) const FILES: &[(Kind, &str)] = &[
    (Kind::Person, include_str!("../../../data/vocabulary/people.tsv")),
    (Kind::Creature, include_str!("../../../data/vocabulary/creatures.tsv")),
    (Kind::Animal, include_str!("../../../data/vocabulary/animals.tsv")),
    (Kind::Plant, include_str!("../../../data/vocabulary/plants.tsv")),
    (Kind::Food, include_str!("../../../data/vocabulary/food.tsv")),
    (Kind::Clothing, include_str!("../../../data/vocabulary/clothing.tsv")),
    (Kind::Accessory, include_str!("../../../data/vocabulary/accessories.tsv")),
    (Kind::Tool, include_str!("../../../data/vocabulary/tools.tsv")),
    (Kind::Object, include_str!("../../../data/vocabulary/objects.tsv")),
    (Kind::Vehicle, include_str!("../../../data/vocabulary/vehicles.tsv")),
    (Kind::Building, include_str!("../../../data/vocabulary/buildings.tsv")),
    (Kind::Furniture, include_str!("../../../data/vocabulary/furniture.tsv")),
    (Kind::Nature, include_str!("../../../data/vocabulary/nature.tsv")),
    (Kind::Place, include_str!("../../../data/vocabulary/places.tsv")),
    (Kind::Time, include_str!("../../../data/vocabulary/times.tsv")),
    (Kind::Pose, include_str!("../../../data/vocabulary/poses.tsv")),
    (Kind::Expression, include_str!("../../../data/vocabulary/expressions.tsv")),
    (Kind::Mood, include_str!("../../../data/vocabulary/moods.tsv")),
    (Kind::Body, include_str!("../../../data/vocabulary/body.tsv")),
    (Kind::Trait, include_str!("../../../data/vocabulary/traits.tsv")),
    (Kind::Material, include_str!("../../../data/vocabulary/materials.tsv")),
    (Kind::Pattern, include_str!("../../../data/vocabulary/patterns.tsv")),
    (Kind::Style, include_str!("../../../data/vocabulary/styles.tsv")),
    (Kind::Quality, include_str!("../../../data/vocabulary/quality.tsv")),
    (Kind::View, include_str!("../../../data/vocabulary/views.tsv")),
];

/// The tag, English names and Chinese names of each line.
pub(crate) fn lines(file: &str) -> impl Iterator<Item = [&str; 3]> {
    file.lines().filter_map(|line| {
        let mut parts = line.split('\t');
        Some([parts.next()?, parts.next()?, parts.next()?])
    })
}

/// The kind of each tag; of the first file that has it.
static KINDS: LazyLock<HashMap<&str, Kind>> = LazyLock::new(|| {
    let mut kinds = HashMap::new();
    for (kind, file) in FILES {
        lines(file).for_each(|[tag, ..]| _ = kinds.entry(tag).or_insert(*kind));
    }
    kinds
});

/// The kind of a tag.
pub(crate) fn kind_of(tag: &str) -> Option<Kind> {
    KINDS.get(tag).copied()
}

/// The names of a list, in order.
pub(crate) fn names(list: &str) -> impl Iterator<Item = &str> {
    list.split(", ").filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::understand::segment::is_han;

    #[test]
    fn no_kind_gives_a_name_twice() {
        for (kind, file) in FILES {
            let mut seen = HashSet::new();
            for [tag, en, zh] in lines(file) {
                for name in std::iter::once(tag).chain(names(en)).chain(names(zh)) {
                    assert!(seen.insert(name.to_lowercase()), "{kind:?}: {name} of {tag}");
                }
            }
        }
    }

    #[test]
    fn every_line_has_three_fields_and_every_tag_is_named_in_chinese() {
        for (kind, file) in FILES {
            assert_eq!(lines(file).count(), file.lines().count(), "{kind:?}");
            for [tag, _, zh] in lines(file) {
                assert!(names(zh).any(|name| name.contains(is_han)), "{kind:?}: {tag}");
            }
        }
    }

    #[test]
    fn tags_are_plain_lower_case() {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || " -'".contains(c);
        for [tag, ..] in FILES.iter().flat_map(|(_, file)| lines(file)) {
            assert!(!tag.is_empty() && tag.chars().all(plain), "{tag}");
        }
    }
}
