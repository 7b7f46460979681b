//! How many rules lint has, and how often they fire on ordinary well-written text.

use std::path::Path;

use anyhow::Result;
use qingyun_prompt::lint::{Kind, Options, Severity, check, rules};
use qingyun_prompt::words::{Pos, Tagger};

use super::lines;
use crate::words::treebank;

/// Figures over English abstracts, Chinese abstracts and the sentences of a treebank. Every
/// finding of a warning or worse is counted as false, though some of the texts do err: an upper
/// bound. Hints are counted apart.
pub(crate) fn run(semeval: &Path, csl: &Path, gsd: &Path) -> Result<Vec<(&'static str, f64)>> {
    let english = lines::texts(semeval)?;
    let mut chinese = lines::texts(csl)?;
    chinese.extend(treebank::read(gsd)?.into_iter().map(|sentence| sentence.text));
    let tagger = Tagger::default();
    let (en, zh) = (Alarms::count(&english, &tagger), Alarms::count(&chinese, &tagger));
    Ok(vec![
        ("lint_rules", rules().len() as f64),
        ("lint_false_alarms_per_1000_words_en", en.per_thousand(en.warnings)),
        ("lint_false_alarms_per_1000_words_zh", zh.per_thousand(zh.warnings)),
        ("lint_hints_per_1000_words_en", en.per_thousand(en.hints)),
        ("lint_hints_per_1000_words_zh", zh.per_thousand(zh.hints)),
    ])
}

#[derive(Default)]
struct Alarms {
    words: usize,
    warnings: usize,
    hints: usize,
}

impl Alarms {
    fn count(texts: &[String], tagger: &Tagger) -> Self {
        let options = Options { kind: Kind::Text, ..Options::default() };
        let mut alarms = Alarms::default();
        for text in texts {
            let words = tagger.tag(text);
            alarms.words += words.iter().filter(|word| word.pos != Pos::Punct).count();
            let findings = check(text, tagger, &[], &options);
            let hints = findings.iter().filter(|one| one.severity == Severity::Hint).count();
            alarms.hints += hints;
            alarms.warnings += findings.len() - hints;
        }
        alarms
    }

    fn per_thousand(&self, count: usize) -> f64 {
        1000.0 * count as f64 / self.words.max(1) as f64
    }
}
