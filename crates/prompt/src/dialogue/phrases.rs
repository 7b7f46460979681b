//! The phrases of the cues: lists parted by commas that hold both languages.

use super::cues::Cue;
use super::edit::Axis;

/// Phrases by what they tell.
pub(crate) const TABLE: &[(Cue, &str)] = &[
    (Cue::Undo, UNDO),
    (Cue::Redo, "redo, 重做, 恢复撤销, 取消撤销, do it again"),
    (
        Cue::First,
        "back to the start, back to the beginning, back to the first, the very first one, \
         回到最开始, 回到最初, 回到开头, 恢复最初, 最开始的样子, 最初的样子, undo all, undo everything, 全部撤销",
    ),
    (
        Cue::Reset,
        "start over, start again, start afresh, from scratch, clear everything, clear all, \
         重新开始, 重新来, 从头开始, 从头来, 重来, 全部重来, 清空, 全部清空, 都不要了, 全都不要了",
    ),
    (Cue::Fine, FINE),
    (Cue::Wrong, WRONG),
    (Cue::NotThis, NOT_THIS),
    (Cue::Meant, "i meant, i mean, meant, 我是说, 我说的是, 我指的是, 我的意思是, 说的是"),
    (
        Cue::Draw,
        "draw, paint, sketch, generate, 画, 绘制, 画个, 画一, 画一个, 画一只, 画一张, 画一幅, 来一张, 来张, \
         来一幅, 来幅, 生成, 生成一张, a picture of, an image of, a painting of, a drawing of",
    ),
    (Cue::Add, ADD),
    (Cue::Also, "as well, also, likewise, same for, 也, 也是, 也要, 也一样, 同样"),
    (Cue::Remove, REMOVE),
    (
        Cue::Keep,
        "only keep, keep only, keep just, just keep, leave only, only leave, 只留, 只留下, 只保留, 只要",
    ),
    (Cue::Become, BECOME),
    (
        Cue::Want,
        "should be, must be, is, are, be, was, needs to be, i want, want, 要, 是, 应该是, 得是, 要的是, 想要, 我要, 我想要, 用",
    ),
    (Cue::Take, "把, 将, 让, 给"),
    (
        Cue::Swap,
        "swap, switch, exchange, swap places, switch places, trade places, 交换, 互换, 对调, 对换, 换位置, 换个位置, \
         换一下位置, 交换位置, 互换位置, 调换, 调换位置, 位置互换, 位置对调",
    ),
    (Cue::For, "for, instead of"),
    (Cue::Move, MOVE),
    (Cue::Wear, "wear, wearing, wears, 戴, 戴上, 戴着, 穿, 穿上, 穿着, 佩戴, 戴一顶, 戴个, put on"),
    (Cue::Hold, "hold, holding, holds, carrying, 拿, 拿着, 拿上, 举着, 握着, 抱着, 手拿, 手里拿着"),
    (
        Cue::Beside,
        "beside, next to, by the side of, near, alongside, with it, 旁边, 边上, 身边, 旁, 隔壁, 在旁边, 附近",
    ),
    (
        Cue::Little,
        "a bit, a little, little, bit, a little bit, a touch, a tad, slightly, somewhat, 一点, 一点点, 点, \
         点儿, 一点儿, 些, 一些, 稍, 稍微, 略, 略微, 微微, 有点, 有一点, 一丝, 一丢丢, 那么一点",
    ),
    (
        Cue::Much,
        "much, a lot, lots, far, way, significantly, considerably, 很多, 得多, 许多, 多, 大幅, 不少, 好多, 多一些",
    ),
    (
        Cue::More,
        "more, even, still, further, yet, again, 再, 更, 更加, 还要, 还, 再更, 比这个, 比这, 比现在",
    ),
    (Cue::Too, "too, too much, overly, 太, 太过, 过于, 过分"),
    (Cue::Fewer, "fewer, less, one less, 少, 减, 减少, 减去, 少画"),
    (
        Cue::Within,
        "里面, 里, 中, 中间透, 当中, 带点, with a hint of, with a touch of, with a bit of, with some, tinged with",
    ),
    (Cue::Through, "透, 透着, 透出, 透一点, 泛, 泛着, 偏, 带, 带着, 掺, 混"),
    (Cue::It, IT),
    (Cue::All, ALL),
    (
        Cue::Other,
        "the other, other, the other one, other one, 另一只, 另一个, 另外一只, 另外一个, 另一, 另外那只, 另外那个, \
         别的, 其他的, 剩下的, 另一位, 另一条, 另一朵, 另一棵, 另一匹, 另一辆, 另外一条",
    ),
    (
        Cue::Ordinal(1),
        "first, 1st, 第一只, 第一个, 第一条, 第一, 前一个, 前一只, 前者, the former, former",
    ),
    (Cue::Ordinal(2), "second, 2nd, 第二只, 第二个, 第二条, 第二"),
    (Cue::Ordinal(3), "third, 3rd, 第三只, 第三个, 第三条, 第三"),
    (Cue::Ordinal(4), "fourth, 4th, 第四只, 第四个, 第四"),
    (Cue::Ordinal(5), "fifth, 5th, 第五只, 第五个, 第五"),
    (
        Cue::Ordinal(0),
        "last, 最后一只, 最后一个, 最后那个, 最后那只, 后者, the latter, latter, 后一个, 后一只",
    ),
    (
        Cue::One,
        "one, ones, 那只, 那个, 那条, 那匹, 那朵, 那棵, 那辆, 那位, 那件, 那顶, 这只, 这个, 这条, 那一只, 那一个, 那些",
    ),
    (Cue::The, "the, that, this, those, these, its, 那, 这"),
    (Cue::Mood, "mood, atmosphere, feeling, vibe, feel, 气氛, 氛围, 情绪, 感觉, 心情, 基调"),
    (Cue::Style, "style, 风格, 画风, 画法, 样式"),
    (Cue::Measure, "只, 个, 条, 匹, 朵, 棵, 辆, 架, 艘, 座, 顶, 件, 双, 颗, 头, 位, 张, 幅"),
    (Cue::And, "and, then, and then, 然后, 接着, 并且, 同时, 而且, 并, 和"),
    (Cue::Filler, FILLER),
];

