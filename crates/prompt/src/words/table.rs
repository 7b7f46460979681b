//! A table from 64-bit keys to short rows of bytes, used as it lies in its file.

/// Bytes of the header: number of slots and bytes of a row, each a little-endian `u32`.
const HEADER: usize = 8;

/// Bytes of a key's mark, by which a slot knows its key.
const MARK: usize = 4;

/// Rows of bytes by key, read in place: nothing is parsed or copied, so that it costs no time to
/// open.
///
/// Open addressing with linear probing (Knuth, "The Art of Computer Programming", volume 3,
/// section 6.4): first the header, then a mark a slot (0 where it is empty), then a row a slot.
#[derive(Clone, Copy, Debug)]
pub struct Table<'a> {
    marks: &'a [u8],
    rows: &'a [u8],
    width: usize,
}

impl<'a> Table<'a> {
    /// The table that a file holds.
    ///
    /// # Panics
    /// If the length does not fit the header. Only files that are built into the program are
    /// opened, in constants, so this is found while building.
    pub const fn new(bytes: &'a [u8]) -> Self {
        let (header, rest) = bytes.split_at(HEADER);
        let slots = u32::from_le_bytes([header[0], header[1], header[2], header[3]]) as usize;
        let width = u32::from_le_bytes([header[4], header[5], header[6], header[7]]) as usize;
        assert!(slots > 0 && rest.len() == slots * (MARK + width));
        let (marks, rows) = rest.split_at(slots * MARK);
        Self { marks, rows, width }
    }

    /// The row of a key, if the table has one.
    #[inline]
    pub fn row(&self, key: u64) -> Option<&'a [u8]> {
        let slots = self.marks.len() / MARK;
        let mark = mark(key);
        let mut slot = home(key, slots);
        loop {
            let at = slot * MARK;
            let found = self.marks.get(at..at + MARK)?.try_into().map_or(0, u32::from_le_bytes);
            if found == mark {
                return self.rows.get(slot * self.width..(slot + 1) * self.width);
            }
            if found == 0 {
                return None;
            }
            slot = if slot + 1 == slots { 0 } else { slot + 1 };
        }
    }
}

/// The bytes of a table with these rows, all `width` long. Two slots in five stay
/// empty, so that a key that is not there is given up after some three steps (Knuth, equation 6.4-(23)). Rows
/// whose keys cannot be told apart are left out, but for the first.
pub fn build(rows: &[(u64, Vec<u8>)], width: usize) -> Vec<u8> {
    let slots = rows.len() * 5 / 3 + 1;
    let mut marks = vec![0_u32; slots];
    let mut bytes = vec![0_u8; slots * width];
    for (key, row) in rows {
        let mut slot = home(*key, slots);
        while marks[slot] != 0 && marks[slot] != mark(*key) {
            slot = (slot + 1) % slots;
        }
        if marks[slot] == 0 {
            marks[slot] = mark(*key);
            bytes[slot * width..][..width].copy_from_slice(row);
        }
    }
    let header = [slots as u32, width as u32];
    let words = header.into_iter().chain(marks).flat_map(u32::to_le_bytes);
    words.chain(bytes).collect()
}

/// The slot where the search begins: the key's share of its range.
#[inline]
fn home(key: u64, slots: usize) -> usize {
    ((u128::from(key) * slots as u128) >> 64) as usize
}

/// The low half of the key; never 0, which marks an empty slot.
#[inline]
fn mark(key: u64) -> u32 {
    (key as u32).max(1)
}

/// A key made of numbers in order.
#[derive(Clone, Copy, Debug)]
pub struct Key(u64);

impl Key {
    /// The key that begins with a number of its own kind, so that kinds never meet.
    #[inline]
    pub const fn of(kind: u64) -> Self {
        Self(0x9e37_79b9_7f4a_7c15).and(kind)
    }

    /// This key with another number (a multiplication and a rotation, as in FxHash).
    #[inline]
    pub const fn and(self, number: u64) -> Self {
        Self((self.0 ^ number).wrapping_mul(0xf135_7aea_2e62_a9c5).rotate_left(26))
    }

    /// This key with the letters of a word.
    #[inline]
    pub fn word(self, word: &str) -> Self {
        word.chars().fold(self, |key, c| key.and(u64::from(u32::from(c))))
    }

    /// The 64 bits, well mixed (the end of MurmurHash3).
    #[inline]
    pub const fn bits(self) -> u64 {
        let bits = (self.0 ^ (self.0 >> 33)).wrapping_mul(0xff51_afd7_ed55_8ccd);
        bits ^ (bits >> 33)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(word: &str) -> u64 {
        Key::of(0).word(word).bits()
    }

    #[test]
    fn finds_what_was_put_in_and_nothing_else() {
        let words: Vec<String> = (0..1000).map(|n| format!("w{n}")).collect();
        let rows: Vec<_> = words.iter().map(|w| (key(w), w.as_bytes()[1..2].to_vec())).collect();
        let bytes = build(&rows, 1);
        let table = Table::new(&bytes);
        for word in &words {
            assert_eq!(table.row(key(word)), Some(&word.as_bytes()[1..2]));
        }
        assert!((1000..9000).all(|n| table.row(key(&format!("w{n}"))).is_none()));
    }

    #[test]
    fn an_empty_table_has_nothing() {
        let bytes = build(&[], 3);
        assert_eq!(Table::new(&bytes).row(key("a")), None);
    }
}
