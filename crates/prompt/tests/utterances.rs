//! What people say, and the briefs that are right for it. The expectations were written by hand
//! before the code ran.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use proptest::prelude::*;
use qingyun_prompt::{Brief, Entry, Error, MAX_BYTES, Meaning, Reading, Style, Vocabulary, read};

/// `tag: English names: Chinese names and emoji`, separated by commas.
const SUBJECTS: &str = "\
    cat: kitty, kitten: 猫, 小猫, 猫咪, 喵星人, 🐱
    dog: puppy: 狗, 小狗, 狗狗
    duck: : 鸭子, 鸭
    octopus: : 章鱼, 八爪鱼
    horse: : 马
    strawberry: : 草莓
    apple: red apple: 苹果
    orange: tangerine: 橘子, 橙子, 橙
    car: automobile: 车, 汽车, 小汽车
    fire: flame: 火
    tulip: flower: 花, 郁金香
    hat: top hat: 帽子
    rose: : 玫瑰
    panda: : 熊猫
    star: : 星星
    evergreen tree: tree: 树
    fish: : 鱼
    hot dog: : 热狗
    light bulb: light, bulb: 灯泡, 灯
    bowl: : 碗
    sun: : 太阳
    rainbow: : 彩虹
    t-shirt: : T恤
    cookie: : 饼干
    mouse: : 老鼠
    house: : 房子
    balloon: : 气球
    rocket: : 火箭
    lion: : 狮子
    dragon: : 龙
    glasses: : 眼镜
    polar bear: : 北极熊, 🐻\u{200d}❄\u{fe0f}
    elephant: : 大象
    bus: : 公共汽车, 公交车";

const STYLES: &str = "\
    twemoji: twitter: 推特
    fluent: microsoft: 微软
    noto: google: 谷歌";