const UNDO: &str = "\
    undo, undo that, undo it, undo this, take that back, take it back, go back, revert, revert that, bring it back, \
    change it back, put it back, put back, bring back, back, back to the previous, as before, as it was, \
    撤销, 撤回, 取消, 回退, 退回, 还原, 恢复, 恢复原来的, 恢复原样, 恢复原来的颜色, 改回来, 改回去, 变回来, \
    变回去, 换回来, 换回去, 还是原来的好, 还是原来的, 原来的好, 原来那个好, 原来的更好, 还是之前的好, \
    还是之前的, 之前的好, 还是刚才的好, 刚才的好, 还是刚才那个好, 还是上一个好, 回到上一步, 上一步, 加回来, 放回来, \
    i liked the previous one, the previous one was better, it was better before";

const FINE: &str = "\
    perfect, great, good, nice, ok, okay, fine, lovely, thanks, thank you, that's it, that's good, keep it, \
    keep it like that, keep it that way, looks good, yes, yeah, 好, 好的, 很好, 可以, 可以了, 行, 不错, 就这样, \
    就这样吧, 完美, 谢谢, 对, 对的, 嗯, 没问题, 就是这样, 满意, 好了, 这样就好, 这样很好, 棒";

const WRONG: &str = "\
    no, nope, wrong, that's wrong, not right, that's not right, not what i meant, not what i wanted, \
    不对, 不是, 不, 错了, 不好, 不行, 不是这样, 不是这样的, 不对不对, 不喜欢, 不太对, 搞错了, 弄错了";

const NOT_THIS: &str = "\
    not that, not this, not like that, not like this, not that one, not this one, i don't want that, not so, \
    不是这种, 不是那种, 不是这个, 不是那个, 不要这种, 不要那种";

const ADD: &str = "\
    add, another, one more, plus, give, more of, put a, put an, put another, put some, place a, place an, include, \
    insert, bring in, 再来, 再加, 再画, 再添, 再放, 再要, 再给, 还有, 加, 加上, 加个, 加一, 加入, 添, 添加, 添上, 增加, \
    来, 多画, 多加, 多来, 放一, 放个, 放一只, 放一个, 放一棵, 补, 补上, 画上, 配上, 配, 搭配, 给它, 给他";

const REMOVE: &str = "\
    remove, delete, drop, lose, take off, take away, take out, get rid of, without, no more, erase, leave out, \
    去掉, 去除, 删掉, 删去, 删除, 删, 拿掉, 拿走, 取下, 摘掉, 摘下, 脱掉, 移除, 移走, 抹掉, 擦掉, 不要, 不要有, 别要, 别画, 别, 不带, 不戴, \
    不要了, 不用, 没有, 减掉, 除去, 不需要, 不想要, don't want, do not want, i don't want";

const BECOME: &str = "\
    make, made, turn, turn into, into, change, to, become, becomes, replace, set, set to, \
    colour it, color it, instead, rather, switch to, let it be, \
    换成, 变成, 改成, 改为, 变为, 换为, 改, 变, 换, 成, 弄成, 涂成, 染成, 画成, 替换成, 替换为, 换作, 设为, 设成, 调成, 做成, 改用, \
    还是, 变得, 换个";

const MOVE: &str = "\
    move, shift, put, place, slide, push, drag, 移, 移到, 移动, 移动到, 挪, 挪到, 放, 放到, 放在, 摆到, 摆在, 移向, 挪动, \
    搬到, 往, 向, 朝, 靠, 移至";

