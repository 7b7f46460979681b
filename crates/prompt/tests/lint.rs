//! Lint over whatever may be typed, and rules of a person's own.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;

use proptest::prelude::*;
use qingyun_prompt::lint::{Kind, Options, RuleError, check, fix, read_folder, rules};
use qingyun_prompt::words::Tagger;

static TAGGER: LazyLock<Tagger> = LazyLock::new(Tagger::default);

fn options(kind: Kind) -> Options {
    Options { kind, ..Options::default() }
}

fn ids(text: &str, kind: Kind) -> Vec<String> {
    check(text, &TAGGER, &[], &options(kind)).into_iter().map(|finding| finding.rule).collect()
}

/// The examples of all rules, as pieces that random texts are made of.
fn pieces() -> Vec<String> {
    let examples = rules().iter().flat_map(|rule| {
        rule.fires().map(|example| example.text).chain(rule.quiet()).map(str::to_owned)
    });
    examples.collect()
}

fn text() -> impl Strategy<Value = String> {
    let piece = prop_oneof![
        3 => prop::sample::select(pieces()),
        1 => "\\PC{0,6}",
        1 => "[ ,.，。()（）\\[\\]《》“”:;、\n\u{200b}\u{202e}😀aI的]{0,5}",
    ];
    prop::collection::vec(piece, 0..5).prop_map(|pieces| pieces.concat())
}

fn kind() -> impl Strategy<Value = Kind> {
    prop::sample::select(vec![Kind::Auto, Kind::Chat, Kind::Picture, Kind::Text])
}

proptest! {
    #[test]
    fn spans_lie_on_characters(text in text(), kind in kind()) {
        for finding in check(&text, &TAGGER, &[], &options(kind)) {
            prop_assert!(text.get(finding.span.start..finding.span.end).is_some());
            if let Some(fix) = finding.fix {
                prop_assert!(text.get(fix.span.start..fix.span.end).is_some(), "{}", finding.rule);
            }
        }
    }

    #[test]
    fn what_was_fixed_stays(text in text(), kind in kind()) {
        let options = options(kind);
        let (fixed, _) = fix(&text, &TAGGER, &[], &options);
        let (again, _) = fix(&fixed, &TAGGER, &[], &options);
        prop_assert_eq!(fixed, again);
    }
}

#[test]
fn bad_input_is_borne() {
    let long =
        ["(", "《", "，", "a:1.2,(b),", "++", "1字 ", "\u{202e}", "😀", "--a", "吗，", "the "];
    for piece in long {
        for kind in [Kind::Auto, Kind::Chat, Kind::Picture, Kind::Text] {
            let text = piece.repeat(30_000 / piece.len());
            assert!(check(&text, &TAGGER, &[], &options(kind)).len() <= 1000, "{piece}");
        }
    }
    assert!(ids("", Kind::Auto).is_empty());
    assert!(ids(" \u{feff}\n", Kind::Auto).is_empty());
}

#[test]
fn ordinary_requests_are_left_alone() {
    for text in [
        "画一个戴着耳环的少女在五彩斑斓的黑夜中翩翩起舞，右手拿着一把铁剑",
        "客户说快递三天没动静，很生气，帮我写一封100字以内的回复",
        "masterpiece, best quality, 1girl, red hat, (smile:1.2), night sky",
        "Draw a girl with a red hat in a quiet forest at night.",
        "Please translate this sentence into Chinese: The cat sits on the mat.",
    ] {
        assert_eq!(ids(text, Kind::Auto), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_a_text_is_for_decides() {
    assert_eq!(ids("客户很生气。", Kind::Auto), ["missing-task"]);
    assert!(ids("客户很生气。", Kind::Text).is_empty());
    assert!(ids("猫，帽子，猫", Kind::Auto).contains(&"duplicate-term".to_owned()));
    let english = Options { english_only: true, ..options(Kind::Picture) };
    let found = check("一只猫", &TAGGER, &[], &english);
    assert_eq!(found.first().map(|finding| finding.rule.as_str()), Some("english-only"));
}

/// A folder with one file in it.
fn folder(name: &str, rule: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("qingyun-lint-{}-{name}", std::process::id()));
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("rule.toml"), rule).unwrap();
    folder
}

const OWN: &str = r#"
id = "our-brand"
severity = "warning"
en = "the brand is written “{fix}”"
zh = "品牌名应写作“{fix}”"
match = ["qing_yun|qinyun"]
fix = "Qingyun"
fires = ["qinyun => Qingyun"]
quiet = ["Qingyun"]
"#;

#[test]
fn a_person_may_bring_rules() {
    let folder = folder("own", OWN);
    let own = read_folder(&folder).unwrap();
    let (fixed, left) = fix("Draw the Qinyun logo.", &TAGGER, &own, &Options::default());
    assert_eq!((fixed.as_str(), left.len()), ("Draw the Qingyun logo.", 0));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn a_wrong_rule_is_named_with_file_line_and_reason() {
    let cases = [
        ("pos", OWN.replace("qing_yun|qinyun", "<NOUM>"), 6, "NOUM"),
        ("list", OWN.replace("qing_yun|qinyun", "@nothing"), 6, "nothing"),
        ("severity", OWN.replace("\"warning\"", "\"loud\""), 3, "loud"),
        ("unknown", OWN.replace("fix =", "fixed ="), 7, "fixed"),
    ];
    for (name, rule, expected, mentioned) in cases {
        let folder = folder(name, &rule);
        let Err(error) = read_folder(&folder) else { panic!("{name} was read") };
        let RuleError::Malformed { path, line, reason } = &error else { panic!("{error}") };
        assert!(path.ends_with("rule.toml") && *line == expected, "{error}");
        assert!(reason.contains(mentioned) && error.zh().contains("第"), "{error}");
        fs::remove_dir_all(folder).unwrap();
    }
}

#[test]
fn a_rule_has_one_name() {
    let folder = folder("twice", &OWN.replace("our-brand", "article"));
    assert!(matches!(read_folder(&folder), Err(RuleError::Twice { .. })));
    fs::remove_dir_all(&folder).unwrap();
    assert!(matches!(read_folder(&folder), Err(RuleError::Unreadable { .. })));
}
