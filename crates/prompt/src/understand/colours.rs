//! Names of colours, shades of them, and hex codes.

use palette::{FromColor, Oklab, Srgb};

use crate::Colour;

/// A named colour; `rgb` is 0xRRGGBB in sRGB.
pub(crate) struct Named {
    pub(crate) en: &'static [&'static str],
    pub(crate) zh: &'static [&'static str],
    pub(crate) rgb: u32,
}

const fn named(rgb: u32, en: &'static [&'static str], zh: &'static [&'static str]) -> Named {
    Named { en, zh, rgb }
}

/// The first name in each language is the one shown. English names that CSS Color 4 has
/// (section 6.1) carry its values; the others are customary ones.
pub(crate) const COLOURS: &[Named] = &[
    named(
        0xff0000,
        &["red"],
        &["红色", "红", "红彤彤", "红通通", "大红", "大红色", "鲜红", "鲜红色"],
    ),
    named(0xffa500, &["orange"], &["橙色", "橙", "橘色", "橘", "橘黄", "橘黄色", "橙黄色"]),
    named(0xffff00, &["yellow"], &["黄色", "黄", "黄澄澄"]),
    named(0x008000, &["green"], &["绿色", "绿", "绿油油"]),
    named(0x0000ff, &["blue"], &["蓝色", "蓝"]),
    named(0x800080, &["purple"], &["紫色", "紫"]),
    named(0xffc0cb, &["pink"], &["粉色", "粉", "粉红", "粉红色", "桃粉色"]),
    named(0xa52a2a, &["brown"], &["棕色", "棕", "褐色", "褐", "咖啡色", "棕褐色"]),
    named(0x000000, &["black"], &["黑色", "黑", "漆黑"]),
    named(0xffffff, &["white"], &["白色", "白", "雪白", "纯白", "洁白"]),
    named(0x808080, &["grey", "gray"], &["灰色", "灰"]),
    named(0xd3d3d3, &["light grey", "light gray"], &["浅灰色", "浅灰", "淡灰色"]),
    named(0xa9a9a9, &["silver grey", "silver gray"], &["银灰色", "银灰"]),
    named(0xc0c0c0, &["silver"], &["银色", "银", "银白色"]),
    named(0xffd700, &["gold", "golden"], &["金色", "金", "金灿灿", "金黄", "金黄色"]),
    named(0x00ffff, &["cyan", "aqua"], &["青色", "青", "水色"]),
    named(0x008080, &["teal"], &["蓝绿色", "水鸭色"]),
    named(0x40e0d0, &["turquoise"], &["绿松石色", "碧蓝", "碧蓝色", "青绿", "青绿色"]),
    named(0x000080, &["navy", "navy blue"], &["海军蓝", "藏青", "藏青色", "藏蓝", "藏蓝色"]),
    named(0x87ceeb, &["sky blue"], &["天蓝色", "天蓝", "蔚蓝", "蔚蓝色"]),
    named(0x4169e1, &["royal blue"], &["宝蓝色", "宝蓝", "皇家蓝"]),
    named(0x191970, &["midnight blue"], &["午夜蓝", "夜蓝色"]),
    named(0x6495ed, &["cornflower blue"], &["矢车菊蓝"]),
    named(0x00bfff, &["azure blue", "deep sky blue"], &["湖蓝色", "湖蓝", "海蓝色", "海蓝"]),
    named(0x4b0082, &["indigo"], &["靛蓝色", "靛蓝", "靛色", "靛青"]),
    named(0xee82ee, &["violet"], &["紫罗兰色", "紫罗兰"]),
    named(0xe6e6fa, &["lavender"], &["薰衣草色", "藕荷色"]),
    named(0xdda0dd, &["plum"], &["梅红色", "梅子色"]),
    named(
        0xff00ff,
        &["magenta", "fuchsia"],
        &["洋红色", "洋红", "品红", "品红色", "玫红", "玫红色"],
    ),
    named(0xff69b4, &["hot pink"], &["桃红", "桃红色", "艳粉色"]),
    named(0xdc143c, &["crimson"], &["绯红色", "绯红", "猩红", "猩红色"]),
    named(
        0x800000,
        &["maroon", "burgundy", "wine red"],
        &["酒红色", "酒红", "枣红", "枣红色", "栗色"],
    ),
    named(0xff6347, &["tomato red"], &["番茄红", "西红柿色", "朱红", "朱红色"]),
    named(0xff7f50, &["coral"], &["珊瑚色", "珊瑚红", "珊瑚橙"]),
    named(0xfa8072, &["salmon"], &["鲑鱼红", "鲑鱼色", "三文鱼色", "肉粉色"]),
    named(0xff4500, &["orange red"], &["橙红色", "橙红", "橘红", "橘红色", "火红", "火红色"]),
    named(0xffdab9, &["peach"], &["桃色", "蜜桃色"]),
    named(0xf5f5dc, &["beige"], &["米色", "米黄", "米黄色"]),
    named(0xfffff0, &["ivory"], &["象牙色", "象牙白", "乳白", "乳白色"]),
    named(0xfffdd0, &["cream"], &["奶油色", "奶白", "奶白色", "米白", "米白色"]),
    named(0xf0e68c, &["khaki"], &["卡其色", "卡其", "土黄", "土黄色"]),
    named(0xd2b48c, &["tan"], &["棕褐", "茶色", "驼色", "沙色"]),
    named(0xd2691e, &["chocolate brown"], &["巧克力色", "赭色"]),
    named(0xb87333, &["copper"], &["铜色", "古铜色", "红铜色"]),
    named(0xffbf00, &["amber"], &["琥珀色"]),
    named(0xe1ad01, &["mustard"], &["芥末黄", "芥末色"]),
    named(
        0xfff44f,
        &["lemon yellow"],
        &["柠檬黄", "柠檬黄色", "柠檬色", "鹅黄", "鹅黄色", "嫩黄色"],
    ),
    named(0x808000, &["olive", "olive green"], &["橄榄色", "橄榄绿", "军绿", "军绿色"]),
    named(0x00ff00, &["lime", "lime green"], &["荧光绿", "青柠色", "翠绿", "翠绿色"]),
    named(0x98fb98, &["mint", "mint green"], &["薄荷绿", "薄荷色", "嫩绿", "嫩绿色"]),
    named(0x50c878, &["emerald", "emerald green"], &["祖母绿", "碧绿", "碧绿色"]),
    named(0x228b22, &["forest green"], &["森林绿", "墨绿", "墨绿色"]),
    named(0x7cfc00, &["grass green"], &["草绿", "草绿色", "黄绿", "黄绿色", "果绿色", "果绿"]),
    named(0x2e8b57, &["sea green"], &["海绿色", "海藻绿"]),
    named(
        0x708090,
        &["slate", "slate grey", "slate gray"],
        &["石板灰", "青灰", "青灰色", "蓝灰色"],
    ),
    named(0x36454f, &["charcoal"], &["炭灰", "炭灰色", "炭黑"]),
    named(0xff007f, &["rose", "rose red"], &["玫瑰色", "玫瑰红", "玫瑰红色"]),
    named(0xc8a2c8, &["lilac"], &["丁香紫", "丁香色", "香芋紫", "香芋色"]),
    named(0xe0b0ff, &["mauve"], &["木槿紫", "藕紫"]),
    named(0x5d3fd3, &["iris purple"], &["蓝紫色", "蓝紫", "鸢尾紫"]),
];

