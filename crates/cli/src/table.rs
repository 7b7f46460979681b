//! Columns for people to read.

use unicode_width::UnicodeWidthStr;

/// Rows with their columns lined up; a Chinese character takes two places.
pub(crate) fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let mut widths = [0; N];
    for row in rows {
        for (width, cell) in widths.iter_mut().zip(row) {
            *width = (*width).max(cell.width());
        }
    }
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(widths);
        let line: Vec<String> = cells
            .map(|(cell, width)| format!("{cell}{}", " ".repeat(width - cell.width())))
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chinese_takes_two_places() {
        let rows = [["猫".into(), "a".into()], ["cat".into(), "b".into()]];
        assert_eq!(table(&rows), "猫   a\ncat  b\n");
    }
}