const IT: &str = "\
    it, it's, this one, that one, him, her, he, she, 它, 它的, 他, 她, 他的, 她的, 这家伙, 这东西, 主体, 主角";

const ALL: &str = "\
    all, both, both of them, all of them, everything, them, they, each, every one, 都, 全部, 全都, 它们, 它们都, 他们, \
    所有, 所有的, 两只都, 两个都, 都要, 每只, 每个, 全, 俩, 两者";

const FILLER: &str = "\
    please, now, just, actually, i, i'd, i'm, i'll, me, my, you, can, could, would, will, like, need, \
    of, in, on, at, a, an, let, let's, so, well, oh, hmm, by, from, that's, there, some, colour, color, side, corner, \
    picture, image, kind, sort, version, look, looks, looking, get, have, has, having, with a, him a, her a, \
    现在, 请, 请你, 我, 想, 帮我, 帮, 你, 您, 能, 能不能, 吧, 啊, 呢, 吗, 呀, 哦, 了, 的, 地, 得, 一下, 颜色, 色, 上, 下, \
    看, 起来, 看起来, 就, 那么, 比, 整体, 画面, 图, 图片, 身上, 头上, 一, 在, 到, 着, 去, 过去, 过来, 走, 会, 应该, 嘛, 哈, 其实, 希望, 觉得, 我觉得, 弄, 搞";

/// Adjectives of qualities, and their comparatives.
pub(crate) const AXES: &[(Axis, &str, &str)] = &[
    (
        Axis::Larger,
        "大, 高大, big, large",
        "大一点, 大一些, 大点, 放大, 加大, 变大, 增大, 调大, 弄大, bigger, larger, enlarge, grow, scale up",
    ),
    (
        Axis::Smaller,
        "小, small",
        "小一点, 小一些, 小点, 缩小, 变小, 减小, 调小, 弄小, smaller, shrink, tinier, scale down",
    ),
    (
        Axis::Lighter,
        "亮, 浅, 淡, 明亮, light, bright, pale",
        "调亮, 变亮, 提亮, 变浅, 调浅, 变淡, lighter, brighter, paler, lighten, brighten",
    ),
    (
        Axis::Darker,
        "暗, 深, 昏暗, dark, deep",
        "调暗, 变暗, 变深, 加深, 调深, 压暗, darker, deeper, darken",
    ),
    (
        Axis::Stronger,
        "鲜艳, 艳, 艳丽, 鲜明, 浓, 饱和, vivid, saturated, intense, colourful, colorful",
        "stronger, more vivid, more saturated, more intense, more colourful, more colorful, richer",
    ),
    (
        Axis::Greyer,
        "素, 柔和, 暗淡, 朴素, muted, dull, soft",
        "duller, softer, more muted, less vivid, less saturated, less intense, desaturate",
    ),
];

/// Comparatives of colours in English.
pub(crate) const TOWARD: &[(&str, &str)] = &[
    ("red", "redder, more red, reddish"),
    ("orange", "more orange, oranger, warmer, 暖, 更暖"),
    ("yellow", "yellower, more yellow"),
    ("green", "greener, more green, greenish"),
    ("blue", "bluer, more blue, cooler, colder, bluish, 冷, 更冷"),
    ("purple", "purpler, more purple"),
    ("pink", "pinker, more pink"),
    ("brown", "browner, more brown"),
    ("white", "whiter, more white"),
    ("black", "blacker, more black"),
    ("grey", "greyer, grayer, more grey, more gray"),
];

/// How far a step to a side leads: x to the right, y down.
pub(crate) const STEPS: &[([f32; 2], &str)] = &[
    (
        [-1.0, 0.0],
        "往左, 向左, 朝左, 左移, 往左边, 向左边, 往左移, 向左移, 往左挪, left, leftwards, to the left of where it is, further left",
    ),
    (
        [1.0, 0.0],
        "往右, 向右, 朝右, 右移, 往右边, 向右边, 往右移, 向右移, 往右挪, right, rightwards, further right",
    ),
    (
        [0.0, -1.0],
        "往上, 向上, 朝上, 上移, 往上面, 往上移, 向上移, 往上挪, 高一点, 高一些, up, upwards, higher, raise",
    ),
    (
        [0.0, 1.0],
        "往下, 向下, 朝下, 下移, 往下面, 往下移, 向下移, 往下挪, 低一点, 低一些, down, downwards, lower",
    ),
    ([-1.0, -1.0], "往左上, 向左上, 往左上方"),
    ([1.0, -1.0], "往右上, 向右上, 往右上方"),
    ([-1.0, 1.0], "往左下, 向左下, 往左下方"),
    ([1.0, 1.0], "往右下, 向右下, 往右下方"),
];
