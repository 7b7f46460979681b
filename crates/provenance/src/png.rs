//! Pictures with their request in them.
//!
//! PNG keeps text in three kinds of chunk: `tEXt` (Latin-1), `zTXt` (Latin-1, compressed) and
//! `iTXt` (UTF-8, compressed or not); PNG specification, third edition, section 11.3.3. All
//! three are read; Latin-1 text is written as `tEXt`, all other text as `iTXt`.

use std::fs::File;
use std::io::{BufRead, BufReader, Cursor, Seek};
use std::path::Path;

use png::{BitDepth, ColorType, Decoder, DecodingError, Encoder, EncodingError, Info, Limits};

use crate::parameters::MAX_TEXT;
use crate::{Error, Parameters};

/// The chunk keyword that A1111 chose.
const KEYWORD: &str = "parameters";

/// The most memory a stranger's file may ask for while it is read.
const MAX_MEMORY: usize = 32 << 20;

/// A PNG file of `rgb` (`[height, width, 3]`, 8 bits a channel) that carries `text`. The same
/// input gives the same bytes.
///
/// # Errors
/// [`Error::Encode`] when the sides are 0 or do not fit the number of bytes.
pub fn encode(rgb: &[u8], width: u32, height: u32, text: &str) -> Result<Vec<u8>, Error> {
    let write = || -> Result<Vec<u8>, EncodingError> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, width, height);
        encoder.set_color(ColorType::Rgb);
        encoder.set_depth(BitDepth::Eight);
        add_text(&mut encoder, text)?;
        let mut writer = encoder.write_header()?;
        writer.write_image_data(rgb)?;
        writer.finish()?;
        Ok(file)
    };
    write().map_err(|source| Error::Encode { width, height, bytes: rgb.len(), source })
}

fn add_text(encoder: &mut Encoder<'_, &mut Vec<u8>>, text: &str) -> Result<(), EncodingError> {
    let latin = text.chars().all(|c| u32::from(c) < 256);
    if latin {
        encoder.add_text_chunk(KEYWORD.into(), text.into())
    } else {
        encoder.add_itxt_chunk(KEYWORD.into(), text.into())
    }
}

/// The request that the picture at `path` carries.
///
/// # Errors
/// [`Error::Read`], [`Error::Decode`] when it is no PNG, [`Error::NoParameters`], and
/// [`Error::Record`] for what [`Parameters::from_text`] refuses.
pub fn read(path: &Path) -> Result<Parameters, Error> {
    let file = File::open(path).map_err(|source| Error::Read { path: path.to_owned(), source })?;
    request(BufReader::new(file), path)
}

/// The request that the bytes of a picture carry; `path` is what messages call it.
///
/// # Errors
/// As [`read`].
pub fn parse(bytes: &[u8], path: &Path) -> Result<Parameters, Error> {
    request(Cursor::new(bytes), path)
}

fn request(file: impl BufRead + Seek, path: &Path) -> Result<Parameters, Error> {
    let text = find_text(file).map_err(|source| Error::Decode { path: path.to_owned(), source })?;
    let text = text.ok_or_else(|| Error::NoParameters { path: path.to_owned() })?;
    Parameters::from_text(&text)
        .map_err(|source| Error::Record { path: path.to_owned(), source: Box::new(source) })
}

/// The text usually stands before the pixels but may come after them.
fn find_text(file: impl BufRead + Seek) -> Result<Option<String>, DecodingError> {
    let mut reader = Decoder::new_with_limits(file, Limits { bytes: MAX_MEMORY }).read_info()?;
    if let Some(text) = text_in(reader.info())? {
        return Ok(Some(text));
    }
    reader.finish()?;
    text_in(reader.info())
}

