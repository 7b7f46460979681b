//! One text or many: from the command line, a file, or lines on standard input.

mod input;
mod lines;

pub(crate) use input::{Input, Record};
pub(crate) use lines::{Answer, answer_lines, for_people, read_line};