/// Briefs are written `subject colour @x,y *size; next subject | bg colour | style index |
/// not thing, thing | lost words, words`, each part where there is something to say.
const CASES: &[(&str, &str)] = &[
    ("一只红色的猫，蓝色背景", "cat red | bg blue"),
    (
        "a small yellow duck on the left, twemoji style, dark green background",
        "duck yellow @0.3,0.5 *0.5 | bg dark green | style twemoji",
    ),
    ("画个大大的紫色章鱼放在右上角，背景是浅粉色", "octopus purple @0.7,0.3 *0.85 | bg light pink"),
    ("a cat", "cat"),
    ("猫", "cat"),
    ("CATS", "cat"),
    ("ｃａｔ", "cat"),
    ("　　猫　　", "cat"),
    ("喵星人", "cat"),
    ("🐱", "cat"),
    ("🐻\u{200d}❄\u{fe0f} 蓝色背景", "polar bear | bg blue"),
    ("紅色的貓，藍色背景", "cat red | bg blue"),
    ("大象", "elephant"),
    ("hot dogs", "hot dog"),
    ("cookies", "cookie"),
    ("purple octopuses", "octopus purple"),
    ("two strawberries", "strawberry | lost two"),
    ("three mice", "mouse | lost three"),
    ("三只猫", "cat | lost 三"),
    ("一个碗", "bowl"),
    ("cat. dog. fish", "cat; dog; fish"),
    // Exclusions.
    ("一只不戴帽子的猫", "cat | not hat"),
    ("a cat without a hat", "cat | not hat"),
    ("a cat, no dog", "cat | not dog"),
    ("一只猫，不要狗", "cat | not dog"),
    ("没有帽子的猫", "cat | not hat"),
    ("不要狗要猫", "cat | not dog"),
    ("a cat not a dog", "cat | not dog"),
    ("not a dog but a cat", "cat | not dog"),
    ("不要红色的帽子，画只猫", "cat | not red hat"),
    ("without red, a cat", "cat | not red"),
    ("无背景的猫", "cat | not 背景"),
    ("a cat without whiskers", "cat | not whiskers"),
    ("画一只不要太大的猫", "cat | lost 大"),
    ("a not too big cat", "cat | lost big"),
    ("a cat without a hat on a blue background", "cat | bg blue | not hat"),
    // Colours.
    ("猫是红色的", "cat red"),
    ("the cat is red", "cat red"),
    ("a t-shirt in green", "t-shirt green"),
    ("一件绿T恤", "t-shirt green"),
    ("a house; red", "house red"),
    ("猫！红色！", "cat red"),
    ("猫 #0f0", "cat #0f0"),
    ("一條金色的龍在中間，背景深藍色", "dragon gold @0.5,0.5 | bg deep blue"),
    ("来个绿油油的大房子", "house green *0.85"),
    ("红苹果，绿色背景，放左下角", "apple red @0.3,0.7 | bg green"),
    ("深蓝色的鱼", "fish deep blue"),
    ("a red cat and a blue dog", "cat red; dog blue"),
    ("red and white cat", "cat red | lost white"),
    ("a fluffy white cat sitting on green grass", "cat white | lost fluffy, sitting, green, grass"),
    ("一只猫坐在绿色的草地上", "cat | lost 坐, 绿色, 草地"),
    // One word, two senses.
    ("an orange cat", "cat orange"),
    ("an orange on a blue background", "orange | bg blue"),
    ("an orange orange", "orange orange"),
    ("橙背景的猫", "cat | bg orange"),
    ("a light", "light bulb"),
    ("light blue background with a lion", "lion | bg light blue"),
    ("a rose cat and a rose", "cat rose; rose"),
    // Backgrounds.
    ("在蓝色的背景上画一只猫", "cat | bg blue"),
    ("a cat against pale yellow", "cat | bg pale yellow"),
    ("a duck on a #ff8800 background", "duck | bg #ff8800"),
    ("dragon on blue", "dragon | bg blue"),
    ("蓝底红猫", "cat red | bg blue"),
    ("深色背景，白马", "horse white | bg dark"),
    ("背景：绿色；主体：狮子", "lion | bg green"),
    ("background: green, subject: lion", "lion | bg green"),
    ("太阳在上面，背景天蓝色", "sun @0.5,0.3 | bg sky blue"),
    ("the sun, top, yellow background", "sun @0.5,0.3 | bg yellow"),
    ("猫是红色的背景是蓝色的", "cat red | bg blue"),
    ("星空背景下的火箭", "rocket | lost 星空, 背景"),
    ("彩虹背景，一只狮子", "lion | lost 彩虹, 背景"),
    ("a dog, background is a rainbow", "dog | lost background, rainbow"),
    // Places and sizes.
    ("左边一只猫，右边一只狗", "cat @0.3,0.5; dog @0.7,0.5"),
    ("a cat on the left and a dog on the right", "cat @0.3,0.5; dog @0.7,0.5"),
    ("右边是红色的猫左边是蓝色的狗", "cat red @0.7,0.5; dog blue @0.3,0.5"),
    ("熊猫在右下方", "panda @0.7,0.7"),
    ("top left: a star", "star @0.3,0.3"),
    ("左上角有一只小黄鸭", "duck yellow @0.3,0.3 *0.5"),
    ("a big hot dog in the middle", "hot dog @0.5,0.5 *0.85"),
    ("a big red balloon at the bottom right corner", "balloon red @0.7,0.7 *0.85"),
    ("a tiny house in the lower left", "house @0.3,0.7 *0.5"),
    ("一匹绿色的马在中间", "horse green @0.5,0.5"),
    ("cat,red,left,small", "cat red @0.3,0.5 *0.5"),
    ("狗大大的", "dog *0.85"),
    ("粉红背景，一颗草莓，小一点", "strawberry *0.5 | bg pink"),
    ("请帮我画一幅巨大的龙的图片，黑色背景", "dragon *0.9 | bg black"),
    ("Please paint a picture of a huge dragon, black background", "dragon *0.9 | bg black"),
    // Styles.
    ("a google style bus", "bus | style noto"),
    ("谷歌风格的公交车", "bus | style noto"),
    // Characters inside other words.
    ("马上画一匹马", "horse"),
    ("火车和猫", "cat | lost 火车"),
    ("一只会跳舞的猫", "cat | lost 跳舞"),
    ("a kitten wearing glasses", "cat; glasses | lost wearing"),
];

fn lines(text: &str) -> impl Iterator<Item = [Vec<String>; 3]> {
    let list = |names: Option<&str>| -> Vec<String> {
        let names = names.unwrap_or_default().split(',').map(str::trim);
        names.filter(|name| !name.is_empty()).map(str::to_owned).collect()
    };
    text.lines().map(move |line| {
        let mut parts = line.split(':');
        [list(parts.next()), list(parts.next()), list(parts.next())]
    })
}

fn vocabulary() -> Vocabulary {
    let subject = |[tag, en, zh]: [Vec<String>; 3]| Entry { tag: tag.concat(), en, zh };
    let style = |[id, en, zh]: [Vec<String>; 3]| Style { id: id.concat(), en, zh };
    Vocabulary::new(lines(SUBJECTS).map(subject).collect(), lines(STYLES).map(style).collect())
}

fn written(reading: &Reading) -> String {
    let Brief { subjects, background, style, exclude, .. } = &reading.brief;
    let subjects: Vec<String> = subjects
        .iter()
        .map(|subject| {
            let mut text = subject.tag.clone().unwrap_or_default();
            text += &subject.colour.as_ref().map(|c| format!(" {}", c.name)).unwrap_or_default();
            text += &subject.place.map(|at| format!(" @{},{}", at.x, at.y)).unwrap_or_default();
            text + &subject.size.map(|size| format!(" *{size}")).unwrap_or_default()
        })
        .collect();
    let exclude: Vec<String> = exclude
        .iter()
        .map(|exclusion| match (&exclusion.colour, &exclusion.tag) {
            (Some(colour), Some(tag)) => format!("{} {tag}", colour.name),
            (_, tag) => tag.clone().unwrap_or_else(|| exclusion.words.clone()),
        })
        .collect();
    let lost: Vec<&str> = reading.ignored.iter().map(|ignored| ignored.words.as_str()).collect();
    let mut text = subjects.join("; ");
    text += &background.colour.as_ref().map(|c| format!(" | bg {}", c.name)).unwrap_or_default();
    let style = style.as_ref().and_then(|style| style.tag.as_deref());
    text += &style.map(|style| format!(" | style {style}")).unwrap_or_default();
    for (name, list) in [("not", exclude.join(", ")), ("lost", lost.join(", "))] {
        text += &if list.is_empty() { list } else { format!(" | {name} {list}") };
    }
    text
}

