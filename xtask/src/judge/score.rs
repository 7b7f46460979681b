//! Counting verdicts against what was asked.

use anyhow::Result;
use qingyun_corpus::compose::Composition;
use serde::Serialize;

use super::gallery::Verdict;
use super::scene::Square;

/// A foreground this near to where it was asked, in both axes, is in its place.
const PLACE_TOLERANCE: f32 = 0.1;

/// One picture: what was asked, what the judge says, and where the judge would see the foreground
/// had it been painted just as asked.
pub(super) struct Case {
    pub(super) asked: Composition,
    pub(super) verdict: Verdict,
    pub(super) seen: Square,
}

/// Shares of right answers, 0..1, and how far off the typical (median) picture is.
pub(super) struct Score {
    pub(super) subject: f64,
    pub(super) style: f64,
    pub(super) place: f64,
    /// Median CIEDE2000 difference of the background.
    pub(super) background: f64,
    /// Median difference of the foreground's size, in shares of the picture's side.
    pub(super) size: f64,
    pub(super) count: usize,
}

impl Score {
    pub(super) fn of(cases: &[Case]) -> Self {
        let share = |right: fn(&Case) -> bool| {
            cases.iter().filter(|case| right(case)).count() as f64 / cases.len().max(1) as f64
        };
        Self {
            subject: share(|case| case.verdict.subject == case.asked.subject),
            style: share(|case| case.verdict.style == case.asked.style),
            place: share(Case::in_place),
            background: median(cases, |case| {
                case.verdict.background.delta_e(case.asked.background)
            }),
            size: median(cases, |case| (case.verdict.size - case.seen.size).abs()),
            count: cases.len(),
        }
    }
}

impl Case {
    fn in_place(&self) -> bool {
        let pairs = self.seen.centre.iter().zip(self.verdict.place);
        pairs.into_iter().all(|(asked, found)| (asked - found).abs() <= PLACE_TOLERANCE)
    }
}

fn median(cases: &[Case], apart: fn(&Case) -> f32) -> f64 {
    let mut apart: Vec<f32> = cases.iter().map(apart).collect();
    apart.sort_by(f32::total_cmp);
    apart.get(apart.len() / 2).copied().unwrap_or(0.0).into()
}

/// The figures as one flat object, under the names that other tools read.
#[derive(Serialize)]
struct Report {
    judge_accuracy: f64,
    subject_right: f64,
    style_right: f64,
    place_right: f64,
    background_de00_median: f64,
    subjects: usize,
    prompts: usize,
}

/// Prints the score, and how the judge itself did on real compositions.
pub(super) fn print(score: &Score, itself: &Score, subjects: usize, json: bool) -> Result<()> {
    if json {
        let report = Report {
            judge_accuracy: itself.subject,
            subject_right: score.subject,
            style_right: score.style,
            place_right: score.place,
            background_de00_median: score.background,
            subjects,
            prompts: score.count,
        };
        println!("{}", serde_json::to_string(&report)?);
        return Ok(());
    }
    println!("{:<24}{:>12}{:>12}", "", "painted", "the judge");
    for (name, painted, real) in [
        ("subject right, %", score.subject * 100.0, itself.subject * 100.0),
        ("style right, %", score.style * 100.0, itself.style * 100.0),
        ("place right, %", score.place * 100.0, itself.place * 100.0),
        ("background ΔE00, median", score.background, itself.background),
        ("size off, %, median", score.size * 100.0, itself.size * 100.0),
    ] {
        println!("{name:<24}{painted:>12.2}{real:>12.2}");
    }
    println!("{:<24}{:>12}{:>12}", "pictures", score.count, itself.count);
    println!(
        "{subjects} subjects; the judge's own column: its verdicts on held-out real compositions"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use qingyun_corpus::colour::Oklab;

    use super::*;

    /// A case whose foreground lies `off` to the right of where it was asked.
    fn case(subject: usize, off: f32) -> Case {
        let black = Oklab { l: 0.0, a: 0.0, b: 0.0 };
        let place = [0.5, 0.5];
        let asked =
            Composition { subject: 1, style: 2, place, size: 0.5, colour: None, background: black };
        let found = [0.5 + off, 0.5];
        let verdict = Verdict { subject, style: 2, background: black, place: found, size: 0.5 };
        Case { asked, verdict, seen: Square { centre: place, size: 0.5 } }
    }

    #[test]
    fn shares_are_of_all_cases() {
        let score = Score::of(&[case(1, 0.0), case(1, 0.2), case(3, 0.05), case(1, -0.2)]);
        assert_eq!([score.subject, score.style, score.place], [0.75, 1.0, 0.5]);
        assert_eq!((score.background, score.size, score.count), (0.0, 0.0, 4));
    }

    #[test]
    fn no_cases_give_nothing_rather_than_nan() {
        assert_eq!(Score::of(&[]).subject, 0.0);
    }
}
