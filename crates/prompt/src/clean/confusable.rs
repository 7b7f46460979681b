//! Letters of another alphabet that look like Latin ones, inside a Latin word (Unicode Technical
//! Standard 39, section 5.1, mixed-script words).

use super::{Edit, Filter, join};

pub(super) const FILTER: Filter = Filter {
    name: "confusable",
    en: "makes Cyrillic and Greek look-alikes in Latin words Latin",
    zh: "把拉丁词里混入的形近西里尔、希腊字母改成拉丁字母",
    edits,
};

/// Look-alikes, each before the Latin letter that it looks like.
const PAIRS: &str = "аa еe оo рp сc хx уy іi јj ѕs ԁd һh ԛq ԝw АA ВB ЕE КK МM НH ОO РP СC ТT ХX \
    УY ІI ЈJ ЅS αa οo νv ρp υu ιi κk ΑA ΒB ΕE ΖZ ΗH ΙI ΚK ΜM ΝN ΟO ΡP ΤT ΥY ΧX";

fn edits(text: &str) -> Vec<Edit> {
    let mut edits = Vec::new();
    let mut word = 0..0;
    for (start, c) in text.char_indices().chain([(text.len(), ' ')]) {
        if is_letter(c) {
            word.end = start + c.len_utf8();
            continue;
        }
        if is_disguised(&text[word.clone()]) {
            for (at, letter) in text[word.clone()].char_indices() {
                if let Some(latin) = latin_of(letter) {
                    let at = word.start + at;
                    join(&mut edits, at..at + letter.len_utf8(), latin.encode_utf8(&mut [0; 4]));
                }
            }
        }
        word = start + c.len_utf8()..start + c.len_utf8();
    }
    edits
}

fn is_letter(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, '\u{370}'..='\u{3ff}' | '\u{400}'..='\u{52f}')
}

/// Whether a word has Latin letters, and others that all look Latin.
fn is_disguised(word: &str) -> bool {
    let looks_latin = |c: char| c.is_ascii() || latin_of(c).is_some();
    !word.is_ascii() && word.contains(|c: char| c.is_ascii()) && word.chars().all(looks_latin)
}

fn latin_of(c: char) -> Option<char> {
    let pair = PAIRS.split_whitespace().find(|pair| pair.starts_with(c))?;
    pair.chars().nth(1)
}

#[cfg(test)]
mod tests {
    use super::super::Clean;

    #[test]
    fn only_in_latin_words() {
        assert_eq!(Clean::tidy("а cаt").text(), "а cat");
        assert_eq!(Clean::tidy("сор α-helix μm Привет").text(), "сор α-helix μm Привет");
    }
}
