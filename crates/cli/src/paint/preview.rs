//! Pictures in a terminal.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Half blocks are at most this many columns wide.
const MAX_COLUMNS: usize = 64;
/// The kitty protocol takes base64 in pieces of at most this many bytes.
const KITTY_PIECE: usize = 4096;

/// How a terminal shows pictures.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Graphics {
    /// The graphics protocol of kitty, which ghostty speaks too.
    Kitty,
    /// The inline images of iTerm2, which WezTerm shows too.
    Iterm,
    /// Two pixels a character, by 24-bit colours.
    HalfBlocks,
}

impl Graphics {
    /// What the terminal that these variables tell of can show.
    pub(crate) fn of_terminal(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let is = |name: &str, values: &[&str]| {
            variable(name).is_some_and(|value| values.contains(&value.as_str()))
        };
        if is("TERM", &["xterm-kitty", "xterm-ghostty"]) {
            Some(Self::Kitty)
        } else if is("TERM_PROGRAM", &["iTerm.app", "WezTerm"]) {
            Some(Self::Iterm)
        } else if is("COLORTERM", &["truecolor", "24bit"]) {
            Some(Self::HalfBlocks)
        } else {
            None
        }
    }
}

/// What to print so that the picture appears; `png` is the file of `rgb` (width, height).
pub(crate) fn show(graphics: Graphics, rgb: &[u8], size: [usize; 2], png: &[u8]) -> String {
    match graphics {
        Graphics::Kitty => kitty(png),
        Graphics::Iterm => {
            let length = png.len();
            format!("\x1b]1337;File=inline=1;size={length}:{}\x07", STANDARD.encode(png))
        }
        Graphics::HalfBlocks => half_blocks(rgb, size),
    }
}

/// Every piece but the last says that more follows (`m=1`); the first says what it is: a PNG
/// (`f=100`) to be sent and shown at once (`a=T`).
fn kitty(png: &[u8]) -> String {
    let text = STANDARD.encode(png);
    let pieces = text.len().div_ceil(KITTY_PIECE);
    let mut out = String::new();
    for (i, piece) in text.as_bytes().chunks(KITTY_PIECE).enumerate() {
        let what = if i == 0 { "a=T,f=100," } else { "" };
        let more = u8::from(i + 1 < pieces);
        out += &format!("\x1b_G{what}m={more};{}\x1b\\", String::from_utf8_lossy(piece));
    }
    out
}

/// The upper half of each character cell is its foreground, the lower half its background.
fn half_blocks(rgb: &[u8], [width, height]: [usize; 2]) -> String {
    let scale = width.div_ceil(MAX_COLUMNS).max(1);
    let pixel = |x: usize, y: usize| {
        let at = (y.min(height - 1) * width + x) * 3;
        format!("{};{};{}", rgb[at], rgb[at + 1], rgb[at + 2])
    };
    let mut out = String::new();
    for y in (0..height).step_by(2 * scale) {
        for x in (0..width).step_by(scale) {
            out += &format!("\x1b[38;2;{};48;2;{}m▀", pixel(x, y), pixel(x, y + scale));
        }
        out += "\x1b[0m\n";
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(name: &str, value: &str) -> Option<Graphics> {
        Graphics::of_terminal(|n| (n == name).then(|| value.to_owned()))
    }

    #[test]
    fn terminals_are_known_by_their_variables() {
        assert_eq!(of("TERM", "xterm-kitty"), Some(Graphics::Kitty));
        assert_eq!(of("TERM_PROGRAM", "iTerm.app"), Some(Graphics::Iterm));
        assert_eq!(of("COLORTERM", "truecolor"), Some(Graphics::HalfBlocks));
        assert_eq!(of("TERM", "xterm-256color"), None);
    }

    #[test]
    fn a_character_shows_two_pixels() {
        let text = half_blocks(&[1, 2, 3, 4, 5, 6], [1, 2]);
        assert_eq!(text, "\x1b[38;2;1;2;3;48;2;4;5;6m▀\x1b[0m\n");
    }

    #[test]
    fn wide_pictures_are_thinned_out() {
        let text = half_blocks(&[0; 256 * 64 * 3], [256, 64]);
        assert_eq!(text.lines().count(), 8);
        assert_eq!(text.lines().next().map(|l| l.matches('▀').count()), Some(64));
    }

    #[test]
    fn kitty_gets_pieces() {
        let text = kitty(&[0; 4000]);
        assert!(text.starts_with("\x1b_Ga=T,f=100,m=1;AAAA"));
        assert_eq!(text.matches("\x1b_Gm=0;").count(), 1);
        assert!(text.ends_with("\x1b\\"));
        assert!(kitty(&[0; 3]).starts_with("\x1b_Ga=T,f=100,m=0;AAAA"));
    }
}
