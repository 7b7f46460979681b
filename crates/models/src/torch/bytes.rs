//! Bytes that several threads read at once.

use std::borrow::Cow;
use std::fs::File;
use std::io::{Error, ErrorKind, Result, Seek, SeekFrom};

/// Where a file's bytes are read.
pub(super) enum Bytes {
    /// On a disk.
    File(Positioned),
    /// In memory.
    Memory(Cow<'static, [u8]>),
}

impl Bytes {
    pub(super) fn of_file(file: File) -> Self {
        Self::File(Positioned::new(file))
    }

    /// How many there are.
    pub(super) fn length(&self) -> Result<u64> {
        match self {
            Self::File(file) => file.length(),
            Self::Memory(bytes) => Ok(bytes.len() as u64),
        }
    }

    /// Reads the bytes from `start` on.
    ///
    /// # Errors
    /// What the system says; [`ErrorKind::UnexpectedEof`] where there are not so many.
    pub(super) fn read(&self, start: u64, to: &mut [u8]) -> Result<()> {
        match self {
            Self::File(file) => file.read(start, to),
            Self::Memory(bytes) => {
                let rest = usize::try_from(start).ok().and_then(|start| bytes.get(start..));
                let found = rest.and_then(|rest| rest.get(..to.len()));
                to.copy_from_slice(found.ok_or(Error::from(ErrorKind::UnexpectedEof))?);
                Ok(())
            }
        }
    }
}

/// A file that is read at places.
#[cfg(unix)]
pub(super) struct Positioned(File);

#[cfg(unix)]
impl Positioned {
    fn new(file: File) -> Self {
        Self(file)
    }

    fn length(&self) -> Result<u64> {
        (&self.0).seek(SeekFrom::End(0))
    }

    fn read(&self, start: u64, to: &mut [u8]) -> Result<()> {
        std::os::unix::fs::FileExt::read_exact_at(&self.0, to, start)
    }
}

/// A file that is read at places, by one thread after the other.
#[cfg(not(unix))]
pub(super) struct Positioned(std::sync::Mutex<File>);

#[cfg(not(unix))]
impl Positioned {
    fn new(file: File) -> Self {
        Self(std::sync::Mutex::new(file))
    }

    fn file(&self) -> std::sync::MutexGuard<'_, File> {
        self.0.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn length(&self) -> Result<u64> {
        self.file().seek(SeekFrom::End(0))
    }

    fn read(&self, start: u64, to: &mut [u8]) -> Result<()> {
        let mut file = self.file();
        file.seek(SeekFrom::Start(start))?;
        std::io::Read::read_exact(&mut *file, to)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_and_memory_read_alike() {
        let mut file = tempfile::tempfile().unwrap();
        std::io::Write::write_all(&mut file, b"abcdef").unwrap();
        for bytes in [Bytes::of_file(file), Bytes::Memory(b"abcdef"[..].into())] {
            let read = |start, length| {
                let mut to = vec![0; length];
                bytes.read(start, &mut to).map(|()| to).map_err(|error| error.kind())
            };
            assert_eq!(bytes.length().unwrap(), 6);
            assert_eq!(read(4, 2), Ok(b"ef".to_vec()));
            assert_eq!(read(1, 3), Ok(b"bcd".to_vec()));
            assert_eq!(read(5, 2), Err(ErrorKind::UnexpectedEof));
            assert_eq!(read(u64::MAX / 4, 1), Err(ErrorKind::UnexpectedEof));
        }
    }
}
