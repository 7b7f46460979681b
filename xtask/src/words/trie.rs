//! Lays the dictionary's words out as a double-array trie.

use std::collections::{BTreeMap, HashMap, HashSet};

use qingyun_prompt::words::chinese::dictionary::{Cell, Id, LAST};

/// The cells of a trie with these words and their numbers.
pub(super) fn cells(words: &BTreeMap<Vec<Id>, usize>) -> Vec<Cell> {
    let children = children(words.keys());
    let bases = place(&children);
    let mut cells = Vec::new();
    for (prefix, next) in &children {
        for id in next {
            let word = [&prefix[..], &[*id]].concat();
            let at = bases[prefix] + usize::from(*id);
            let base = bases.get(&word[..]).copied().unwrap_or(LAST);
            let number = words.get(&word).copied().filter(|_| word.len() > 1);
            cells.resize(cells.len().max(at + 1), Cell::new(0, 0, 0));
            cells[at] = Cell::new(base, *id, number.unwrap_or(0));
        }
    }
    cells
}

/// The characters that follow each prefix, in order.
fn children<'a>(words: impl Iterator<Item = &'a Vec<Id>>) -> BTreeMap<&'a [Id], Vec<Id>> {
    let mut children: BTreeMap<&[Id], Vec<Id>> = BTreeMap::new();
    for word in words {
        for (length, id) in word.iter().enumerate() {
            let next = children.entry(&word[..length]).or_default();
            if next.last() != Some(id) {
                next.push(*id);
            }
        }
    }
    children
}

/// Where the cells of each prefix begin: 0 for the empty one, and a base of its own for every
/// other, so that a cell's label alone tells that it is the right one. Prefixes with most
/// characters choose first.
fn place<'a>(children: &BTreeMap<&'a [Id], Vec<Id>>) -> HashMap<&'a [Id], usize> {
    let mut order: Vec<(&&[Id], &Vec<Id>)> = children.iter().collect();
    order.sort_by_key(|(prefix, next)| (!prefix.is_empty(), usize::MAX - next.len()));
    let mut bases = HashMap::new();
    let mut taken = HashSet::new();
    let mut full: Vec<bool> = Vec::new();
    let (mut from, mut count) = (0, 0);
    for (prefix, next) in order {
        let is_full = |full: &Vec<bool>, at: usize| full.get(at).copied().unwrap_or(false);
        let fits = |base: &usize| {
            !taken.contains(base) && next.iter().all(|id| !is_full(&full, base + usize::from(*id)))
        };
        // Where one did not fit, no other with as many will.
        if count != next.len() && !taken.is_empty() {
            (from, count) = (1, next.len());
        }
        let base = (from..).find(fits).unwrap_or(LAST);
        from = base;
        for id in next {
            let at = base + usize::from(*id);
            full.resize(full.len().max(at + 1), false);
            full[at] = true;
        }
        taken.insert(base);
        bases.insert(*prefix, base);
    }
    bases
}

#[cfg(test)]
mod tests {
    use qingyun_prompt::words::chinese::dictionary::{Dictionary, PLANE};

    use super::*;

    #[test]
    fn words_are_found_and_nothing_else() {
        let spelled: [&[Id]; 4] = [&[300, 301], &[300, 301, 302], &[301, 300], &[302, 300]];
        let words = spelled.iter().map(|word| word.to_vec()).zip(400..).collect();
        let cells = cells(&words).into_iter().flat_map(Cell::bytes);
        let header = 404_u32.to_le_bytes().into_iter().chain([0; 2 * PLANE]);
        let dictionary = Dictionary::new(header.chain(cells).collect::<Vec<u8>>().leak());
        for (word, number) in &words {
            assert_eq!(dictionary.word(word), Some(*number));
        }
        assert_eq!(dictionary.word(&[301, 302]), None);
        assert_eq!(dictionary.word(&[302, 300, 301]), None);
        let mut entries = dictionary.entries();
        entries.sort();
        assert_eq!(entries, words.into_iter().collect::<Vec<_>>());
    }
}
