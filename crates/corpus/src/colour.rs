//! Colours in Oklab, the space in which this project says and measures colour.
//!
//! Oklab is Björn Ottosson's perceptual space ("A perceptual color space for image processing",
//! 2020); the two matrices below are the ones given there.

use std::sync::LazyLock;

use palette::color_difference::Ciede2000;
use palette::white_point::D65;
use palette::{IntoColor, Lab, Srgb};

/// A colour: lightness `l` in 0..1, green–red `a` and blue–yellow `b`, both about -0.4..0.4.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Oklab {
    /// Lightness, 0 (black) to 1 (white).
    pub l: f32,
    /// From green (negative) to red (positive).
    pub a: f32,
    /// From blue (negative) to yellow (positive).
    pub b: f32,
}

impl Oklab {
    /// The Oklab value of an sRGB colour.
    pub fn from_srgb(rgb: [u8; 3]) -> Self {
        Self::from_linear(rgb.map(|value| DECODE[usize::from(value)]))
    }

    /// The nearest sRGB colour; what lies outside sRGB is clamped channel by channel.
    pub fn to_srgb(self) -> [u8; 3] {
        self.to_linear().map(encode)
    }

    /// How far the colour is from grey: 0 for greys, about 0.32 at most in sRGB.
    pub fn chroma(self) -> f32 {
        self.a.hypot(self.b)
    }

    /// The hue angle in radians, -π..π; without meaning where [`Self::chroma`] is near 0.
    pub fn hue(self) -> f32 {
        self.b.atan2(self.a)
    }

    /// The colour with its hue turned by `angle` radians; lightness and chroma stay.
    pub fn rotate(self, angle: f32) -> Self {
        let (sin, cos) = angle.sin_cos();
        Self { l: self.l, a: self.a * cos - self.b * sin, b: self.a * sin + self.b * cos }
    }

    /// Straight-line distance in Oklab; about 0.02 is just noticeable.
    pub fn distance(self, other: Self) -> f32 {
        ((self.l - other.l).powi(2) + (self.a - other.a).powi(2) + (self.b - other.b).powi(2))
            .sqrt()
    }

    /// The CIEDE2000 difference of two colours, after rounding both to sRGB.
    pub fn delta_e(self, other: Self) -> f32 {
        lab(self.to_srgb()).difference(lab(other.to_srgb()))
    }

    fn from_linear([r, g, b]: [f32; 3]) -> Self {
        let l = (0.412_221_46 * r + 0.536_332_55 * g + 0.051_445_995 * b).cbrt();
        let m = (0.211_903_5 * r + 0.680_699_5 * g + 0.107_396_96 * b).cbrt();
        let s = (0.088_302_46 * r + 0.281_718_85 * g + 0.629_978_7 * b).cbrt();
        Self {
            l: 0.210_454_26 * l + 0.793_617_8 * m - 0.004_072_047 * s,
            a: 1.977_998_5 * l - 2.428_592_2 * m + 0.450_593_7 * s,
            b: 0.025_904_037 * l + 0.782_771_77 * m - 0.808_675_77 * s,
        }
    }

    fn to_linear(self) -> [f32; 3] {
        let l = (self.l + 0.396_337_78 * self.a + 0.215_803_76 * self.b).powi(3);
        let m = (self.l - 0.105_561_346 * self.a - 0.063_854_17 * self.b).powi(3);
        let s = (self.l - 0.089_484_18 * self.a - 1.291_485_5 * self.b).powi(3);
        [
            4.076_741_7 * l - 3.307_711_6 * m + 0.230_969_94 * s,
            -1.268_438 * l + 2.609_757_4 * m - 0.341_319_38 * s,
            -0.004_196_086_3 * l - 0.703_418_6 * m + 1.707_614_7 * s,
        ]
    }
}

fn lab(rgb: [u8; 3]) -> Lab<D65, f32> {
    Srgb::from(rgb).into_format::<f32>().into_color()
}

/// Linear light of each sRGB byte (IEC 61966-2-1).
static DECODE: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let value = byte as f32 / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
});

/// The lowest linear light that rounds to each sRGB byte, so that encoding is a short search
/// instead of a power: it runs once for each recoloured pixel of each training picture.
static STEPS: LazyLock<[f32; 256]> = LazyLock::new(|| {
    std::array::from_fn(|byte| {
        let value = (byte as f32 - 0.5) / 255.0;
        if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
    })
});

/// The sRGB byte of a linear light.
fn encode(light: f32) -> u8 {
    STEPS[1..].partition_point(|&step| step <= light) as u8
}

#[cfg(test)]
mod tests {
    use palette::Oklab as Reference;
    use proptest::prelude::*;

    use super::*;

    fn reference(rgb: [u8; 3]) -> Reference {
        Srgb::from(rgb).into_format::<f32>().into_color()
    }

    /// Values from the table in Ottosson's article are for XYZ; the primaries are widely quoted.
    #[test]
    fn primaries_have_their_known_values() {
        let red = Oklab::from_srgb([255, 0, 0]);
        let expected = Oklab { l: 0.627_96, a: 0.224_86, b: 0.125_85 };
        assert!(red.distance(expected) < 1e-4, "{red:?}");
        let white = Oklab::from_srgb([255; 3]);
        assert!(white.distance(Oklab { l: 1.0, a: 0.0, b: 0.0 }) < 1e-4, "{white:?}");
    }

    #[test]
    fn rotating_by_a_full_turn_changes_nothing() {
        let colour = Oklab::from_srgb([200, 40, 90]);
        assert!(colour.rotate(std::f32::consts::TAU).distance(colour) < 1e-5);
    }

    /// A pair from the test data of Sharma, Wu & Dalal, "The CIEDE2000 color-difference formula"
    /// would need Lab input; black against white is 100 by construction of the formula.
    #[test]
    fn black_and_white_are_a_hundred_apart() {
        let black = Oklab::from_srgb([0; 3]);
        let white = Oklab::from_srgb([255; 3]);
        assert!((black.delta_e(white) - 100.0).abs() < 0.01);
        assert_eq!(black.delta_e(black), 0.0);
    }

    proptest! {
        #[test]
        fn agrees_with_palette(rgb: [u8; 3]) {
            let ours = Oklab::from_srgb(rgb);
            let theirs = reference(rgb);
            prop_assert!((ours.l - theirs.l).abs() < 1e-4);
            prop_assert!((ours.a - theirs.a).abs() < 1e-4);
            prop_assert!((ours.b - theirs.b).abs() < 1e-4);
        }

        #[test]
        fn survives_the_way_there_and_back(rgb: [u8; 3]) {
            prop_assert_eq!(Oklab::from_srgb(rgb).to_srgb(), rgb);
        }
    }
}
