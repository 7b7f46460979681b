//! A rule, read from its file.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use serde::Deserialize;

use super::document::Document;
use super::finding::{Finding, Hit, Severity};
use super::kind::Kind;
use super::pattern::Pattern;
use super::sentence::Language;
use crate::Span;
use crate::toml_file::{self, line_of};

/// Looks for what no pattern can say.
pub(super) type Search = fn(&Document) -> Vec<Hit>;

/// Something that a text should not do, or should think twice about.
pub struct Rule {
    file: File,
    find: Find,
}

enum Find {
    /// Patterns, each with the text that takes the marked part's place.
    Patterns(Vec<(Pattern, Option<String>)>),
    /// A function.
    Code(Search),
}

/// A text from a rule's file, with what fixing makes of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Example<'a> {
    /// As someone might type it.
    pub text: &'a str,
    /// After the rule's fixes, where it has any.
    pub fixed: Option<&'a str>,
}

/// As it stands in the file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    id: String,
    severity: Severity,
    #[serde(default)]
    scope: Scope,
    language: Option<Language>,
    en: String,
    zh: String,
    #[serde(default)]
    case: bool,
    #[serde(default, rename = "match")]
    patterns: Vec<String>,
    fix: Option<String>,
    #[serde(default)]
    swap: BTreeMap<String, String>,
    fires: Vec<String>,
    quiet: Vec<String>,
}

/// Which texts a rule looks at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Scope {
    #[default]
    Any,
    /// Sentences, whatever they are for.
    Prose,
    /// Instructions for a chat model.
    Chat,
    /// Picture prompts in sentences or terms.
    Picture,
    /// Picture prompts in terms.
    Terms,
}

impl Rule {
    /// Reads a rule that finds by patterns, or by `code` where one is given.
    ///
    /// # Errors
    /// The line, from 1, and what is wrong with it in English.
    pub(super) fn parse(toml: &str, code: Option<Search>) -> Result<Self, (usize, String)> {
        let file: File = toml_file::parse(toml)?;
        let at = |pattern: &str| line_of(toml, toml.find(pattern).unwrap_or(0));
        let mut patterns = Vec::new();
        let plain = file.patterns.iter().map(|pattern| (pattern, file.fix.as_ref()));
        for (text, fix) in plain.chain(file.swap.iter().map(|(text, fix)| (text, Some(fix)))) {
            let pattern = Pattern::parse(text, file.case).map_err(|reason| (at(text), reason))?;
            patterns.push((pattern, fix.cloned()));
        }
        let find = match code {
            Some(search) => Find::Code(search),
            None if patterns.is_empty() => {
                return Err((1, "it has no `match` and no `swap`".to_owned()));
            }
            None => Find::Patterns(patterns),
        };
        Ok(Rule { file, find })
    }

    /// Its name, unique in the registry.
    pub fn id(&self) -> &str {
        &self.file.id
    }

    /// How much its findings matter.
    pub fn severity(&self) -> Severity {
        self.file.severity
    }

    /// The language that it is about; `None` for any.
    pub fn language(&self) -> Option<Language> {
        self.file.language
    }

    /// Its reason in English; `{about}` stands for what was found, `{fix}` for what would be right.
    pub fn en(&self) -> &str {
        &self.file.en
    }

    /// Its reason in Chinese, likewise.
    pub fn zh(&self) -> &str {
        &self.file.zh
    }

    /// Whether it is a pattern in a file, and no code.
    pub fn is_data(&self) -> bool {
        matches!(self.find, Find::Patterns(_))
    }

    /// Texts in which it finds something.
    pub fn fires(&self) -> impl Iterator<Item = Example<'_>> {
        self.file.fires.iter().map(|line| match line.split_once(" => ") {
            Some((text, fixed)) => Example { text, fixed: Some(fixed) },
            None => Example { text: line, fixed: None },
        })
    }

    /// Near misses: texts in which it finds nothing.
    pub fn quiet(&self) -> impl Iterator<Item = &str> {
        self.file.quiet.iter().map(String::as_str)
    }

    /// What its examples are written for.
    pub fn kind(&self) -> Kind {
        match self.file.scope {
            Scope::Any => Kind::Auto,
            Scope::Prose => Kind::Text,
            Scope::Chat => Kind::Chat,
            Scope::Picture | Scope::Terms => Kind::Picture,
        }
    }

    /// What it finds in a text, in order; nothing that lies inside another of its findings.
    pub fn check(&self, document: &Document) -> Vec<Finding> {
        if !self.applies(document) {
            return Vec::new();
        }
        let hits = match &self.find {
            Find::Code(search) => search(document),
            Find::Patterns(patterns) => {
                patterns.iter().flat_map(|(pattern, fix)| hits(pattern, fix, document)).collect()
            }
        };
        let here = |hit: &Hit| {
            self.file.language.is_none_or(|own| document.language_at(hit.span.start) == Some(own))
        };
        let mut hits: Vec<_> = hits.into_iter().filter(here).collect();
        hits.sort_by_key(|hit| (hit.span.start, Reverse(hit.span.end)));
        let mut end = 0;
        hits.retain(|hit| {
            let outside = hit.span.end > end;
            end = end.max(hit.span.end);
            outside
        });
        hits.truncate(document.options.most);
        hits.into_iter().map(|hit| self.finding(hit)).collect()
    }

    fn applies(&self, document: &Document) -> bool {
        let terms = document.prompt.in_terms;
        match self.file.scope {
            Scope::Any => true,
            Scope::Prose => !terms,
            Scope::Chat => document.kind == Kind::Chat,
            Scope::Picture => document.kind == Kind::Picture,
            Scope::Terms => terms,
        }
    }

    fn finding(&self, hit: Hit) -> Finding {
        let right = hit.fix.as_ref().map_or("", |fix| fix.text.as_str());
        let say = |reason: &str| reason.replace("{about}", &hit.about).replace("{fix}", right);
        Finding {
            rule: self.file.id.clone(),
            severity: self.file.severity,
            span: hit.span,
            en: say(&self.file.en),
            zh: say(&self.file.zh),
            fix: hit.fix,
        }
    }
}

fn hits(pattern: &Pattern, fix: &Option<String>, document: &Document) -> Vec<Hit> {
    let hit = |span: Span| {
        let hit = Hit::new(span, document.text);
        match fix {
            None => hit,
            Some(text) if text.is_empty() => hit.fixed(with_space(span, document.text), ""),
            Some(text) => {
                let text = like(span.of(document.text), text);
                hit.replaced(text)
            }
        }
    };
    pattern.find(document).into_iter().map(hit).collect()
}

/// What goes when something is deleted: a space beside it too.
fn with_space(span: Span, text: &str) -> Span {
    let Span { start, end } = span;
    if text[end..].starts_with(' ') && (start == 0 || text[..start].ends_with([' ', '\n'])) {
        Span { start, end: end + 1 }
    } else if text[..start].ends_with(' ') {
        Span { start: start - 1, end }
    } else {
        span
    }
}

/// New text with a capital where the old had one.
fn like(old: &str, new: &str) -> String {
    let capital = old.starts_with(|c: char| c.is_ascii_uppercase());
    let mut letters = new.chars();
    match letters.next() {
        Some(first) if capital => first.to_ascii_uppercase().to_string() + letters.as_str(),
        _ => new.to_owned(),
    }
}
