//! What a picture is captioned with at a time.

use qingyun_models::random::Random;

use super::LoraSettings;
use super::order::shuffle;

/// The caption of these tags by these random numbers.
pub(super) fn caption(tags: &[String], settings: &LoraSettings, random: &mut Random) -> String {
    if random.uniform() < settings.caption_dropout_rate {
        return String::new();
    }
    let (kept, rest) = tags.split_at(settings.keep_tokens.min(tags.len()));
    let mut rest: Vec<&String> = rest.iter().collect();
    if settings.shuffle_caption {
        shuffle(&mut rest, random);
    }
    rest.retain(|_| random.uniform() >= settings.caption_tag_dropout_rate);
    joined(kept.iter().chain(rest))
}

/// The whole caption.
pub(super) fn joined<'a>(tags: impl IntoIterator<Item = &'a String>) -> String {
    tags.into_iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn captions(settings: &LoraSettings) -> Vec<String> {
        let tags = ["a", "b", "c", "d"].map(String::from);
        (0..200).map(|seed| caption(&tags, settings, &mut Random::new(seed))).collect()
    }

    #[test]
    fn as_it_is_where_nothing_is_asked() {
        assert!(captions(&LoraSettings::default()).iter().all(|caption| caption == "a, b, c, d"));
    }

    #[test]
    fn kept_tags_stay_where_others_move_and_go() {
        let settings = LoraSettings {
            keep_tokens: 2,
            shuffle_caption: true,
            caption_tag_dropout_rate: 0.5,
            ..LoraSettings::default()
        };
        let mut seen = captions(&settings);
        seen.sort();
        seen.dedup();
        assert_eq!(seen, ["a, b", "a, b, c", "a, b, c, d", "a, b, d", "a, b, d, c"]);
    }

    #[test]
    fn some_captions_are_left_out_whole() {
        let settings = LoraSettings { caption_dropout_rate: 0.25, ..LoraSettings::default() };
        let empty = captions(&settings).iter().filter(|caption| caption.is_empty()).count();
        assert!((30..70).contains(&empty), "{empty} of 200");
    }
}
