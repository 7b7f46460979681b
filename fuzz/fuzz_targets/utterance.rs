//! Any text as what a person said.

#![no_main]

use std::sync::LazyLock;

use qingyun_prompt::{Entry, Style, Vocabulary, complete, read};

static VOCABULARY: LazyLock<Vocabulary> = LazyLock::new(|| {
    let entry = |tag: &str, zh: &str| Entry {
        tag: tag.into(),
        en: vec![tag.into()],
        zh: vec![zh.into()],
    };
    let style = Style { id: "noto".into(), en: vec!["Noto".into()], zh: vec!["诺托".into()] };
    Vocabulary::new(vec![entry("cat", "猫"), entry("hot dog", "热狗")], vec![style])
});

libfuzzer_sys::fuzz_target!(|text: &str| {
    let Ok(reading) = read(text, &VOCABULARY) else { return };
    for used in &reading.used {
        assert!(text.get(used.span.start..used.span.end).is_some(), "{:?}", used.span);
    }
    complete(&reading.brief, &VOCABULARY, 7);
});
