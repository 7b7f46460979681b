//! A person's own training folder: pictures, and a caption of tags for each.
//!
//! A picture `cat.png` takes its tags from the line of `metadata.jsonl` that names it, or from
//! `cat.txt` beside it. Everything is checked before training begins, since an error after
//! an hour of training helps nobody.

mod caption;
mod captioned;
mod encoding;
mod picture;
mod sizes;

use std::fs;
use std::path::{Path, PathBuf};

pub use captioned::{Captioned, Reading};
pub use encoding::Encoding;
pub use sizes::Sizes;

use crate::Error;

/// File extensions of the pictures that are read, in lower case.
const KINDS: [&str; 4] = ["png", "jpg", "jpeg", "webp"];

/// A folder read and checked: every picture has the same size and at least one tag.
#[derive(Debug)]
pub struct Folder {
    /// Width of every picture in pixels.
    pub width: u32,
    /// Height of every picture in pixels.
    pub height: u32,
    /// The pictures, by file name.
    pub items: Vec<Item>,
}

/// One picture with its tags.
#[derive(Debug)]
pub struct Item {
    /// The file it was read from.
    pub path: PathBuf,
    /// RGB by rows, `width * height * 3` bytes; what was transparent stands on white.
    pub rgb: Vec<u8>,
    /// Its tags, trimmed, in the caption's order.
    pub tags: Vec<String>,
}

impl Folder {
    /// Reads the pictures directly in `root`; folders inside it are left alone.
    ///
    /// # Errors
    /// An [`Error`] that names the file and says what to do: the folder cannot be read or holds no
    /// picture, a picture is broken or too large, a caption is missing or not UTF-8, or the
    /// pictures differ in size.
    pub fn read(root: &Path) -> Result<Self, Error> {
        let paths = pictures(root)?;
        if paths.is_empty() {
            return Err(Error::EmptyFolder { path: root.to_path_buf() });
        }
        let (width, height) = same_size(&paths)?;
        let captions = caption::Captions::read(root, &paths, &Reading::default().extension)?;
        let items = paths.into_iter().map(|path| {
            let tags = captions.of(&path)?;
            let rgb = picture::read(&path)?;
            Ok(Item { path, rgb, tags })
        });
        Ok(Self { width, height, items: items.collect::<Result<_, Error>>()? })
    }
}

