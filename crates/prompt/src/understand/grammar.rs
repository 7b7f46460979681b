//! Words that build a request without naming what is in the picture.

use super::sense::Sense;

/// Words by what they do; each list, parted by commas, holds both languages.
pub(crate) const WORDS: &[(Sense, &str)] = &[
    (Sense::Background, BACKGROUND),
    (Sense::Link, LINK),
    (Sense::On, ON),
    (Sense::Not, NOT),
    (Sense::But, BUT),
    (Sense::And, AND),
    (Sense::De, "的"),
    (Sense::One, "一, 1, one"),
    (Sense::Measure, MEASURE),
    (Sense::Grammar, ENGLISH),
    (Sense::Grammar, CHINESE),
];

const BACKGROUND: &str = "\
    background, backdrop, bg, background color, background colour, 背景, 背景色, 背景颜色, \
    底色, 底, 背景板, 底板";

const LINK: &str = "\
    is, are, in, be, should be, must be, was, 是, 为, 成, 变成, 画成, 涂成, 换成, 设为, 呈, 用, \
    要是";

const ON: &str = "on, against, upon, over, in front of";

const NOT: &str = "\
    no, not, without, don't, do not, don't want, do not want, don't draw, never, except, minus, \
    exclude, excluding, avoid, 不要, 没有, 不带, 不含, 不想要, 不需要, 不用, 不能有, 别, 别画, \
    不画, 不要画, 没, 无, 去掉, 去除, 除了, 不戴, 不是";

const BUT: &str = "\
    but, only, just, want, draw, paint, instead, 要, 只要, 但, 但是, 而是, 只, 只有, 画, 换, \
    可是, 改成";

const AND: &str = "and, plus, with, 和, 与, 跟, 及, 以及, 还有, 加";

/// Numbers with their words; a crowd counts as five and a few as three.
pub(crate) const NUMBERS: &[(u32, &str)] = &[
    (2, "two, pair of, couple of, both, 二, 两, 一双, 一对, 俩"),
    (3, "three, several, few, 三, 几, 一些, 仨, 好几"),
    (4, "four, 四"),
    (5, "five, many, lots of, lot of, 五, 许多, 很多, 一群, 好多, 无数, 成群, 一大群"),
    (5, "group of, flock of, herd of, bunch of, swarm of, dozens of"),
    (6, "six, 六, 半打"),
    (7, "seven, 七"),
    (8, "eight, 八"),
    (9, "nine, 九"),
    (10, "ten, 十"),
    (11, "eleven, 十一"),
    (12, "twelve, dozen, 十二, 一打"),
    (13, "thirteen, 十三"),
    (14, "fourteen, 十四"),
    (15, "fifteen, 十五"),
    (16, "sixteen, 十六"),
    (17, "seventeen, 十七"),
    (18, "eighteen, 十八"),
    (19, "nineteen, 十九"),
    (20, "twenty, 二十"),
    (24, "two dozen, 两打"),
    (30, "thirty, 三十"),
    (50, "fifty, 五十"),
    (100, "hundred, 一百, 百"),
];

const MEASURE: &str = "杯, 碗, 盘, 瓶, 头, 口, 盆, 箱, 桶, 盒, 篮, 壶, 面";

const ENGLISH: &str = "\
    a, an, the, of, at, to, for, by, from, it, its, it's, this, that, there, which, has, have, having, please, i, i'd, i'm, me, my, we, you, can, could, would, will, like, \
    need, make, create, generate, show, give, render, put, place, placed, position, positioned, \
    located, picture, image, photo, painting, drawing, illustration, icon, emoji, pic, style, \
    styled, color, colour, colored, coloured, sized, size, very, really, quite, too, so, some, \
    any, side, corner, part, hand, area, solid, plain, hello, hi, thanks, thank, ok, s, as, \
    then, also, let, us, single, subject, main";

const CHINESE: &str = "\
    请, 帮, 帮我, 给, 给我, 我, 我想, 想, 想要, 你, 您, 能, 能不能, 可以, 可不可以, 来, 来个, \
    来一, 弄, 做, 生成, 绘制, 绘, 制作, 创作, 图, 图片, 图像, 图画, 画面, 照片, 插画, 图标, \
    表情, 画图, 画画, 画个, 张, 幅, 副, 个, 只, 条, 匹, 朵, 棵, 辆, 架, 艘, 座, 把, 顶, 件, 双, \
    片, 颗, 粒, 块, 根, 支, 枝, 份, 群, 株, 栋, 台, 本, 枚, 串, 轮, 滴, 了, 着, 呢, 吧, 啊, 吗, \
    呀, 哦, 嘛, 哈, 放, 放在, 摆在, 位于, 处于, 处在, 在, 有, 带, 它, 他, 她, 这, 那, 这个, \
    那个, 这只, 那只, 里, 上, 下, 里面, 色, 颜色, 色的, 风格, 样式, 画风, 让, 以, 很, \
    非常, 特别, 比较, 有点, 一点, 一下, 麻烦, 谢谢, 你好, 尺寸, 大小, 位置, 方向, 并, 且, 并且, \
    也, 都, 再, 就, 马上, 小心, 大家, 有没有, 一张, 一幅, 一个, 一只, 喜欢, 需要, 希望, 然后, \
    其中, 纯, 会, 太, 主体, 主角, 主题, 内容, 物体, 整个";
