//! A1111's weights against a table that was worked out by hand from its rules: `(w)` ×1.1,
//! `[w]` ÷1.1, `(w:n)` ×n, nesting multiplies, what is not closed counts to the end, what closes
//! nothing is text, pieces of one weight are one.
#![allow(clippy::unwrap_used)]

use super::{Piece, attention};

/// `BREAK` in the table.
const BREAK: (&str, f64) = ("", 0.0);

/// 1/1.1.
const LESS: f64 = 0.909_090_909_090_909_1;

const TABLE: &[(&str, &[(&str, f64)])] = &[
    ("", &[]),
    ("()", &[]),
    ("a cat", &[("a cat", 1.0)]),
    ("an (important) word", &[("an ", 1.0), ("important", 1.1), (" word", 1.0)]),
    ("an [unimportant] word", &[("an ", 1.0), ("unimportant", LESS), (" word", 1.0)]),
    ("((a)) (((b)))", &[("a", 1.21), (" ", 1.0), ("b", 1.331)]),
    ("[[a]]", &[("a", 0.826_446_280_991_735_6)]),
    ("([a])b", &[("ab", 1.0)]),
    ("(a:1.3)", &[("a", 1.3)]),
    ("(a, b:0.8), c", &[("a, b", 0.8), (", c", 1.0)]),
    ("((a:1.3))", &[("a", 1.43)]),
    ("((a) b:2)", &[("a", 2.2), (" b", 2.0)]),
    ("(a (b (c:2):3):0.5)", &[("a ", 0.5), ("b ", 1.5), ("c", 3.0)]),
    ("(a: 1.5 )", &[("a", 1.5)]),
    ("(a:+.5)(b:-1)(c:0)", &[("a", 0.5), ("b", -1.0), ("c", 0.0)]),
    ("(a:2:1.5)", &[("a:2", 1.5)]),
    ("(a:b)", &[("a:b", 1.1)]),
    ("(a:1.2.3)", &[("a:1.2.3", 1.1)]),
    ("(a:)", &[("a:", 1.1)]),
    ("(:1.2)", &[]),
    ("[a:1.2]", &[("a:1.2", LESS)]),
    ("[a:1.2)", &[("a:1.2)", LESS)]),
    ("a:1.2)", &[("a:1.2)", 1.0)]),
    ("(unbalanced", &[("unbalanced", 1.1)]),
    ("(a (b [c", &[("a ", 1.1), ("b ", 1.21), ("c", 1.1)]),
    ("a) b] c", &[("a) b] c", 1.0)]),
    ("(a)) b", &[("a", 1.1), (") b", 1.0)]),
    ("(a[b)c]", &[("a", 1.1), ("b", 1.0), ("c", LESS)]),
    ("(unnecessary)(parens)", &[("unnecessaryparens", 1.1)]),
    (r"\(literal\] \[a\) \\", &[(r"(literal] [a) \", 1.0)]),
    (r"(a \(b\):1.2)", &[("a (b)", 1.2)]),
    (r"(a\:1.2)", &[("a", 1.2)]),
    (r"c:\dir\", &[("c:dir", 1.0)]),
    ("a BREAK b", &[("a", 1.0), BREAK, ("b", 1.0)]),
    ("(a BREAK b:1.2)", &[("a", 1.2), BREAK, ("b", 1.2)]),
    ("BREAK,BREAK", &[BREAK, (",", 1.0), BREAK]),
    ("BREAKFAST break a_BREAK", &[("BREAKFAST break a_BREAK", 1.0)]),
    ("(一只猫:1.4)，红色", &[("一只猫", 1.4), ("，红色", 1.0)]),
    (
        "a (((house:1.3)) [on] a (hill:0.5), sun, (((sky))).",
        &[
            ("a ", 1.0),
            ("house", 1.573),
            (" ", 1.1),
            ("on", 1.0),
            (" a ", 1.1),
            ("hill", 0.55),
            (", sun, ", 1.1),
            ("sky", 1.4641),
            (".", 1.1),
        ],
    ),
];

#[test]
fn weights_are_those_of_the_table() {
    for (prompt, expected) in TABLE {
        let pieces = attention::pieces(prompt);
        assert_eq!(pieces.len(), expected.len(), "{prompt}: {pieces:?}");
        for (piece, (said, counts)) in pieces.iter().zip(*expected) {
            let (text, weight) = match piece {
                Piece::Text { text, weight } => (text.as_str(), *weight),
                Piece::Break => BREAK,
            };
            assert_eq!(text, *said, "{prompt}");
            assert!((weight - counts).abs() < 1e-9, "{prompt}: {weight}, not {counts}");
        }
    }
}
