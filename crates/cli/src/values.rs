//! Values of options, checked where they are given.

use std::ops::RangeInclusive;

use crate::engine::{Prediction, SIDES, Second, Sides, Variation};
use crate::paint::control;
use crate::paint::loras::Named;
use crate::paint::outpaint::Beyond;
use qingyun_models::ops::Precision;

/// Sides of pictures of any model; each says more narrowly what it can paint.
const ANY: Sides = Sides { least: 32, most: 4096, step: 8 };

/// How far an enlarged picture may change where nothing is said: A1111's.
const AGAIN: f64 = 0.7;

/// Why a value is refused.
#[derive(Debug, PartialEq, thiserror::Error)]
pub(crate) enum BadValue {
    #[error("a seed is a whole number from 0 to {}", u64::MAX)]
    Seed,
    #[error("steps are a whole number from 1 to 1000; 20 is a good start")]
    Steps,
    #[error("the count is a whole number from 1 to 1000")]
    Count,
    #[error("guidance is a number from 0 to 100; 1 turns it off")]
    Guidance,
    #[error("a size is WIDTHxHEIGHT in pixels, both multiples of {} from {} to {}, such as 64x64", ANY.step, ANY.least, ANY.most)]
    Size,
    #[error("a setting is NAME=VALUE, such as utilisation=0.4")]
    Setting,
    #[error("draws are a whole number from 1 to 1000000")]
    Draws,
    #[error("the cores are a whole number above zero, such as \"2 cores\"")]
    Cores,
    #[error("a side is a multiple of {} from {} to {} pixels", SIDES.step, SIDES.least, SIDES.most)]
    Side,
    #[error("a LoRA is NAME or PATH, with :STRENGTH or without, such as ink:0.8")]
    Lora,
    #[error(
        "a ControlNet is NAME or PATH, with :STRENGTH and :FROM-TO (shares of the steps) or without, such as canny:0.8:0-0.6"
    )]
    Control,
    #[error(
        "a picture goes on by pixels on all sides, such as 128, or on some, such as left:128,up:64"
    )]
    Outpaint,
    #[error("a tile is 0, or a multiple of 8 from 64 to 4096 pixels")]
    Tile,
    #[error("a network predicts epsilon, v or sample")]
    Prediction,
    #[error("a variation is SEED:STRENGTH with a strength from 0 to 1, such as 7:0.2")]
    Variation,
    #[error(
        "a second pass is SCALE, SCALE:STRENGTH or SCALE:STRENGTH:STEPS with a scale above 1 to 8, such as 2:0.5"
    )]
    Hires,
    #[error("strength is a number above 0 to 1")]
    Strength,
    #[error("clip skip is a whole number from 1 to 12")]
    ClipSkip,
    #[error(
        "a resolution is SIDE or WIDTH,HEIGHT in pixels, multiples of 8, such as 512 or 512,768"
    )]
    Resolution,
    #[error("products are taken in f32 or bf16")]
    Precision,
}

impl BadValue {
    /// The message in Chinese.
    pub(crate) fn zh(&self) -> String {
        match self {
            Self::Seed => format!("种子是 0 到 {} 的整数", u64::MAX),
            Self::Steps => "步数是 1 到 1000 的整数；可以从 20 开始".to_owned(),
            Self::Count => "张数是 1 到 1000 的整数".to_owned(),
            Self::Guidance => "引导强度是 0 到 100 的数；1 表示不引导".to_owned(),
            Self::Size => format!(
                "尺寸写作 宽x高（像素），两边都是 {} 到 {} 之间 {} 的倍数，如 64x64",
                ANY.least, ANY.most, ANY.step
            ),
            Self::Setting => "写作 名字=值，如 utilisation=0.4".to_owned(),
            Self::Draws => "抽样次数是 1 到 1000000 的整数".to_owned(),
            Self::Cores => "核心数是大于零的整数，如“2 cores”".to_owned(),
            Self::Lora => "LoRA 写作 名字 或 路径，可加 :强度，如 ink:0.8".to_owned(),
            Self::Control => {
                "ControlNet 写作 名字 或 路径，可加 :强度 和 :起-止（步数的比例），如 canny:0.8:0-0.6"
                    .to_owned()
            }
            Self::Outpaint => {
                "向外画多少像素：四边都画写作 128，只画几边写作 left:128,up:64".to_owned()
            }
            Self::Tile => "分块边长是 0，或 64 到 4096 之间 8 的倍数".to_owned(),
            Self::Prediction => "网络预测 epsilon、v 或 sample".to_owned(),
            Self::Variation => "写作 种子:强度，强度为 0 到 1，如 7:0.2".to_owned(),
            Self::Hires => {
                "写作 倍数、倍数:强度 或 倍数:强度:步数，倍数大于 1 到 8，如 2:0.5".to_owned()
            }
            Self::Strength => "强度是大于 0 到 1 的数".to_owned(),
            Self::ClipSkip => "clip skip 是 1 到 12 的整数".to_owned(),
            Self::Resolution => {
                "分辨率写作 边长 或 宽,高（像素），都是 8 的倍数，如 512 或 512,768".to_owned()
            }
            Self::Precision => "乘积用 f32 或 bf16".to_owned(),
            Self::Side => {
                format!("边长是 {} 到 {} 像素之间 {} 的倍数", SIDES.least, SIDES.most, SIDES.step)
            }
        }
    }
}

