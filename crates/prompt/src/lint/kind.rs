//! What a text is written for.

use serde::{Deserialize, Serialize};

use super::sentence::{is_close, is_han};

/// What a text is written for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// Found out from the text itself.
    #[default]
    Auto,
    /// An instruction for a chat model.
    Chat,
    /// A prompt for a picture, in sentences or in terms.
    Picture,
    /// Prose that asks for nothing.
    Text,
}

impl Kind {
    /// What a text seems to be written for; `terms` says that it has the form of a picture
    /// prompt. A short text about a customer or a patient is taken for an instruction, so that a
    /// missing request is noticed.
    pub(super) fn resolve(self, folded: &str, terms: bool) -> Kind {
        let case = || says(folded, CASES) && length(folded) <= SHORT;
        match self {
            Kind::Auto if terms || says(folded, DRAWS) => Kind::Picture,
            Kind::Auto if says(folded, ASKS) || case() => Kind::Chat,
            Kind::Auto if shows(folded) => Kind::Picture,
            Kind::Auto => Kind::Text,
            known => known,
        }
    }
}

/// The most words of a text that states no more than a case; two Chinese characters count as one.
const SHORT: usize = 15;

/// Whether a text names what is to be seen, in a phrase that is no sentence.
pub(super) fn shows(folded: &str) -> bool {
    let sentence = |c: char| is_close(c) || c == '.';
    length(folded) <= SHORT && says(folded, LOOKS) && !folded.contains(sentence)
}

const LOOKS: &[&str] = &[
    "特写",
    "全身",
    "背景",
    "风格",
    "画面",
    "构图",
    "光线",
    "镜头",
    "星空",
    "夜景",
    "写实",
    "照片",
    "插画",
    "海报",
    "油画",
    "水彩",
    "单人",
    "黑白",
    "portrait",
    "close-up",
    "background",
    "style",
    "photo",
    "illustration",
    "poster",
    "lighting",
    "full body",
    "monochrome",
    "watercolo",
];

const CASES: &[&str] =
    &["客户", "顾客", "用户", "买家", "患者", "病人", "customer", "client", "patient"];

const DRAWS: &[&str] = &[
    "画一",
    "画个",
    "画只",
    "画张",
    "画幅",
    "一幅画",
    "draw ",
    "paint ",
    "picture of",
    "photo of",
];

/// What tells that something is asked for.
pub(super) const ASKS: &[&str] = &[
    "帮我",
    "帮忙",
    "请",
    "麻烦你",
    "给我",
    "替我",
    "写一",
    "写个",
    "翻译",
    "总结",
    "概括",
    "解释",
    "分析",
    "列出",
    "提醒",
    "改写",
    "润色",
    "推荐",
    "告诉我",
    "介绍",
    "回答",
    "回复",
    "生成",
    "设计",
    "怎么",
    "如何",
    "为什么",
    "什么",
    "吗",
    "哪",
    "多少",
    "能不能",
    "可不可以",
    "是否",
    "对比",
    "比较",
    "制定",
    "检查",
    "修改",
    "教我",
    "提供",
    "画",
    "?",
    "？",
    "please",
    "write",
    "translate",
    "summar",
    "explain",
    "list ",
    "rewrite",
    "draft",
    "give me",
    "tell me",
    "show me",
    "help me",
    "how ",
    "what ",
    "why ",
    "which ",
    "compare",
    "create",
    "generate",
    "make ",
    "suggest",
    "recommend",
    "describe",
    "answer",
    "reply",
    "check ",
    "find ",
    "fix ",
    "convert",
    "plan ",
    "can you",
    "could you",
    "would you",
    "i need",
    "i want",
    "我想",
    "我要",
    "我需要",
    "想要",
    "需要你",
    "draw ",
    "paint ",
    "design",
    "edit ",
    "proofread",
    "review",
    "analy",
    "classify",
    "extract",
    "calculate",
    "use ",
    "act as",
    "扮演",
    "你是",
];

pub(super) fn says(folded: &str, words: &[&str]) -> bool {
    words.iter().any(|word| folded.contains(word))
}

fn length(text: &str) -> usize {
    let han = text.chars().filter(|c| is_han(*c)).count();
    let latin = text.split_whitespace().filter(|word| word.contains(|c: char| !is_han(c))).count();
    han / 2 + latin
}