/// The colour with this English name.
pub(crate) fn by_name(name: &str) -> Option<Colour> {
    COLOURS.iter().find(|named| named.en.contains(&name)).map(Named::colour)
}

/// A change of lightness.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shade {
    Light,
    Pale,
    Bright,
    Deep,
    Dark,
}

/// Shades with their names: English first, then the Chinese prefix that is shown.
pub(crate) const SHADES: &[(Shade, &[&str])] = &[
    (Shade::Light, &["light", "浅", "lighter", "浅色"]),
    (Shade::Pale, &["pale", "淡", "faint", "pastel", "soft", "淡色", "浅淡", "很浅", "嫩"]),
    (Shade::Bright, &["bright", "亮", "vivid", "亮色", "鲜艳", "明亮", "鲜", "艳"]),
    (Shade::Deep, &["deep", "深", "很深", "浓"]),
    (Shade::Dark, &["dark", "暗", "darker", "暗色", "深色", "昏暗", "黑暗"]),
];

impl Named {
    /// The colour itself.
    pub(crate) fn colour(&self) -> Colour {
        let first = |names: &[&'static str]| names.first().copied().unwrap_or_default();
        Colour::from_oklab(first(self.en), first(self.zh), oklab(self.rgb))
    }
}

impl Shade {
    /// A colour lighter, darker, softer or stronger, kept inside sRGB.
    pub(crate) fn of(self, colour: &Colour) -> Colour {
        let [l, a, b] = colour.oklab();
        let (l, chroma) = match self {
            Shade::Light => (l + 0.45 * (1.0 - l), 0.7),
            Shade::Pale => (l + 0.65 * (1.0 - l), 0.45),
            Shade::Bright => (l + 0.1 * (1.0 - l), 1.15),
            Shade::Deep => (0.75 * l, 0.95),
            Shade::Dark => (0.6 * l, 0.85),
        };
        let (en, zh) = self.names();
        let (name, zh) = (format!("{en} {}", colour.name), format!("{zh}{}", colour.zh));
        Colour::from_oklab(&name, &zh, inside_srgb([l, chroma * a, chroma * b]))
    }

