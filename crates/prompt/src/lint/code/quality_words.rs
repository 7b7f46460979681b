//! Praise instead of content: masterpiece, best quality, 8k …

use super::super::document::Document;
use super::super::finding::Hit;
use super::terms::named;

/// Words of quality, by the names that synonyms come to.
const QUALITY: &[&str] = &[
    "masterpiece",
    "best quality",
    "8k",
    "4k",
    "16k",
    "uhd",
    "hdr",
    "highly detailed",
    "photorealistic",
    "award winning",
    "award-winning",
    "trending on artstation",
    "artstation",
    "ultra hd",
    "absurdres",
    "highres",
    "unreal engine",
    "octane render",
    "sharp focus",
    "professional",
    "stunning",
    "perfect",
    "best",
    "hd",
    "高清",
    "高质量",
    "杰作",
    "超精细",
    "极致细节",
    "专业",
    "完美",
    "顶级",
    "超高分辨率",
    "大师级",
    "精致",
];

/// More of them than this say nothing more.
const MOST: usize = 3;

pub(in super::super) fn many(document: &Document) -> Vec<Hit> {
    let praise: Vec<_> = praise(document).collect();
    praise.into_iter().skip(MOST).map(|span| Hit::new(span, document.text)).collect()
}

/// A prompt that is nothing else.
pub(in super::super) fn only(document: &Document) -> Vec<Hit> {
    let all = named(document).count();
    let praise: Vec<_> = praise(document).collect();
    let first = praise.first().filter(|_| praise.len() == all);
    first.map(|span| Hit::new(*span, document.text)).into_iter().collect()
}

fn praise<'a>(document: &'a Document) -> impl Iterator<Item = crate::Span> + 'a {
    named(document).filter(|(_, name)| QUALITY.contains(&name.as_str())).map(|(term, _)| term.span)
}
