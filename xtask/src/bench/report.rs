//! The table, or one flat object.

use anyhow::Result;
use qingyun_models::ops::Precision;
use serde_json::{Map, Value, json};

use super::duel::{Duel, median, name};
use super::worker::Work;

/// Floating-point operations of the U-Net on latents of 64×64, counted from its layers.
const UNET_OPERATIONS: f64 = 803e9;

/// Prints what came of all pairs; `peaks` are operations a second in f32 and bf16.
pub(super) fn print(duels: &[Duel], peaks: [f64; 2], paint: Option<f64>, json: bool) -> Result<()> {
    if json {
        println!("{}", serde_json::to_string(&flat(duels, peaks, paint))?);
        return Ok(());
    }
    let set = qingyun_kernels::instruction_set().name();
    let [f32, bf16] = peaks.map(|peak| peak / 1e9);
    println!("peak of the registers: {f32:.0} GFLOP/s in f32, {bf16:.0} in bf16 ({set})\n");
    println!(
        "| | ours ÷ theirs | middle half | ours, s | theirs, s | ours, GB | theirs, GB | ours off | theirs |"
    );
    println!("|---|---|---|---|---|---|---|---|---|");
    for duel in duels {
        let [ratio, low, high] = duel.ratio();
        let [ours, theirs] = [&duel.ours, &duel.theirs].map(|side| median(&side.seconds));
        println!(
            "| {} | {ratio:.2} | {low:.2}–{high:.2} | {ours:.3} | {theirs:.3} | {:.2} | {:.2} | {} | {} |",
            name(duel.task, duel.engine),
            duel.ours.peak_gb,
            duel.theirs.peak_gb,
            off(duel.ours.difference),
            off(duel.theirs.difference),
        );
    }
    for (precision, peak) in Precision::ALL.into_iter().zip(peaks) {
        if let Some(share) = share_of_peak(duels, precision, peak) {
            println!("\nU-Net in {}: {:.0} % of the peak", precision.name(), share * 100.0);
        }
    }
    if let Some(seconds) = paint {
        println!("\n`qingyun paint` as a whole process: {seconds:.2} s");
    }
    Ok(())
}

fn off(difference: Option<f64>) -> String {
    difference.map_or_else(String::new, |difference| format!("{difference:.1e}"))
}

fn flat(duels: &[Duel], peaks: [f64; 2], paint: Option<f64>) -> Map<String, Value> {
    let mut report = Map::new();
    for duel in duels {
        report.insert(name(duel.task, duel.engine), json!(duel.ratio()[0]));
    }
    for precision in Precision::ALL {
        let peak = ours(duels, precision).map(|duel| duel.ours.peak_gb).reduce(f64::max);
        if let Some(peak) = peak {
            report.insert(format!("unet_{}_peak_gb", precision.name()), json!(peak));
        }
    }
    for (precision, peak) in Precision::ALL.into_iter().zip(peaks) {
        if let Some(share) = share_of_peak(duels, precision, peak) {
            report.insert(format!("unet_{}_share_of_peak", precision.name()), json!(share));
        }
    }
    if let Some(seconds) = paint {
        report.insert("paint_seconds".into(), json!(seconds));
    }
    report
}

/// The duels of the U-Net in some numbers.
fn ours(duels: &[Duel], precision: Precision) -> impl Iterator<Item = &Duel> {
    duels
        .iter()
        .filter(move |duel| duel.task.work == Work::Unet && duel.task.precision == precision)
}

fn share_of_peak(duels: &[Duel], precision: Precision, peak: f64) -> Option<f64> {
    let seconds = ours(duels, precision).map(|duel| median(&duel.ours.seconds)).reduce(f64::min)?;
    Some(UNET_OPERATIONS / seconds / peak)
}

#[cfg(test)]
mod tests {
    use super::super::duel::{PAIRS, Side};
    use super::super::worker::Engine;
    use super::*;

    #[test]
    fn the_flat_object_has_a_ratio_for_each_pair() {
        let side = || Side { seconds: vec![2.0], peak_gb: 3.0, difference: None };
        let duels: Vec<Duel> = PAIRS
            .into_iter()
            .map(|(task, engine)| Duel { task, engine, ours: side(), theirs: side() })
            .collect();
        let report = flat(&duels, [803e9, 803e9], Some(0.3));
        assert_eq!(report["unet_bf16_share_of_peak"], json!(0.5));
        assert_eq!(report["train_bf16_vs_torch"], json!(1.0));
        assert_eq!(report["unet_f32_vs_onnxruntime"], json!(1.0));
        assert_eq!(report["paint_seconds"], json!(0.3));
        assert!(duels.iter().all(|duel| duel.engine != Engine::Ours));
    }
}
