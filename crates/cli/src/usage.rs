//! What is wrong with the arguments, in Chinese; in English clap says it well.

use std::error::Error as _;
use std::fmt::Write;

use clap::error::{ContextKind, ContextValue, Error, ErrorKind};

use crate::say::Lang;
use crate::values::BadValue;

/// The message for an error, or the help that was asked for.
pub(crate) fn message(error: &Error, lang: Lang) -> String {
    match lang {
        Lang::Zh if error.use_stderr() && error.kind() != HELP => zh(error),
        _ => error.to_string(),
    }
}

/// Help that clap shows because nothing was said; it goes to stderr but is no error.
const HELP: ErrorKind = ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;

fn zh(error: &Error) -> String {
    let argument = context(error, ContextKind::InvalidArg);
    let value = context(error, ContextKind::InvalidValue);
    let mut text = match error.kind() {
        ErrorKind::InvalidValue if value.is_empty() => format!("{argument} 后面缺少值"),
        ErrorKind::InvalidValue => format!("{argument} 不能是“{value}”"),
        ErrorKind::ValueValidation => format!("{argument} 不能是“{value}”：{}", reason(error)),
        ErrorKind::UnknownArgument => format!("不认识 {argument}"),
        ErrorKind::InvalidSubcommand => {
            format!("没有命令“{}”", context(error, ContextKind::InvalidSubcommand))
        }
        ErrorKind::MissingSubcommand => {
            format!("缺少命令；可以是：{}", context(error, ContextKind::ValidSubcommand))
        }
        ErrorKind::MissingRequiredArgument => format!("缺少 {argument}"),
        ErrorKind::ArgumentConflict => {
            format!("{argument} 和 {} 不能一起用", context(error, ContextKind::PriorArg))
        }
        ErrorKind::InvalidUtf8 => "文字不是 UTF-8 编码；请把终端设为 UTF-8".to_owned(),
        _ => format!("命令写得不对：{error}"),
    };
    suggest(&mut text, error);
    format!("错误：{text}\n\n更多说明请用 --help。\n")
}

/// What may be meant instead.
fn suggest(text: &mut String, error: &Error) {
    let possible = context(error, ContextKind::ValidValue);
    if !possible.is_empty() {
        let _ = write!(text, "；可以是：{possible}");
    }
    let meant = [ContextKind::SuggestedArg, ContextKind::SuggestedSubcommand]
        .map(|kind| context(error, kind))
        .concat();
    if !meant.is_empty() {
        let _ = write!(text, "；是不是要写 {meant}？");
    }
}

fn reason(error: &Error) -> String {
    let Some(source) = error.source() else { return String::new() };
    let ours = source.downcast_ref::<BadValue>().map(BadValue::zh);
    ours.or_else(|| source.downcast_ref::<qingyun_diffusion::Error>().map(|e| e.zh()))
        .unwrap_or_else(|| source.to_string())
}

fn context(error: &Error, kind: ContextKind) -> String {
    match error.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(", "),
        _ => String::new(),
    }
}
