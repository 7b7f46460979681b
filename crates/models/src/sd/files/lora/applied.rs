//! What became of a LoRA.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};

/// Names that messages show.
const SHOWN: usize = 3;

/// What became of a LoRA; its text is in English, [`Self::zh`] in Chinese.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Applied {
    /// Tensors that it changes.
    pub tensors: usize,
    /// Its modules that no network here has.
    pub unmatched: Vec<String>,
    /// Its modules of kinds that are not added, how many of each kind.
    pub kinds: BTreeMap<&'static str, usize>,
}

impl Applied {
    fn shown(&self) -> String {
        self.unmatched.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ")
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        let mut text = format!("改动 {} 个张量", self.tensors);
        if !self.unmatched.is_empty() {
            text +=
                &format!("；{} 个模块在这里没有对应，例如 {}", self.unmatched.len(), self.shown());
        }
        for (kind, count) in &self.kinds {
            text += &format!("；{count} 个 {kind} 模块没有应用");
        }
        text
    }
}

impl Display for Applied {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        write!(out, "changes {} tensors", self.tensors)?;
        if !self.unmatched.is_empty() {
            let (count, shown) = (self.unmatched.len(), self.shown());
            write!(out, "; {count} modules match nothing here, such as {shown}")?;
        }
        for (kind, count) in &self.kinds {
            write!(out, "; {count} of {kind} not applied")?;
        }
        Ok(())
    }
}
