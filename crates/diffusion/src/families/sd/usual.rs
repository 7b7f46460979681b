//! What is used where nothing is asked: as most models are painted with, or, for those that were
//! distilled to few steps, as they were trained.

use std::path::Path;

use qingyun_models::sd::files::{Family, Prediction};

use crate::families::{Defaults, Note, named};

/// As A1111 has it for all models.
const MANY: Defaults = Defaults { steps: 20, sampler: "Euler a", spacing: None, guidance: 7.0 };

/// A way of painting in few steps, which guidance would spoil.
struct Few {
    /// What in a name tells of it.
    told_by: &'static str,
    /// Steps where the name has no number of them.
    steps: usize,
    sampler: &'static str,
    spacing: &'static str,
}

/// The ways that are known: latent consistency (Luo et al. 2023), adversarial distillation (Sauer
/// et al. 2023), its progressive kind (Lin et al. 2024), and Hyper-SD (Ren et al. 2024).
const FEW: [Few; 4] = [
    Few { told_by: "lcm", steps: 4, sampler: "LCM", spacing: "SGM Uniform" },
    Few { told_by: "turbo", steps: 4, sampler: "Euler a", spacing: "Trailing" },
    Few { told_by: "lightning", steps: 4, sampler: "Euler", spacing: "SGM Uniform" },
    Few { told_by: "hyper-sd", steps: 8, sampler: "DDIM", spacing: "Trailing" },
];

/// The samplers by which diffusers' schedulers are known here; another is walked by the usual one.
const SCHEDULERS: [(&str, &str); 11] = [
    ("DDIMScheduler", "DDIM"),
    ("DDPMScheduler", "DDPM"),
    ("DPMSolverMultistepScheduler", "DPM++ 2M"),
    ("EulerAncestralDiscreteScheduler", "Euler a"),
    ("EulerDiscreteScheduler", "Euler"),
    ("HeunDiscreteScheduler", "Heun"),
    ("KDPM2DiscreteScheduler", "DPM2"),
    ("LCMScheduler", "LCM"),
    ("LMSDiscreteScheduler", "LMS"),
    ("PNDMScheduler", "PLMS"),
    ("UniPCMultistepScheduler", "UniPC"),
];

/// What most models are painted with; a folder's scheduler tells the sampler.
fn many(scheduler: Option<&str>) -> Defaults {
    let known = SCHEDULERS.iter().find(|(class, _)| scheduler == Some(class));
    Defaults { sampler: known.map_or(MANY.sampler, |(_, sampler)| sampler), ..MANY }
}

/// What is used for a model, or for a LoRA on top of one, by their names and the model's scheduler,
/// and what to say of it.
pub(super) fn defaults<'a>(
    paths: impl Iterator<Item = &'a Path>,
    scheduler: Option<&str>,
) -> (Defaults, Option<Note>) {
    let found = paths.map(named).find_map(|name| {
        let lower = name.to_lowercase();
        let few = FEW.iter().find(|few| words(&lower).contains(few.told_by))?;
        Some((few, steps_in(&lower).unwrap_or(few.steps), name))
    });
    let Some((Few { sampler, spacing, .. }, steps, name)) = found else {
        return (many(scheduler), None);
    };
    let note = Note {
        en: format!(
            "{name} is for few steps by its name: {steps} of {sampler}, {spacing}, without \
             guidance, unless asked otherwise"
        ),
        zh: format!(
            "按名字，{name} 只需要很少的步数：没有另外要求时用 {sampler}、{spacing} 走 {steps} 步，不用引导"
        ),
    };
    (Defaults { steps, sampler, spacing: Some(spacing), guidance: 1.0 }, Some(note))
}

/// The name with one kind of dash between its words.
fn words(name: &str) -> String {
    name.replace(['_', ' ', '.'], "-")
}

/// The number before "step" in a name, where it has one.
fn steps_in(name: &str) -> Option<usize> {
    let before = name.split_once("step")?.0.trim_end_matches(['_', '-', ' ']);
    let digits = before.len() - before.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    before[before.len() - digits..].parse().ok().filter(|steps| (1..=64).contains(steps))
}

/// Width and height at which models of a kind learned to paint: Stable Diffusion 2 in two sizes,
/// of which the larger predicts v.
pub(super) fn side(kind: Family, prediction: Prediction) -> usize {
    match (kind, prediction) {
        (Family::Sdxl, _) => 1024,
        (Family::Sd2, Prediction::V) => 768,
        (Family::Sd1 | Family::Sd2, _) => 512,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    /// Names under which such models and LoRAs were published.
    #[test]
    fn names_tell_of_few_steps() {
        let of = |name: &str| {
            let (Defaults { steps, sampler, guidance, .. }, note) =
                defaults([Path::new(name)].into_iter(), None);
            assert_eq!(note.is_some(), guidance == 1.0, "{name}");
            (steps, sampler)
        };
        assert_eq!(of("v1-5-pruned-emaonly.safetensors"), (20, "Euler a"));
        assert_eq!(of("sd_xl_turbo_1.0_fp16.safetensors"), (4, "Euler a"));
        assert_eq!(of("sdxl_lightning_8step_lora.safetensors"), (8, "Euler"));
        assert_eq!(of("lcm-lora-sdv1-5.safetensors"), (4, "LCM"));
        assert_eq!(of("Hyper-SD15-12steps-CFG-lora.safetensors"), (12, "DDIM"));
        assert_eq!(of("hyperrealism.safetensors"), (20, "Euler a"));
    }

    #[test]
    fn a_lora_counts_too() {
        let paths = ["model.safetensors", "lcm.safetensors"].map(Path::new);
        assert_eq!(defaults(paths.into_iter(), Some("DDIMScheduler")).0.steps, 4);
    }

    #[test]
    fn a_folders_scheduler_tells_the_sampler() {
        for (class, expected) in SCHEDULERS {
            let (found, _) = defaults(std::iter::empty(), Some(class));
            assert_eq!(found.sampler, expected);
            crate::sampler(found.sampler).unwrap();
        }
        assert_eq!(many(Some("OtherScheduler")), MANY);
    }
}