fn text_in(info: &Info<'_>) -> Result<Option<String>, DecodingError> {
    if let Some(chunk) = info.uncompressed_latin1_text.iter().find(|c| c.keyword == KEYWORD) {
        return Ok(Some(chunk.text.clone()));
    }
    if let Some(chunk) = info.utf8_text.iter().find(|c| c.keyword == KEYWORD) {
        let mut chunk = chunk.clone();
        chunk.decompress_text_with_limit(MAX_TEXT)?;
        return chunk.get_text().map(Some);
    }
    if let Some(chunk) = info.compressed_latin1_text.iter().find(|c| c.keyword == KEYWORD) {
        let mut chunk = chunk.clone();
        chunk.decompress_text_with_limit(MAX_TEXT)?;
        return chunk.get_text().map(Some);
    }
    Ok(None)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use png::text_metadata::{EncodableTextChunk, ITXtChunk, TEXtChunk, ZTXtChunk};
    use std::io::Write;

    const RGB: [u8; 12] = [255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9];

    fn find(file: &[u8]) -> Result<Option<String>, DecodingError> {
        find_text(Cursor::new(file))
    }

    fn has_chunk(file: &[u8], kind: &[u8; 4]) -> bool {
        file.windows(4).any(|bytes| bytes == kind)
    }

    /// A 2x2 picture with a text chunk before or after its pixels.
    fn with_chunk(chunk: &impl EncodableTextChunk, before: bool) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 2, 2);
        encoder.set_color(ColorType::Rgb);
        let mut writer = encoder.write_header().unwrap();
        if before {
            writer.write_text_chunk(chunk).unwrap();
        }
        writer.write_image_data(&RGB).unwrap();
        if !before {
            writer.write_text_chunk(chunk).unwrap();
        }
        writer.finish().unwrap();
        file
    }

    #[test]
    fn latin_text_is_text_and_chinese_is_itxt() {
        for (text, kind) in [("a café cat", b"tEXt"), ("一只猫", b"iTXt")] {
            let file = encode(&RGB, 2, 2, text).unwrap();
            assert!(has_chunk(&file, kind));
            assert_eq!(find(&file).unwrap().as_deref(), Some(text));
        }
    }

    #[test]
    fn pixels_come_back_and_bytes_repeat() {
        let file = encode(&RGB, 2, 2, "x").unwrap();
        assert_eq!(file, encode(&RGB, 2, 2, "x").unwrap());
        let mut reader = Decoder::new(Cursor::new(&file)).read_info().unwrap();
        let mut pixels = vec![0; reader.output_buffer_size().unwrap()];
        reader.next_frame(&mut pixels).unwrap();
        assert_eq!(pixels, RGB);
    }

    #[test]
    fn every_kind_of_chunk_is_read_before_and_after_the_pixels() {
        let mut squeezed = ITXtChunk::new(KEYWORD, "猫");
        squeezed.compressed = true;
        for before in [true, false] {
            let text = TEXtChunk::new(KEYWORD, "cat");
            assert_eq!(find(&with_chunk(&text, before)).unwrap().as_deref(), Some("cat"));
            let ztxt = ZTXtChunk::new(KEYWORD, "cat");
            assert_eq!(find(&with_chunk(&ztxt, before)).unwrap().as_deref(), Some("cat"));
            assert_eq!(find(&with_chunk(&squeezed, before)).unwrap().as_deref(), Some("猫"));
        }
        assert_eq!(find(&with_chunk(&TEXtChunk::new("Comment", "cat"), true)).unwrap(), None);
    }

    #[test]
    fn a_text_that_unpacks_too_large_is_refused() {
        let bomb = ZTXtChunk::new(KEYWORD, "a".repeat(MAX_TEXT * 4));
        assert!(find(&with_chunk(&bomb, true)).is_err());
    }

    #[test]
    fn sides_must_fit_the_pixels() {
        assert!(matches!(encode(&RGB, 2, 3, ""), Err(Error::Encode { .. })));
        assert!(matches!(encode(&[], 0, 0, ""), Err(Error::Encode { .. })));
    }

    #[test]
    fn files_that_are_no_picture_with_a_record_are_named() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        assert!(matches!(read(Path::new("/no/such.png")), Err(Error::Read { .. })));
        file.write_all(b"GIF89a").unwrap();
        assert!(matches!(read(file.path()), Err(Error::Decode { .. })));
        let bare = with_chunk(&TEXtChunk::new("Comment", "cat"), true);
        std::fs::write(file.path(), &bare).unwrap();
        assert!(matches!(read(file.path()), Err(Error::NoParameters { .. })));
    }

    #[test]
    fn a_truncated_picture_is_an_error_and_never_a_panic() {
        let file = with_chunk(&TEXtChunk::new("Comment", "cat"), true);
        for end in 0..file.len() {
            assert!(!matches!(find(&file[..end]), Ok(Some(_))));
        }
    }
}
