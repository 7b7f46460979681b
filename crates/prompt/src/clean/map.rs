//! A changed text that knows where each of its characters came from.

use std::ops::Range;

use serde::Serialize;

use crate::Span;

/// What a filter did at one place.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// The filter's name.
    pub filter: &'static str,
    /// Where, in bytes of the text as typed.
    pub span: Span,
    /// What was typed there.
    pub from: String,
    /// What stands there now.
    pub to: String,
}

/// A clean text with its map back to the text as typed.
#[derive(Clone, Debug)]
pub struct Clean {
    /// The clean text.
    pub(crate) text: String,
    /// First clean byte of each character, and where it came from; ascending.
    origin: Vec<(usize, Span)>,
    /// What was changed, filter by filter.
    pub(super) changes: Vec<Change>,
}

/// An edit of a text: these bytes become other ones.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Edit {
    /// Bytes of the text, on character boundaries and not empty.
    pub(crate) range: Range<usize>,
    /// What takes their place.
    pub(crate) to: String,
}

impl Clean {
    /// No text, with room for some bytes.
    pub(super) fn empty(bytes: usize) -> Self {
        let text = String::with_capacity(bytes);
        Clean { text, origin: Vec::with_capacity(bytes / 2), changes: Vec::new() }
    }

    /// A text that came from itself.
    pub(super) fn typed(text: &str) -> Self {
        let mut clean = Clean::empty(text.len());
        for (start, c) in text.char_indices() {
            clean.push(c, Span { start, end: start + c.len_utf8() });
        }
        clean
    }

    /// Adds a character that came from `span`.
    pub(super) fn push(&mut self, c: char, span: Span) {
        self.origin.push((self.text.len(), span));
        self.text.push(c);
    }

    /// The clean text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Its characters, and where they came from.
    pub(super) fn characters(&self) -> impl Iterator<Item = (char, Span)> {
        self.text.chars().zip(self.origin.iter().map(|(_, span)| *span))
    }

    /// What was changed, filter by filter, each from left to right.
    pub fn changes(&self) -> &[Change] {
        &self.changes
    }

    /// The part of the text as typed that became clean bytes `start..end` (not empty).
    pub fn source(&self, start: usize, end: usize) -> Span {
        let first = self.origin.partition_point(|(at, _)| *at <= start).saturating_sub(1);
        let last = self.origin.partition_point(|(at, _)| *at < end).saturating_sub(1);
        let span = |index: usize| self.origin.get(index).map_or(NOWHERE, |(_, span)| *span);
        span(first).join(span(last))
    }

    /// This text after a filter's edits, which ascend and do not overlap.
    pub(super) fn edited(self, typed: &str, filter: &'static str, edits: &[Edit]) -> Self {
        if edits.is_empty() {
            return self;
        }
        let mut next = Clean::empty(self.text.len());
        let mut origin = self.origin.iter().peekable();
        let mut changes = self.changes;
        for edit in edits {
            while let Some((at, span)) = origin.next_if(|(at, _)| *at < edit.range.start) {
                next.copy(&self.text, *at, *span);
            }
            let mut source = None;
            while let Some((_, span)) = origin.next_if(|(at, _)| *at < edit.range.end) {
                source = Some(source.map_or(*span, |known: Span| known.join(*span)));
            }
            let span = source.unwrap_or(NOWHERE);
            edit.to.chars().for_each(|c| next.push(c, span));
            let from = span.of(typed).to_owned();
            changes.push(Change { filter, span, from, to: edit.to.clone() });
        }
        origin.for_each(|(at, span)| next.copy(&self.text, *at, *span));
        Clean { changes, ..next }
    }

    fn copy(&mut self, text: &str, at: usize, span: Span) {
        if let Some(c) = text[at..].chars().next() {
            self.push(c, span);
        }
    }
}

const NOWHERE: Span = Span { start: 0, end: 0 };
