//! Phrases of one to four words out of scientific English, as keyphrases are.

use qingyun_models::random::Random;

use super::super::Text;

/// Phrases taken from one text.
const EACH: usize = 2;

/// Words that begin or end no keyphrase.
const STOP: &str = " the a an of and or to in on for with by is are be as at from that this which \
                    it its if not can may will has have was were than then when where you we i ";

/// Random runs of words without marks between them and with no small word at either end.
pub(super) fn read(texts: &[&Text]) -> Vec<Text> {
    let mut random = Random::named(1, "phrases");
    let docs = texts.iter().filter(|text| text.source.starts_with("docs"));
    docs.flat_map(|text| {
        let words: Vec<&str> = text.en.split(' ').collect();
        let runs: Vec<String> = (0..EACH).filter_map(|_| run(&words, &mut random)).collect();
        runs
    })
    .map(|phrase| Text::english("phrases", &phrase))
    .collect()
}

fn run(words: &[&str], random: &mut Random) -> Option<String> {
    let (from, count) = (random.below(words.len()), 1 + random.below(4));
    let run = words.get(from..from + count)?;
    let plain = run.iter().all(|word| word.chars().all(|c| c.is_alphabetic() || c == '-'));
    let small = |word: &&str| STOP.contains(&format!(" {} ", word.to_lowercase()));
    let ends = [run.first()?, run.last()?];
    (plain && !ends.into_iter().any(small)).then(|| run.join(" "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_words_and_marks_end_no_phrase() {
        let words = ["the", "density", "of", "states,"];
        let mut random = Random::named(7, "test");
        for _ in 0..200 {
            assert!(run(&words, &mut random).is_none_or(|run| run == "density"));
        }
    }
}
