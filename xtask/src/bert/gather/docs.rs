//! Documentation of scientific programs: English paragraphs, and pieces of several.

use std::path::Path;

use anyhow::Result;

use super::{Text, files, html, text};

/// Shortest paragraph, in characters, that is prose and not a caption.
const SHORTEST: usize = 80;

/// Characters in one piece of several paragraphs: about an abstract.
const PIECE: usize = 1000;

/// One paragraph in so many is taken: pages of one program say much the same.
const SINGLE: u32 = 4;

/// One piece in so many is taken.
const PAGE: u32 = 5;

/// Paragraphs and pieces of all pages.
pub(super) fn read(folder: &Path) -> Result<Vec<Text>> {
    let mut texts = Vec::new();
    for path in files(folder, "html")? {
        let Ok(page) = std::fs::read_to_string(&path) else { continue };
        let words = html::paragraphs(&page).into_iter().map(|(_, words)| words);
        let prose: Vec<String> = words.filter(|words| prose(words)).collect();
        let single = prose.iter().filter(|words| text::draw(words, SINGLE));
        texts.extend(single.map(|words| Text::english("docs", words)));
        texts.extend(pieces(&prose));
    }
    Ok(texts)
}

fn prose(words: &str) -> bool {
    let letters = words.chars().filter(|c| c.is_ascii_alphabetic() || *c == ' ').count();
    words.len() >= SHORTEST && letters * 10 >= words.chars().count() * 9
}

fn pieces(prose: &[String]) -> Vec<Text> {
    let mut pieces: Vec<String> = Vec::new();
    for words in prose {
        match pieces.last_mut().filter(|piece| piece.len() + words.len() < PIECE) {
            Some(piece) => piece.extend([" ", words]),
            None => pieces.push(words.clone()),
        }
    }
    let long = pieces.iter().filter(|piece| piece.len() > PIECE / 3 && text::draw(piece, PAGE));
    long.map(|piece| Text::english("docs pages", piece)).collect()
}
