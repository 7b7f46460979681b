//! Numbers and texts from a file, never beyond its end.

use std::io::{BufRead, Seek, SeekFrom};

use super::GgufFault;

/// Bytes of the longest name.
const LONGEST: u64 = 1 << 16;

/// Why reading stopped.
#[derive(Debug)]
pub(super) enum Failure {
    Read(std::io::Error),
    Fault(GgufFault),
}

impl From<GgufFault> for Failure {
    fn from(fault: GgufFault) -> Self {
        Self::Fault(fault)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Read(error)
    }
}

/// A file of known length that is read from its beginning.
pub(super) struct Reader<R> {
    input: R,
    /// Where reading is.
    pub(super) place: u64,
    /// Where the file ends.
    pub(super) end: u64,
}

impl<R: BufRead + Seek> Reader<R> {
    pub(super) fn new(mut input: R) -> Result<Self, Failure> {
        let end = input.seek(SeekFrom::End(0))?;
        input.rewind()?;
        Ok(Self { input, place: 0, end })
    }

    /// Goes on by so many bytes, if the file has them.
    fn advance(&mut self, bytes: u64) -> Result<(), GgufFault> {
        let place = self.place.checked_add(bytes).filter(|&place| place <= self.end);
        self.place = place.ok_or(GgufFault::Short)?;
        Ok(())
    }

    fn array<const N: usize>(&mut self) -> Result<[u8; N], Failure> {
        self.advance(N as u64)?;
        let mut bytes = [0; N];
        self.input.read_exact(&mut bytes)?;
        Ok(bytes)
    }

    pub(super) fn u32(&mut self) -> Result<u32, Failure> {
        self.array().map(u32::from_le_bytes)
    }

    pub(super) fn u64(&mut self) -> Result<u64, Failure> {
        self.array().map(u64::from_le_bytes)
    }

    /// A text behind its length.
    pub(super) fn text(&mut self) -> Result<String, Failure> {
        let length = self.u64()?;
        if length > LONGEST {
            return Err(GgufFault::Name.into());
        }
        self.advance(length)?;
        let mut bytes = vec![0; length as usize];
        self.input.read_exact(&mut bytes)?;
        String::from_utf8(bytes).map_err(|_| GgufFault::Name.into())
    }

    pub(super) fn skip(&mut self, bytes: u64) -> Result<(), Failure> {
        self.advance(bytes)?;
        // The end of a file fits in an i64.
        self.input.seek_relative(i64::try_from(bytes).unwrap_or(i64::MAX))?;
        Ok(())
    }
}
