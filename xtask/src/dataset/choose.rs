//! Choosing subjects: in the order of data/names.json, leaving out what looks like one before it.

use std::collections::{BTreeMap, HashMap};

use anyhow::{Context, Result};
use qingyun_corpus::manifest::{Set, Subject, Work};
use rayon::prelude::*;
use serde::Deserialize;

use super::artwork::Artwork;
use super::draw;
use super::similar::Signature;

/// Works nearer than this in any style are too alike to be told apart once recoloured.
const ALIKE: f32 = 0.06;

/// A line of data/names.json.
#[derive(Deserialize)]
pub(super) struct Names {
    pub(super) tag: String,
    pub(super) code: String,
    pub(super) en: Vec<String>,
    pub(super) zh: Vec<String>,
}

struct Candidate {
    subject: Subject,
    looks: Vec<Signature>,
}

/// The first `count` subjects that are in every set and unlike all before them.
pub(super) fn choose(
    names: Vec<Names>,
    groups: &HashMap<String, String>,
    sets: &[Set],
    count: usize,
) -> Result<Vec<Subject>> {
    let artworks = sets.iter().map(Artwork::open).collect::<Result<Vec<_>>>()?;
    let bar = super::progress(names.len(), "looking");
    let candidates = names
        .into_par_iter()
        .map(|names| candidate(names, groups, sets, &artworks))
        .inspect(|_| bar.inc(1))
        .collect::<Result<Vec<_>>>()?;
    Ok(unlike(candidates, count))
}

fn candidate(
    names: Names,
    groups: &HashMap<String, String>,
    sets: &[Set],
    artworks: &[Artwork],
) -> Result<Candidate> {
    let mut works = BTreeMap::new();
    let mut looks = Vec::new();
    for (set, artwork) in sets.iter().zip(artworks) {
        let work = artwork
            .find(&names.code)
            .with_context(|| format!("{} has no work for {}", set.id, names.tag))?;
        looks.push(Signature::of(&draw::draw(&artwork.read(&names.code, &work)?)?));
        works.insert(set.id.clone(), work);
    }
    let group = groups
        .get(&names.code)
        .with_context(|| format!("no group is known for {} ({})", names.code, names.tag))?;
    Ok(Candidate { subject: subject(names, group.clone(), works)?, looks })
}

fn subject(names: Names, group: String, works: BTreeMap<String, Work>) -> Result<Subject> {
    let character = u32::from_str_radix(&names.code, 16).ok().and_then(char::from_u32);
    let emoji = character.with_context(|| format!("{} is no code point", names.code))?.to_string();
    Ok(Subject {
        tag: names.tag,
        code: names.code,
        emoji,
        group,
        en: names.en,
        zh: names.zh,
        works,
    })
}

fn unlike(candidates: Vec<Candidate>, count: usize) -> Vec<Subject> {
    let mut chosen: Vec<Candidate> = Vec::new();
    for candidate in candidates {
        if chosen.len() == count {
            println!("not needed: {}", candidate.subject.tag);
            continue;
        }
        match chosen.iter().find(|other| nearest(&candidate, other) < ALIKE) {
            Some(other) => println!(
                "left out: {} looks like {} ({:.3})",
                candidate.subject.tag,
                other.subject.tag,
                nearest(&candidate, other)
            ),
            None => chosen.push(candidate),
        }
    }
    chosen.into_iter().map(|candidate| candidate.subject).collect()
}

/// The least distance over the styles.
fn nearest(one: &Candidate, other: &Candidate) -> f32 {
    let pairs = one.looks.iter().zip(&other.looks);
    pairs.map(|(a, b)| a.distance(b)).fold(f32::INFINITY, f32::min)
}