/// `--seed`
pub(crate) fn seed(text: &str) -> Result<u64, BadValue> {
    text.parse().map_err(|_| BadValue::Seed)
}

/// `--steps`
pub(crate) fn steps(text: &str) -> Result<usize, BadValue> {
    text.parse().ok().filter(|n| steps_fit(*n)).ok_or(BadValue::Steps)
}

/// Whether a sampler takes this many steps.
pub(crate) fn steps_fit(steps: usize) -> bool {
    (1..=1000).contains(&steps)
}

/// `--count`
pub(crate) fn count(text: &str) -> Result<u64, BadValue> {
    const COUNTS: RangeInclusive<u64> = 1..=1000;
    text.parse().ok().filter(|n| COUNTS.contains(n)).ok_or(BadValue::Count)
}

/// `--set`: a name and its value.
pub(crate) fn setting(text: &str) -> Result<(String, String), BadValue> {
    let (name, value) = text.split_once('=').ok_or(BadValue::Setting)?;
    Ok((name.trim().to_owned(), value.trim().to_owned()))
}

/// `--draws`
pub(crate) fn draws(text: &str) -> Result<usize, BadValue> {
    const DRAWS: RangeInclusive<usize> = 1..=1_000_000;
    text.parse().ok().filter(|n| DRAWS.contains(n)).ok_or(BadValue::Draws)
}

/// Where a plan's work is done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    /// On so many cores of this machine.
    Cores(usize),
    /// On hardware of the catalogue.
    Hardware(String),
}

/// `--on`: "2 cores", or a name of the catalogue.
pub(crate) fn place(text: &str) -> Result<Place, BadValue> {
    let cores = ["cores", "core", "核心", "核"].iter().find_map(|unit| text.strip_suffix(unit));
    match cores {
        None => Ok(Place::Hardware(text.trim().to_owned())),
        Some(number) => match number.trim().parse() {
            Ok(cores @ 1..) => Ok(Place::Cores(cores)),
            _ => Err(BadValue::Cores),
        },
    }
}

/// `--lora`
pub(crate) fn lora(text: &str) -> Result<Named, BadValue> {
    Named::parse(text).ok_or(BadValue::Lora)
}

/// `--control`
pub(crate) fn control(text: &str) -> Result<control::Asked, BadValue> {
    control::Asked::parse(text).ok_or(BadValue::Control)
}

/// `--outpaint`
pub(crate) fn outpaint(text: &str) -> Result<Beyond, BadValue> {
    Beyond::parse(text).ok_or(BadValue::Outpaint)
}

/// `--tile`
pub(crate) fn tile(text: &str) -> Result<usize, BadValue> {
    let fits = |side: &usize| *side == 0 || ((64..=4096).contains(side) && side.is_multiple_of(8));
    text.parse().ok().filter(fits).ok_or(BadValue::Tile)
}

/// `--prediction`
pub(crate) fn prediction(text: &str) -> Result<Prediction, BadValue> {
    match text {
        "epsilon" | "eps" => Ok(Prediction::Epsilon),
        "v" | "v_prediction" => Ok(Prediction::V),
        "sample" => Ok(Prediction::Sample),
        _ => Err(BadValue::Prediction),
    }
}

/// `--variation`
pub(crate) fn variation(text: &str) -> Result<Variation, BadValue> {
    let (seed, strength) = text.split_once(':').ok_or(BadValue::Variation)?;
    let seed = seed.parse().map_err(|_| BadValue::Variation)?;
    let strength = strength.parse().ok().filter(|s| (0.0..=1.0).contains(s));
    Ok(Variation { seed, strength: strength.ok_or(BadValue::Variation)? })
}

/// `--hires`
pub(crate) fn hires(text: &str) -> Result<Second, BadValue> {
    let parts: Vec<&str> = text.split(':').collect();
    let number = |at: usize| parts.get(at).map(|part| part.parse::<f64>()).transpose();
    let wrong = |_| BadValue::Hires;
    let scale = number(0).map_err(wrong)?.unwrap_or(f64::NAN);
    let strength = number(1).map_err(wrong)?.unwrap_or(AGAIN);
    let count = parts.get(2).map(|part| part.parse::<usize>().map_err(|_| BadValue::Hires));
    let steps = count.transpose()?.filter(|_| parts.len() < 4);
    second_fits(Second { scale, strength, steps }).ok_or(BadValue::Hires)
}

