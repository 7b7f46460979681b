//! Takes away what shows nothing: zero-width and direction marks, controls, byte order marks.

use super::fold::{JOINER, is_pictograph};
use super::{Edit, Filter, each_char};

pub(super) const FILTER: Filter = Filter {
    name: "invisible",
    en: "takes away characters that show nothing",
    zh: "去掉看不见的字符",
    edits,
};

/// What joins emoji or chooses their look stays for the emoji filter; without emoji it goes.
fn edits(text: &str) -> Vec<Edit> {
    let emoji = text.contains(is_pictograph);
    each_char(text, |c| match c {
        '\n' | '\t' => None,
        '\r' => Some(String::new()),
        JOINER | '\u{fe00}'..='\u{fe0f}' | '\u{e0020}'..='\u{e007f}' if emoji => None,
        _ if shows_nothing(c) => Some(String::new()),
        _ => None,
    })
}

fn shows_nothing(c: char) -> bool {
    c.is_control()
        || matches!(c, '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}')
        || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{feff}')
        || matches!(c, '\u{fe00}'..='\u{fe0f}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
