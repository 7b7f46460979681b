//! A few words whose meaning is known: what is meant has to be nearer than what is not.

use anyhow::Result;
use qingyun_models::bert::Encoder;

use qingyun_prompt::likeness;

/// What is said, what is meant, and what is near it but not meant.
const PROBES: [[&str; 3]; 10] = [
    ["小猫咪", "cat", "dog"],
    ["小猫咪", "kitten", "puppy"],
    ["kitten", "cat", "dog"],
    ["少女", "girl", "boy"],
    ["铁剑", "iron sword", "iron pot"],
    ["星空", "starry sky", "blue sky"],
    ["翩翩起舞", "dancing", "singing"],
    ["五彩斑斓的黑夜", "colourful night", "colourful day"],
    ["戴着耳环的少女", "girl with earrings", "girl with a hat"],
    [
        "快递三天没动静，很生气",
        "the parcel has not moved and I am angry",
        "the parcel arrived early",
    ],
];

/// Prints the cosines.
pub(super) fn run(encoder: &Encoder) -> Result<()> {
    let mut right = 0;
    for [said, meant, other] in PROBES {
        let vectors = encoder.encode(&[said, meant, other])?;
        let [near, far] = [&vectors[1], &vectors[2]].map(|vector| likeness(&vectors[0], vector));
        right += usize::from(near > far);
        println!("{said}: {meant} {near:.3}, {other} {far:.3}");
    }
    println!("probes: {right} of {}", PROBES.len());
    Ok(())
}
