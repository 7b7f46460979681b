//! Text put together from what was read: requests by pattern, long texts, and scientific phrases.

mod join;
mod phrases;
mod requests;

use super::Text;

/// All that is put together from `texts`; what is held out has no part in it.
pub(super) fn read(texts: &[Text]) -> Vec<Text> {
    let learn: Vec<&Text> = texts.iter().filter(|text| !text.held).collect();
    let mut composed = requests::read(&learn);
    composed.extend(join::terms(&learn));
    composed.extend(join::sentences(&learn));
    composed.extend(phrases::read(&learn));
    composed
}

/// The texts of one source that are in both languages.
fn pairs<'a>(texts: &[&'a Text], source: &str) -> Vec<(&'a str, &'a str)> {
    let pair = |text: &&'a Text| Some((text.en.as_str(), text.zh.as_deref()?));
    texts.iter().filter(|text| text.source == source).filter_map(pair).collect()
}
