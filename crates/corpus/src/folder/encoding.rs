//! Guessing what a caption that is not UTF-8 was written in, to say how to convert it.

use std::fmt;

/// What a text that is not UTF-8 seems to be written in; shown as iconv names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// Simplified Chinese, as Windows programs write it.
    Gbk,
    /// UTF-16, with its byte order mark.
    Utf16,
    /// Western European.
    Latin1,
}

impl Encoding {
    /// A guess from the bytes: a byte order mark, or bytes that pair up as GBK's do.
    pub(crate) fn guess(bytes: &[u8]) -> Self {
        if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
            Self::Utf16
        } else if pairs_up(bytes) {
            Self::Gbk
        } else {
            Self::Latin1
        }
    }
}

/// Whether every byte from 0x81 on is followed by one that GBK allows as a second byte.
fn pairs_up(bytes: &[u8]) -> bool {
    let mut bytes = bytes.iter();
    while let Some(first) = bytes.next() {
        if *first >= 0x80 && !bytes.next().is_some_and(|second| (0x40..0xff).contains(second)) {
            return false;
        }
    }
    true
}

impl fmt::Display for Encoding {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(match self {
            Self::Gbk => "GBK",
            Self::Utf16 => "UTF-16",
            Self::Latin1 => "ISO-8859-1",
        })
    }
}