    /// The shade where no colour is named: a grey.
    pub(crate) fn grey(self) -> Colour {
        let (en, zh) = self.names();
        let lightness = match self {
            Shade::Light => 0.85,
            Shade::Pale => 0.92,
            Shade::Bright => 0.97,
            Shade::Deep => 0.35,
            Shade::Dark => 0.25,
        };
        Colour::from_oklab(en, &format!("{zh}色"), [lightness, 0.0, 0.0])
    }

    fn names(self) -> (&'static str, &'static str) {
        let names = SHADES.iter().find(|(shade, _)| *shade == self).map(|(_, names)| names);
        match names {
            Some([en, zh, ..]) => (en, zh),
            _ => ("", ""),
        }
    }
}

/// Whether a name is a colour's, shaded or not.
pub(crate) fn is_colour(name: &str) -> bool {
    let known = |name: &str| COLOURS.iter().any(|named| named.en.contains(&name));
    let shaded = |shade: &str| SHADES.iter().any(|(_, names)| names.contains(&shade));
    let base = || name.split_once(' ').is_some_and(|(shade, rest)| shaded(shade) && known(rest));
    known(name) || base() || name.starts_with('#')
}

/// The colour of a code such as `#ff8800` or `#f80`, given without its `#`.
pub(crate) fn hex(digits: &str) -> Option<Colour> {
    let wide: String = match digits.len() {
        3 => digits.chars().flat_map(|digit| [digit, digit]).collect(),
        6 => digits.to_owned(),
        _ => return None,
    };
    let all_hex = wide.bytes().all(|byte| byte.is_ascii_hexdigit());
    let rgb = u32::from_str_radix(&wide, 16).ok().filter(|_| all_hex)?;
    let name = format!("#{digits}");
    Some(Colour::from_oklab(&name, &name, oklab(rgb)))
}

/// sRGB to Oklab, <https://bottosson.github.io/posts/oklab/>.
fn oklab(rgb: u32) -> [f32; 3] {
    let colour = Oklab::from_color(Srgb::from(rgb).into_format::<f32>());
    [colour.l, colour.a, colour.b]
}

fn inside_srgb([l, a, b]: [f32; 3]) -> [f32; 3] {
    let rgb = Srgb::from_color(Oklab::new(l, a, b));
    let clipped =
        Srgb::new(rgb.red.clamp(0.0, 1.0), rgb.green.clamp(0.0, 1.0), rgb.blue.clamp(0.0, 1.0));
    let colour = Oklab::from_color(clipped);
    [colour.l, colour.a, colour.b]
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn colour(name: &str) -> Colour {
        COLOURS.iter().find(|named| named.en.contains(&name)).unwrap().colour()
    }

    /// Values that the author of Oklab and CSS Color 4 give for sRGB's primaries.
    #[test]
    fn primaries() {
        let expected = [
            ("red", [0.627_96, 0.224_86, 0.125_85]),
            ("blue", [0.452_01, -0.032_46, -0.311_53]),
            ("lime", [0.866_44, -0.233_89, 0.179_50]),
            ("white", [1.0, 0.0, 0.0]),
            ("black", [0.0, 0.0, 0.0]),
        ];
        for (name, oklab) in expected {
            let got = colour(name).oklab();
            let close = got.iter().zip(oklab).all(|(got, want)| (got - want).abs() < 1e-3);
            assert!(close, "{name}: {got:?}");
        }
    }

    #[test]
    fn no_name_is_given_twice() {
        let mut names: Vec<_> = COLOURS.iter().flat_map(|c| c.en.iter().chain(c.zh)).collect();
        let before = names.len();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), before);
    }

    #[test]
    fn shades_order_by_lightness() {
        let blue = colour("blue");
        let shades = [Shade::Dark, Shade::Deep, Shade::Light, Shade::Pale];
        let lightness: Vec<_> = shades.iter().map(|shade| shade.of(&blue).oklab()[0]).collect();
        assert!(lightness.is_sorted(), "{lightness:?}");
        assert_eq!(Shade::Light.of(&blue).name, "light blue");
        assert_eq!(Shade::Light.of(&blue).zh, "浅蓝色");
    }

    #[test]
    fn hex_codes() {
        assert_eq!(hex("f00").unwrap().oklch, colour("red").oklch);
        assert_eq!(hex("ff0000").unwrap().name, "#ff0000");
        assert!(hex("ff00").is_none() && hex("+ff000").is_none() && hex("红").is_none());
    }
}
