//! Findings of lint, told to people.

use qingyun_prompt::lint::{Finding, Severity};

use crate::say::Lang;

/// Findings with the lines that they concern; `place` is the file, where there is one.
pub(crate) fn told(findings: &[Finding], text: &str, place: &str, lang: Lang) -> String {
    if findings.is_empty() {
        return lang.pick("没有发现问题", "nothing found").to_owned();
    }
    let told: Vec<String> = findings.iter().map(|f| one(f, text, place, lang)).collect();
    told.join("\n")
}

fn one(finding: &Finding, text: &str, place: &str, lang: Lang) -> String {
    let before = text.get(..finding.span.start).unwrap_or_default();
    let line = before.matches('\n').count() + 1;
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count() + 1;
    let words = text.get(finding.span.start..finding.span.end).unwrap_or_default();
    let severity = severity(finding.severity, lang);
    let reason = lang.pick(&finding.zh, &finding.en);
    let place = if place.is_empty() { String::new() } else { format!("{place}:") };
    let rule = &finding.rule;
    let mut told = format!("{place}{line}:{column} {severity} {words}");
    told += &format!("\n    {reason} [{rule}]");
    if let Some(fix) = &finding.fix {
        let old = text.get(fix.span.start..fix.span.end).unwrap_or_default();
        told += &format!("\n    {}{old} → {}", lang.pick("改为：", "fix: "), fix.text);
    }
    told
}

fn severity(severity: Severity, lang: Lang) -> &'static str {
    match severity {
        Severity::Hint => lang.pick("提示", "hint"),
        Severity::Warning => lang.pick("警告", "warning"),
        Severity::Error => lang.pick("错误", "error"),
    }
}
