//! Steps of colours in OKLCH (Ottosson 2020, "A perceptual color space for image processing").
//!
//! A step toward a colour turns the hue along the shorter arc, never past the target's; a colour
//! that is nearly grey takes the target's hue and some chroma. Once the hue is there, chroma goes
//! toward the target's, then lightness. Every result lies inside sRGB: chroma gives way.

use palette::convert::FromColorUnclamped;
use palette::{Oklch, Srgb};

use super::edit::{Axis, Degree, Heading, Tone};
use crate::Colour;
use crate::understand::colours::{COLOURS, Named};

/// Degrees of hue of a small, medium and large step.
const HUE: [f32; 3] = [15.0, 30.0, 60.0];
/// The same of lightness.
const LIGHTNESS: [f32; 3] = [0.06, 0.12, 0.24];
/// The same of chroma.
const CHROMA: [f32; 3] = [0.03, 0.06, 0.12];
/// Shares of the second colour where one shows through another: 透一点, 透, 透很多.
const SHARE: [f32; 3] = [0.2, 0.35, 0.5];
/// Below this chroma a colour has no hue to speak of.
const GREY: f32 = 0.03;
/// Hues closer than this, in degrees, are the same.
const SAME_HUE: f32 = 1.0;
/// A colour this near in Oklab to one with a name has that name.
const NEAR: f32 = 0.06;

/// The colour after a step.
pub(crate) fn step(from: &Colour, tone: &Tone) -> Colour {
    let size = |steps: [f32; 3]| tone.share * steps[degree(tone.degree)];
    let [l, c, h] = from.oklch;
    let to = match &tone.heading {
        Heading::Along(Axis::Lighter) => [l + size(LIGHTNESS), c, h],
        Heading::Along(Axis::Darker) => [l - size(LIGHTNESS), c, h],
        Heading::Along(Axis::Stronger) => stronger([l, c + size(CHROMA), h], size(LIGHTNESS)),
        Heading::Along(Axis::Greyer) => [l, c - size(CHROMA), h],
        Heading::Along(_) => [l, c, h],
        Heading::Toward(target) => toward(from.oklch, target.oklch, size),
        Heading::Away(target) => away(from.oklch, target.oklch, size),
    };
    if to == from.oklch { from.clone() } else { name(inside_srgb(to)) }
}

/// The strongest colour up to a chroma: at the edge of sRGB lightness gives way by up to a step.
fn stronger([l, c, h]: [f32; 3], step: f32) -> [f32; 3] {
    let ways = [0.0, 0.25, -0.25, 0.5, -0.5, 0.75, -0.75, 1.0, -1.0];
    let tried = ways.map(|way| inside_srgb([l + way * step, c, h]));
    tried
        .into_iter()
        .fold(tried[0], |best, next| if next[1] > best[1] + 1e-3 { next } else { best })
}

fn degree(degree: Degree) -> usize {
    match degree {
        Degree::Small => 0,
        Degree::Medium => 1,
        Degree::Large => 2,
    }
}

fn toward(from: [f32; 3], target: [f32; 3], size: impl Fn([f32; 3]) -> f32) -> [f32; 3] {
    let ([l, c, h], [target_l, target_c, target_h]) = (from, target);
    let nearer = |at: f32, to: f32, step: f32| at + (to - at).clamp(-step, step);
    if target_c < GREY {
        return [nearer(l, target_l, size(LIGHTNESS)), nearer(c, target_c, size(CHROMA)), h];
    }
    if c < GREY {
        return [l, nearer(c, target_c, size(CHROMA)), target_h];
    }
    let arc = arc(h, target_h);
    if arc.abs() > SAME_HUE {
        return [l, c, h + arc.clamp(-size(HUE), size(HUE))];
    }
    if (target_c - c).abs() > 0.001 {
        return [l, nearer(c, target_c, size(CHROMA)), h];
    }
    [nearer(l, target_l, size(LIGHTNESS)), c, h]
}

/// The opposite of [`toward`]; where the hue is already the target's, chroma gives way.
fn away(from: [f32; 3], target: [f32; 3], size: impl Fn([f32; 3]) -> f32) -> [f32; 3] {
    let ([l, c, h], [target_l, target_c, target_h]) = (from, target);
    if target_c < GREY {
        return [l + (l - target_l).signum() * size(LIGHTNESS), c, h];
    }
    let arc = arc(h, target_h);
    if c < GREY || arc.abs() <= SAME_HUE {
        return [l, c - size(CHROMA), h];
    }
    [l, c, h - arc.signum() * size(HUE)]
}

/// Degrees from one hue to another along the shorter way, -180..=180.
pub(crate) fn arc(from: f32, to: f32) -> f32 {
    (to - from + 180.0).rem_euclid(360.0) - 180.0
}

