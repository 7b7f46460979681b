//! The language in which the program speaks.

use std::error::Error;
use std::ffi::OsString;

use clap::ValueEnum;

/// A language. Texts stand where they are used, both languages side by side.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Lang {
    /// Chinese, simplified.
    Zh,
    /// English.
    En,
}

impl Lang {
    /// The language that `--lang` names among `arguments`, else that of the environment. It is
    /// needed before the arguments are parsed, because their errors are said in it too.
    pub(crate) fn of(arguments: &[OsString], variable: impl Fn(&str) -> Option<String>) -> Self {
        Self::asked(arguments).unwrap_or_else(|| Self::of_environment(variable))
    }

    fn asked(arguments: &[OsString]) -> Option<Self> {
        let mut words = arguments.iter().filter_map(|a| a.to_str()).take_while(|a| *a != "--");
        while let Some(word) = words.next() {
            let value = match word.strip_prefix("--lang") {
                Some("") => words.next()?,
                Some(rest) => rest.strip_prefix('=')?,
                None => continue,
            };
            return Self::from_str(value, false).ok();
        }
        None
    }

    /// POSIX: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is not empty decides.
    fn of_environment(variable: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &&str| variable(name).filter(|value| !value.is_empty());
        let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set);
        if locale.is_some_and(|l| l.starts_with("zh")) { Self::Zh } else { Self::En }
    }

    /// The one of two texts (or anything else) that is in this language.
    pub(crate) fn pick<T>(self, zh: T, en: T) -> T {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }

    /// An error with its mark and with those causes that its message does not tell.
    pub(crate) fn failure(self, error: &anyhow::Error) -> String {
        let mut text = String::new();
        for cause in error.chain() {
            let said = self.message(cause);
            if text.is_empty() {
                text = format!("{}{said}", self.pick("错误：", "error: "));
            } else if !text.contains(&said) && !text.contains(&cause.to_string()) {
                text += &format!("\n  {}{said}", self.pick("原因：", "cause: "));
            }
        }
        text
    }

    /// What an error says.
    pub(crate) fn message(self, error: &(dyn Error + 'static)) -> String {
        match self {
            Self::Zh => zh(error).unwrap_or_else(|| error.to_string()),
            Self::En => error.to_string(),
        }
    }
}

/// The Chinese message of any of our errors; a foreign error has none.
fn zh(error: &(dyn Error + 'static)) -> Option<String> {
    let ours = error.downcast_ref::<crate::error::Error>().map(|e| e.zh());
    ours.or_else(|| error.downcast_ref::<qingyun_prompt::Error>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_prompt::chat::SceneError>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_prompt::compose::ComposeError>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_prompt::ImportError>().map(|e| e.zh()))
        .or_else(|| {
            error.downcast_ref::<qingyun_prompt::words::UserDictionaryError>().map(|e| e.zh())
        })
        .or_else(|| error.downcast_ref::<qingyun_prompt::keywords::KeywordError>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_prompt::lint::RuleError>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_files::Error>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_provenance::Error>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<Box<qingyun_provenance::Error>>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_diffusion::Error>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_models::Error>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_corpus::Error>().map(|e| e.zh()))
        .or_else(|| error.downcast_ref::<qingyun_studio::Error>().map(|e| e.zh()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lang(arguments: &[&str], environment: &[(&str, &str)]) -> Lang {
        let arguments: Vec<OsString> = arguments.iter().map(OsString::from).collect();
        Lang::of(&arguments, |name| {
            environment.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned())
        })
    }

    #[test]
    fn the_environment_is_asked_in_the_order_of_posix() {
        assert_eq!(lang(&[], &[]), Lang::En);
        assert_eq!(lang(&[], &[("LANG", "zh_CN.UTF-8")]), Lang::Zh);
        assert_eq!(lang(&[], &[("LC_ALL", ""), ("LANG", "zh_TW.UTF-8")]), Lang::Zh);
        assert_eq!(lang(&[], &[("LC_ALL", "C"), ("LANG", "zh_CN.UTF-8")]), Lang::En);
        assert_eq!(lang(&[], &[("LC_MESSAGES", "zh"), ("LANG", "en_GB")]), Lang::Zh);
    }

    #[test]
    fn an_argument_goes_before_the_environment() {
        assert_eq!(lang(&["--lang", "zh"], &[("LANG", "en_GB")]), Lang::Zh);
        assert_eq!(lang(&["paint", "--lang=en"], &[("LANG", "zh_CN")]), Lang::En);
        assert_eq!(lang(&["--lang=fr"], &[("LANG", "zh_CN")]), Lang::Zh);
        assert_eq!(lang(&["--", "--lang=en"], &[("LANG", "zh_CN")]), Lang::Zh);
    }
}