/// The same second pass, where it makes sense.
pub(crate) fn second_fits(second: Second) -> Option<Second> {
    let Second { scale, strength, steps } = second;
    let fits = scale > 1.0 && scale <= 8.0 && strength > 0.02 && strength <= 1.0;
    (fits && steps.is_none_or(steps_fit)).then_some(second)
}

/// `--strength`
pub(crate) fn strength(text: &str) -> Result<f64, BadValue> {
    text.parse().ok().filter(|s| *s > 0.0 && *s <= 1.0).ok_or(BadValue::Strength)
}

/// `--clip-skip`
pub(crate) fn clip_skip(text: &str) -> Result<usize, BadValue> {
    text.parse().ok().filter(|n| (1..=12).contains(n)).ok_or(BadValue::ClipSkip)
}

/// `--guidance`
pub(crate) fn guidance(text: &str) -> Result<f64, BadValue> {
    text.parse().ok().filter(|g| guidance_fits(*g)).ok_or(BadValue::Guidance)
}

/// Whether guidance of this strength makes sense; NaN is in no range.
pub(crate) fn guidance_fits(guidance: f64) -> bool {
    (0.0..=100.0).contains(&guidance)
}

/// `--size`: width and height.
pub(crate) fn size(text: &str) -> Result<[usize; 2], BadValue> {
    let (width, height) = text.split_once(['x', 'X', '×', '*']).ok_or(BadValue::Size)?;
    let pixels = |text: &str| text.trim().parse().map_err(|_| BadValue::Size);
    let size = [pixels(width)?, pixels(height)?];
    if size_fits(size) { Ok(size) } else { Err(BadValue::Size) }
}

/// `--resolution`: width and height.
pub(crate) fn resolution(text: &str) -> Result<[usize; 2], BadValue> {
    let (width, height) = text.split_once([',', 'x']).unwrap_or((text, text));
    size(&format!("{width}x{height}")).map_err(|_| BadValue::Resolution)
}

/// `--precision`
pub(crate) fn precision(text: &str) -> Result<Precision, BadValue> {
    Precision::named(text).ok_or(BadValue::Precision)
}

/// `--side`: width and height at once.
pub(crate) fn side(text: &str) -> Result<usize, BadValue> {
    text.parse().ok().filter(|side| SIDES.fit([*side; 2])).ok_or(BadValue::Side)
}

/// Whether any model can paint this width and height.
pub(crate) fn size_fits(size: [usize; 2]) -> bool {
    ANY.fit(size)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seeds_are_u64() {
        assert_eq!(seed("18446744073709551615"), Ok(u64::MAX));
        for text in ["18446744073709551616", "-1", "1.5", "", "seed"] {
            assert_eq!(seed(text), Err(BadValue::Seed), "{text}");
        }
    }

    #[test]
    fn steps_and_counts_have_ends() {
        assert_eq!((steps("1"), steps("1000")), (Ok(1), Ok(1000)));
        assert_eq!((steps("0"), steps("10000")), (Err(BadValue::Steps), Err(BadValue::Steps)));
        assert_eq!((count("1"), count("1000")), (Ok(1), Ok(1000)));
        assert_eq!((count("0"), count("1001")), (Err(BadValue::Count), Err(BadValue::Count)));
    }

    #[test]
    fn guidance_is_a_finite_number() {
        assert_eq!(guidance("7.5"), Ok(7.5));
        for text in ["NaN", "inf", "-1", "101", "much"] {
            assert_eq!(guidance(text), Err(BadValue::Guidance), "{text}");
        }
    }

    #[test]
    fn places_are_cores_or_names() {
        for text in ["2 cores", "2cores", "2 核", "2核心"] {
            assert_eq!(place(text), Ok(Place::Cores(2)), "{text}");
        }
        assert_eq!(place("h100"), Ok(Place::Hardware("h100".into())));
        assert_eq!(
            (place("0 cores"), place("many cores")),
            (Err(BadValue::Cores), Err(BadValue::Cores))
        );
    }

    #[test]
    fn settings_have_a_name_and_a_value() {
        assert_eq!(setting("pue = 1.2"), Ok(("pue".into(), "1.2".into())));
        assert_eq!((setting("pue"), draws("0")), (Err(BadValue::Setting), Err(BadValue::Draws)));
    }

    #[test]
    fn sizes_are_multiples_of_8_from_32_to_4096() {
        assert_eq!(size("64x48"), Ok([64, 48]));
        assert_eq!(size("256×256"), Ok([256, 256]));
        for text in ["0x0", "64", "63x64", "16x16", "5000x64", "x", "-64x64", "64x64x64"] {
            assert_eq!(size(text), Err(BadValue::Size), "{text}");
        }
        assert_eq!((side("64"), side("65")), (Ok(64), Err(BadValue::Side)));
    }
}