/// One colour in which another shows through: a mix in Oklab.
pub(crate) fn mix(base: &Colour, through: &Colour, amount: Degree) -> Colour {
    let share = SHARE[degree(amount)];
    let (one, other) = (base.oklab(), through.oklab());
    let lab = [0, 1, 2].map(|i| one[i] + share * (other[i] - one[i]));
    name(inside_srgb(Colour::from_oklab("", "", lab).oklch))
}

/// The nearest colour of the same lightness and hue that sRGB has.
pub(crate) fn inside_srgb([l, c, h]: [f32; 3]) -> [f32; 3] {
    let (l, c, h) = (l.clamp(0.0, 1.0), c.max(0.0), h.rem_euclid(360.0));
    let (mut least, mut most) = (0.0, c);
    if fits([l, c, h]) {
        return [l, c, h];
    }
    for _ in 0..20 {
        let middle = (least + most) / 2.0;
        if fits([l, middle, h]) { least = middle } else { most = middle }
    }
    [l, least, h]
}

/// Whether a screen can show it, but for what rounding does.
pub(crate) fn fits([l, c, h]: [f32; 3]) -> bool {
    let rgb = Srgb::from_color_unclamped(Oklch::new(l, c, h));
    [rgb.red, rgb.green, rgb.blue].iter().all(|part| (-1e-3..=1.001).contains(part))
}

/// Names a colour after the nearest one that has a name; farther away its lightness is said too.
fn name(oklch: [f32; 3]) -> Colour {
    let bare = Colour { name: String::new(), zh: String::new(), oklch };
    let named = COLOURS.iter().map(Named::colour);
    let nearest = named.min_by(|a, b| bare.distance(a).total_cmp(&bare.distance(b)));
    let Some(nearest) = nearest else { return bare };
    let lighter = oklch[0] - nearest.oklch[0];
    let (en, zh) = match () {
        () if bare.distance(&nearest) <= NEAR || lighter.abs() < NEAR => ("", ""),
        () if lighter > 0.0 => ("light ", "浅"),
        () => ("dark ", "深"),
    };
    let (name, zh) = (format!("{en}{}", nearest.name), format!("{zh}{}", nearest.zh));
    Colour { name, zh, oklch }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colour(oklch: [f32; 3]) -> Colour {
        Colour { name: String::new(), zh: String::new(), oklch }
    }

    /// Green of CSS, 0x008000, by Ottosson's formulas.
    fn green() -> Colour {
        colour([0.519_75, 0.176_86, 142.495])
    }

    fn orange() -> Colour {
        colour([0.792_7, 0.171, 70.67])
    }

    fn stepped(from: &Colour, heading: Heading, degree: Degree, share: f32) -> [f32; 3] {
        step(from, &Tone { heading, degree, share }).oklch
    }

    #[test]
    fn hue_turns_along_the_shorter_arc_and_never_past_the_target() {
        let toward =
            |from: &Colour, degree| stepped(from, Heading::Toward(green()), degree, 1.0)[2];
        assert!((toward(&orange(), Degree::Small) - 85.67).abs() < 0.01);
        assert!((toward(&orange(), Degree::Medium) - 100.67).abs() < 0.01);
        let near = colour([0.6, 0.1, 150.0]);
        assert!((toward(&near, Degree::Large) - 142.495).abs() < 0.01);
        let red = colour([0.6, 0.1, 350.0]);
        assert!((toward(&red, Degree::Medium) - 20.0).abs() < 0.01);
    }

    #[test]
    fn half_a_step_is_half_as_far() {
        let half = stepped(&orange(), Heading::Toward(green()), Degree::Medium, 0.5)[2];
        assert!((half - 85.67).abs() < 0.01);
        let darker = stepped(&orange(), Heading::Along(Axis::Darker), Degree::Medium, 0.5)[0];
        assert!((darker - 0.732_7).abs() < 1e-4);
    }

    #[test]
    fn grey_takes_the_hue() {
        let [l, c, h] =
            stepped(&colour([0.6, 0.0, 0.0]), Heading::Toward(green()), Degree::Medium, 1.0);
        assert!((l - 0.6).abs() < 1e-6 && (c - 0.06).abs() < 1e-6 && (h - 142.495).abs() < 0.01);
    }

    #[test]
    fn the_target_itself_stays() {
        assert_eq!(stepped(&green(), Heading::Toward(green()), Degree::Large, 1.0), green().oklch);
    }

    #[test]
    fn chroma_gives_way_at_the_edge() {
        let lighter = stepped(&green(), Heading::Along(Axis::Lighter), Degree::Large, 1.0);
        let strong = stepped(&green(), Heading::Along(Axis::Stronger), Degree::Large, 1.0);
        assert!(fits(lighter) && fits(strong));
        assert!((strong[2] - green().oklch[2]).abs() < 0.01);
        let [l, c, _] = inside_srgb([1.4, 0.2, 30.0]);
        assert!(l <= 1.0 && c < 0.01);
    }
}
