//! Numbers for people.

/// Digits of a figure whose decimals nobody has fixed.
const DIGITS: i32 = 4;

/// A number in groups of three digits, with `decimals` or else four digits that count. Whole
/// numbers keep all their digits up to a million million; what is very large or small is written
/// like 3.15e23.
#[must_use]
pub fn figure(value: f64, decimals: Option<usize>) -> String {
    let size = value.abs().log10().floor() as i32;
    match decimals {
        Some(decimals) => grouped(&format!("{value:.decimals$}")),
        None if value == value.round() && size < 12 => grouped(&format!("{value:.0}")),
        None if !(-3..12).contains(&size) => shorter(&format!("{value:.3e}")),
        None => {
            let decimals = usize::try_from(DIGITS - 1 - size).unwrap_or(0);
            grouped(&without_zeros(&format!("{value:.decimals$}")))
        }
    }
}

fn without_zeros(text: &str) -> String {
    let text = if text.contains('.') { text.trim_end_matches('0') } else { text };
    text.trim_end_matches('.').to_owned()
}

/// 3.150e23 as 3.15e23.
fn shorter(text: &str) -> String {
    let (mantissa, exponent) = text.split_once('e').unwrap_or((text, "0"));
    format!("{}e{exponent}", without_zeros(mantissa))
}

fn grouped(text: &str) -> String {
    let (whole, rest) = text.split_at(text.find('.').unwrap_or(text.len()));
    let mut out = String::new();
    for (i, digit) in whole.chars().enumerate() {
        if i > 0 && (whole.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out + rest
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn figures_are_grouped_and_short() {
        let cases = [
            (512_820.512_82, Some(2), "512,820.51"),
            (4_102_568.0, None, "4,102,568"),
            (195e6, None, "195,000,000"),
            (0.356_12, Some(2), "0.36"),
            (28_935.185, None, "28,935"),
            (3.15e23, None, "3.15e23"),
            (0.0875, None, "0.0875"),
            (1.0, None, "1"),
            (141.784_6, None, "141.8"),
            (1.23e-7, None, "1.23e-7"),
            (0.2, None, "0.2"),
        ];
        for (value, decimals, expected) in cases {
            assert_eq!(figure(value, decimals), expected);
        }
    }
}