#[test]
fn briefs() {
    let vocabulary = vocabulary();
    let wrong: Vec<String> = CASES
        .iter()
        .filter_map(|(said, expected)| {
            let got = read(said, &vocabulary).map_or_else(|e| e.to_string(), |r| written(&r));
            (got != *expected).then(|| format!("{said}\n  expected {expected}\n  got      {got}"))
        })
        .collect();
    assert!(wrong.is_empty(), "{} of {}\n{}", wrong.len(), CASES.len(), wrong.join("\n"));
}

#[test]
fn every_word_used_is_told() {
    let reading = read("A small RED cat，蓝色背景", &vocabulary()).unwrap();
    let used: Vec<_> =
        reading.used.iter().map(|used| (used.words.as_str(), &used.meaning)).collect();
    let expected = [
        ("small", &Meaning::Size(0.5)),
        ("RED", &Meaning::Colour("red".into())),
        ("cat", &Meaning::Subject("cat".into())),
        ("蓝色背景", &Meaning::Background("blue".into())),
    ];
    assert_eq!(used, expected);
    assert_eq!(reading.used[0].span.start, 2);
}

#[test]
fn nothing_to_paint() {
    let vocabulary = vocabulary();
    for said in ["", " \n\u{200b}\u{202e}", "！？"] {
        assert_eq!(read(said, &vocabulary), Err(Error::Empty), "{said:?}");
    }
    for said in ["蓝色背景", "不要猫", "火车", "please draw", "🚀", "花车"] {
        let error = read(said, &vocabulary).unwrap_err();
        assert!(matches!(error, Error::NothingKnown { .. }), "{said}: {error:?}");
    }
}

#[test]
fn unknown_words_bring_suggestions() {
    let error = read("an octopsu", &vocabulary()).unwrap_err();
    assert_eq!(
        error.to_string(),
        "found nothing to paint in the text (not known: octopsu): name something the model \
         knows, perhaps octopus"
    );
    assert_eq!(
        error.zh(),
        "没有找到可以画的东西（不认识：octopsu）：请说一样模型认识的东西，比如：octopus"
    );
}

#[test]
fn long_text() {
    let vocabulary = vocabulary();
    let megabyte = "猫".repeat(350_000);
    assert!(matches!(read(&megabyte, &vocabulary), Err(Error::TooLong { bytes: 1_050_000 })));
    for word in ["红", "猫红", "cat red ", "不", "light ", "背景", "#", "在 on ", "zq ", "\u{202e}"]
    {
        let most = word.repeat(MAX_BYTES / word.len());
        let read_or_refused = read(&most, &vocabulary);
        assert!(!matches!(read_or_refused, Err(Error::TooLong { .. })), "{word}");
    }
}

#[test]
fn direction_marks_and_controls_do_not_matter() {
    let reading = read("\u{202e}re\u{200f}d\u{2069} \u{7}ca\u{feff}t\0", &vocabulary()).unwrap();
    assert_eq!(written(&reading), "cat red");
}

/// Anything at all, and text made of the words that the grammar knows.
fn anything() -> impl Strategy<Value = String> {
    let words = [
        "猫",
        "cat",
        "红色",
        "red",
        "背景",
        "background",
        "不要",
        "without",
        "的",
        "，",
        " ",
        "on ",
        "深",
        "light ",
        "左边",
        "#f80",
        "一碗",
        "花",
        "车",
        "马",
        "\u{200d}",
        "é",
        "İ",
        "👨\u{200d}👩",
        "上",
    ];
    let woven = prop::collection::vec(prop::sample::select(words.to_vec()), 0..24);
    prop_oneof![any::<String>(), woven.prop_map(|words| words.concat())]
}

proptest! {
    #[test]
    fn spans_mark_whole_characters(said in anything()) {
        thread_local!(static VOCABULARY: Vocabulary = vocabulary());
        let Ok(reading) = VOCABULARY.with(|vocabulary| read(&said, vocabulary)) else {
            return Ok(());
        };
        let used = reading.used.iter().map(|used| (used.span, &used.words));
        let ignored = reading.ignored.iter().map(|ignored| (ignored.span, &ignored.words));
        for (span, words) in used.chain(ignored) {
            prop_assert_eq!(said.get(span.start..span.end), Some(words.as_str()));
            prop_assert!(!words.is_empty());
        }
    }
}
