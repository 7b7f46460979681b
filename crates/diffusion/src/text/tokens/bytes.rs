//! The alphabet in which vocabularies write bytes.

/// The letter of each byte: itself where it is visible in Latin-1, else the next letter from
/// U+0100 on (Radford et al. 2019, the byte-level BPE of GPT-2).
pub(super) fn letters() -> [char; 256] {
    let mut hidden = '\u{100}'..;
    std::array::from_fn(|byte| match char::from(byte as u8) {
        c @ ('!'..='~' | '¡'..='¬' | '®'..='ÿ') => c,
        c => hidden.next().unwrap_or(c),
    })
}

/// All bytes in the order of their letters: those that are written as themselves first.
pub(super) fn in_order() -> [u8; 256] {
    let letters = letters();
    let mut bytes: [u8; 256] = std::array::from_fn(|byte| byte as u8);
    bytes.sort_by_key(|byte| letters[usize::from(*byte)]);
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn visible_bytes_are_themselves() {
        let letters = letters();
        assert_eq!([letters[0], letters[32], letters[65], letters[173]], ['Ā', 'Ġ', 'A', 'Ń']);
        assert_eq!(&in_order()[..3], b"!\"#");
        assert_eq!(in_order()[188..190], [0, 1]);
    }
}
