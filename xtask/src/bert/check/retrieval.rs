//! From Chinese to the English that is meant.

use std::collections::HashSet;

use anyhow::Result;
use qingyun_models::bert::Encoder;

use super::super::gather::Text;
use super::MOST;
use qingyun_prompt::likeness;

/// Held-out words of the dictionary among their first glosses.
pub(super) fn dictionary(encoder: &Encoder, texts: &[Text]) -> Result<()> {
    let mut seen = HashSet::new();
    let pairs: Vec<(&str, &str)> = texts
        .iter()
        .filter(|text| text.held && text.source == "cedict")
        .filter_map(|text| Some((text.zh.as_deref()?, text.en.as_str())))
        .filter(|(zh, _)| seen.insert(*zh))
        .take(MOST)
        .collect();
    let among: Vec<&str> = pairs.iter().map(|(_, en)| *en).collect();
    report("dictionary", encoder, &pairs, &among)
}

/// Held-out names of tags among all tags: those that stand nowhere in what was learned, and all.
pub(super) fn names(encoder: &Encoder, texts: &[Text]) -> Result<()> {
    let names = || texts.iter().filter(|text| text.source == "names");
    let mut tags: Vec<&str> =
        names().filter(|text| text.zh.is_some()).map(|text| text.en.as_str()).collect();
    tags.sort_unstable();
    tags.dedup();
    let learned: HashSet<&str> =
        texts.iter().filter(|text| !text.held).filter_map(|text| text.zh.as_deref()).collect();
    let held = names().filter(|text| text.held);
    let held: Vec<(&str, &str)> =
        held.filter_map(|text| Some((text.zh.as_deref()?, text.en.as_str()))).collect();
    let new: Vec<(&str, &str)> =
        held.iter().filter(|(zh, _)| !learned.contains(zh)).copied().collect();
    report("names of tags that were never seen", encoder, &new, &tags)?;
    report("names of tags that the dictionary may have", encoder, &held, &tags)
}

/// Prints how often the right English is the nearest, and among the nearest five.
fn report(what: &str, encoder: &Encoder, pairs: &[(&str, &str)], among: &[&str]) -> Result<()> {
    let chinese: Vec<&str> = pairs.iter().map(|(zh, _)| *zh).collect();
    let (said, meant) = (encoder.encode(&chinese)?, encoder.encode(among)?);
    let mut hits = [0usize; 2];
    for (vector, (_, right)) in said.iter().zip(pairs) {
        let mut order: Vec<usize> = (0..among.len()).collect();
        let near: Vec<f32> = meant.iter().map(|other| likeness(vector, other)).collect();
        order.sort_by(|&a, &b| near[b].total_cmp(&near[a]));
        let place = order.iter().position(|&i| among[i] == *right).unwrap_or(usize::MAX);
        hits[0] += usize::from(place == 0);
        hits[1] += usize::from(place < 5);
    }
    let [first, five] = hits.map(|hits| hits as f64 / pairs.len().max(1) as f64);
    println!("{what}: {first:.3} first, {five:.3} in five, {} of {}", pairs.len(), among.len());
    Ok(())
}