/// The pictures in a folder, by name.
fn pictures(root: &Path) -> Result<Vec<PathBuf>, Error> {
    let failed = |source| Error::Unreadable { path: root.to_path_buf(), source };
    let mut paths = Vec::new();
    for entry in fs::read_dir(root).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() && is_picture(&path) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

fn is_picture(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    let hidden = path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."));
    !hidden && extension.is_some_and(|kind| KINDS.contains(&kind.to_lowercase().as_str()))
}

/// The one size of all pictures, read from their headers alone.
fn same_size(paths: &[PathBuf]) -> Result<(u32, u32), Error> {
    let mut sizes = Sizes::default();
    for path in paths {
        sizes.add(picture::size(path)?, path);
    }
    sizes.only().ok_or(Error::MixedSizes { sizes })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used)]

    use image::{Rgb, RgbImage, Rgba, RgbaImage};
    use tempfile::TempDir;

    use super::*;

    fn folder(pictures: &[(&str, u32)], files: &[(&str, &[u8])]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (name, side) in pictures {
            let picture = RgbImage::from_pixel(*side, *side, Rgb([10, 20, 30]));
            picture.save(folder.path().join(name)).unwrap();
        }
        for (name, bytes) in files {
            fs::write(folder.path().join(name), bytes).unwrap();
        }
        folder
    }

    fn error(folder: &TempDir) -> Error {
        Folder::read(folder.path()).unwrap_err()
    }

    #[test]
    fn sidecars_give_tags() {
        let folder = folder(
            &[("b.png", 8), ("a.PNG", 8)],
            &[
                ("a.txt", "cat, red ,,sitting\n".as_bytes()),
                ("b.txt", "\u{feff}猫，红色、坐着".as_bytes()),
            ],
        );
        let read = Folder::read(folder.path()).unwrap();
        assert_eq!((read.width, read.height), (8, 8));
        assert_eq!(read.items[0].tags, ["cat", "red", "sitting"]);
        assert_eq!(read.items[1].tags, ["猫", "红色", "坐着"]);
        assert_eq!(read.items[0].rgb, [10, 20, 30].repeat(64));
    }

    #[test]
    fn metadata_gives_tags_and_sidecars_fill_in() {
        let line = br#"{"file_name": "a.png", "text": "dog, blue"}"#;
        let folder = folder(
            &[("a.png", 8), ("b.png", 8)],
            &[("metadata.jsonl", line.as_slice()), ("b.txt", b"cat")],
        );
        let read = Folder::read(folder.path()).unwrap();
        assert_eq!(read.items[0].tags, ["dog", "blue"]);
        assert_eq!(read.items[1].tags, ["cat"]);
    }

    #[test]
    fn jpeg_and_webp_are_read() {
        let folder =
            folder(&[("a.jpg", 8), ("b.webp", 8)], &[("a.txt", b"cat"), ("b.txt", b"dog")]);
        assert_eq!(Folder::read(folder.path()).unwrap().items.len(), 2);
    }

    #[test]
    fn transparent_pixels_stand_on_white() {
        let folder = folder(&[], &[("a.txt", b"cat")]);
        let clear = RgbaImage::from_pixel(2, 2, Rgba([0, 0, 0, 0]));
        clear.save(folder.path().join("a.png")).unwrap();
        assert_eq!(Folder::read(folder.path()).unwrap().items[0].rgb, [255; 12]);
    }

    #[test]
    fn a_folder_that_is_not_there_is_named() {
        let error = Folder::read(Path::new("/no/such/folder")).unwrap_err();
        assert!(matches!(error, Error::Unreadable { .. }));
        assert!(error.to_string().contains("/no/such/folder"));
    }

    #[test]
    fn a_folder_without_pictures_is_refused() {
        assert!(matches!(error(&folder(&[], &[("a.txt", b"cat")])), Error::EmptyFolder { .. }));
    }

    #[test]
    fn a_broken_picture_is_named() {
        let folder = folder(&[("a.png", 8)], &[("a.txt", b"cat"), ("b.txt", b"dog")]);
        let whole = fs::read(folder.path().join("a.png")).unwrap();
        fs::write(folder.path().join("b.png"), &whole[..whole.len() - 20]).unwrap();
        let error = error(&folder);
        assert!(matches!(&error, Error::Picture { path, .. } if path.ends_with("b.png")));
    }

    #[test]
    fn text_called_png_is_broken() {
        let folder = folder(&[], &[("a.png", b"not a picture"), ("a.txt", b"cat")]);
        assert!(matches!(error(&folder), Error::Picture { .. }));
    }

    #[test]
    fn a_bomb_is_refused_from_its_header() {
        let folder = folder(&[], &[("a.png", &bomb()), ("a.txt", b"cat")]);
        let error = error(&folder);
        assert!(matches!(error, Error::TooLarge { width: 60_000, height: 60_000, .. }), "{error}");
    }

    /// A PNG that promises 60,000×60,000 pixels in its header and brings none.
    fn bomb() -> Vec<u8> {
        let side = 60_000u32.to_be_bytes();
        let header = [&b"IHDR"[..], &side, &side, &[8, 2, 0, 0, 0]].concat();
        [&b"\x89PNG\r\n\x1a\n"[..], &chunk(&header), &chunk(b"IDAT")].concat()
    }

    /// A PNG chunk from its name and content.
    fn chunk(content: &[u8]) -> Vec<u8> {
        let length = (content.len() as u32 - 4).to_be_bytes();
        [&length[..], content, &crc(content).to_be_bytes()].concat()
    }

    /// CRC-32 as PNG wants it (ISO 3309).
    fn crc(bytes: &[u8]) -> u32 {
        let step = |crc: u32, _| if crc & 1 == 1 { 0xedb8_8320 ^ (crc >> 1) } else { crc >> 1 };
        let sum = |crc: u32, byte: &u8| (0..8).fold(crc ^ u32::from(*byte), step);
        !bytes.iter().fold(u32::MAX, sum)
    }

    #[test]
    fn a_caption_in_gbk_says_how_to_convert_it() {
        // 红色的猫 in GBK.
        let gbk = [0xba, 0xec, 0xc9, 0xab, 0xb5, 0xc4, 0xc3, 0xa8];
        let error = error(&folder(&[("a.png", 8)], &[("a.txt", &gbk)]));
        assert!(error.to_string().contains("iconv -f GBK"), "{error}");
        assert!(error.zh().contains("GBK"), "{}", error.zh());
    }

    #[test]
    fn a_caption_in_utf_16_is_told_apart() {
        let error = error(&folder(&[("a.png", 8)], &[("a.txt", &[0xff, 0xfe, 0x2b, 0x73])]));
        assert!(error.to_string().contains("iconv -f UTF-16"), "{error}");
    }

    #[test]
    fn a_missing_or_empty_caption_is_named() {
        let missing = folder(&[("a.png", 8)], &[]);
        assert!(matches!(error(&missing), Error::NoCaption { .. }));
        let empty = folder(&[("a.png", 8)], &[("a.txt", b" ,\n")]);
        assert!(matches!(error(&empty), Error::NoCaption { .. }));
    }

    #[test]
    fn mixed_sizes_are_listed() {
        let folder = folder(&[("a.png", 8), ("b.png", 8), ("c.png", 16)], &[]);
        let error = error(&folder).to_string();
        assert!(error.contains("8×8: 2 (a.png, b.png)"), "{error}");
        assert!(error.contains("16×16: 1 (c.png)"), "{error}");
    }

    #[test]
    fn metadata_that_cannot_be_read_names_its_line() {
        let lines = b"{\"file_name\": \"a.png\", \"text\": \"dog\"}\n{\"file_name\": 3}\n";
        let error = error(&folder(&[("a.png", 8)], &[("metadata.jsonl", lines.as_slice())]));
        assert!(matches!(error, Error::MetadataLine { line: 2, .. }), "{error}");
    }

    #[test]
    fn metadata_that_names_no_picture_is_refused() {
        let line = br#"{"file_name": "z.png", "text": "dog"}"#;
        let error = error(&folder(&[("a.png", 8)], &[("metadata.jsonl", line.as_slice())]));
        assert!(matches!(error, Error::NoSuchPicture { line: 1, .. }), "{error}");
    }
}
