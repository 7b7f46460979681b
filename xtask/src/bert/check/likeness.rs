//! Whether texts that the teacher finds alike are alike to the student, on a file of one's own.

use std::path::Path;

use anyhow::{Context, Result};
use qingyun_models::bert::Encoder;
use qingyun_models::ops::Precision;
use serde_json::Value;

use super::super::gather;
use qingyun_prompt::likeness;

/// Texts of the file that are compared, each with each.
const MOST: usize = 200;

/// Prints the correlation of the cosines of all pairs of texts in a file of lines `{"text": …}`.
pub(super) fn run(student: &Encoder, path: &Path) -> Result<()> {
    let lines = std::fs::read_to_string(path).with_context(|| path.display().to_string())?;
    let texts: Vec<String> = lines.lines().take(MOST).filter_map(text).collect();
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let teacher = crate::fetch::unpack(&gather::sources()?.teacher)?;
    let teacher = gather::folder_with(teacher.path(), "model.safetensors")?;
    let teacher = Encoder::open(&teacher, Precision::F32)?;
    let [ours, theirs] = [cosines(student, &texts)?, cosines(&teacher, &texts)?];
    let correlation = correlation(&ours, &theirs);
    println!(
        "{}: correlation {correlation:.3} to the teacher, {} texts",
        path.display(),
        texts.len()
    );
    Ok(())
}

fn text(line: &str) -> Option<String> {
    let line: Value = serde_json::from_str(line).ok()?;
    let text = ["text", "abstract", "doc"].into_iter().find_map(|field| line[field].as_str())?;
    Some(text.to_owned())
}

fn cosines(encoder: &Encoder, texts: &[&str]) -> Result<Vec<f32>> {
    let vectors = encoder.encode(texts)?;
    let pairs = |i: usize| (0..i).map(move |j| (i, j));
    Ok((0..vectors.len())
        .flat_map(pairs)
        .map(|(i, j)| likeness(&vectors[i], &vectors[j]))
        .collect())
}

/// Pearson's.
fn correlation(a: &[f32], b: &[f32]) -> f32 {
    let centred = |values: &[f32]| {
        let mean = values.iter().sum::<f32>() / values.len().max(1) as f32;
        values.iter().map(|value| value - mean).collect::<Vec<f32>>()
    };
    let (a, b) = (centred(a), centred(b));
    likeness(&a, &b) / (likeness(&a, &a) * likeness(&b, &b)).sqrt().max(1e-12)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_correlates_wholly() {
        assert!((correlation(&[1.0, 2.0, 4.0], &[3.0, 5.0, 9.0]) - 1.0).abs() < 1e-6);
        assert!((correlation(&[1.0, 2.0, 3.0], &[3.0, 2.0, 1.0]) + 1.0).abs() < 1e-6);
    }
}
