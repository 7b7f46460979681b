//! Features of the items of a sentence, as the keys of their weights.

use super::table::Key;

/// The keys of one item's features, each of a kind of its own.
pub(super) struct Keys {
    keys: Vec<u64>,
    kind: u64,
}

impl Keys {
    /// Adds a feature made of these parts.
    #[inline]
    pub(super) fn add(&mut self, parts: &[u64]) {
        self.kind += 1;
        self.keys.push(parts.iter().fold(Key::of(self.kind), |key, part| key.and(*part)).bits());
    }
}

/// Gives each of `items` its row of keys, as `describe` says for its place among them; kinds are
/// counted from `kinds`, so that features of different models never meet.
#[inline]
pub(super) fn rows<S>(
    items: &[S],
    kinds: u64,
    describe: impl Fn(&[S], usize, &mut Keys),
    mut each: impl FnMut(&[u64]),
) {
    let mut row = Keys { keys: Vec::with_capacity(48), kind: kinds };
    for at in 0..items.len() {
        row.kind = kinds;
        row.keys.clear();
        describe(items, at, &mut row);
        each(&row.keys);
    }
}
