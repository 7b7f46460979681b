//! Words that tie a subject to another, to a scene or to a number. Only the general vocabulary
//! has them: what paints one thing has no use for them.

use super::sense::{Relative, Sense};
use crate::Relation;

const fn relative(relation: Relation) -> Relative {
    Relative { relation, place: None }
}

const fn aside(x: f32, y: f32) -> Relative {
    Relative { relation: Relation::Beside, place: Some([x, y]) }
}

/// Senses with their words, parted by commas; each list holds both languages where it can.
pub(crate) const RELATING: &[(Sense, &str)] = &[
    (Sense::Verb(Relation::Wearing), WEARING),
    (Sense::Verb(Relation::Holding), HOLDING),
    (Sense::Verb(Relation::With), WITH),
    (Sense::Before(relative(Relation::On)), "on, on top of, upon, over, above, atop, onto"),
    (Sense::Before(relative(Relation::Under)), "under, below, beneath, underneath"),
    (Sense::Before(relative(Relation::Behind)), "behind, in back of"),
    (Sense::Before(relative(Relation::InFrontOf)), "in front of, before, facing"),
    (Sense::Before(relative(Relation::In)), "in, inside, into, within, inside of"),
    (Sense::Before(relative(Relation::Beside)), BESIDE),
    (Sense::Before(aside(0.3, 0.5)), LEFT_OF),
    (Sense::Before(aside(0.7, 0.5)), RIGHT_OF),
    (Sense::After(relative(Relation::On)), ON_TOP),
    (Sense::After(relative(Relation::Under)), "下, 之下, 底下"),
    (Sense::After(relative(Relation::Behind)), "后, 后面, 后边, 之后, 背后, 身后, 后方"),
    (Sense::After(relative(Relation::InFrontOf)), "前, 前面, 前边, 之前, 面前, 跟前, 身前, 前方"),
    (Sense::After(relative(Relation::In)), "里, 里面, 里边, 内, 中, 之中, 当中, 之间, 深处, 里头"),
    (Sense::After(relative(Relation::Beside)), NEARBY),
    (Sense::At, "在, 于, 处在, 位于, 放在, 摆在, 放到"),
    (Sense::Pronoun, PRONOUN),
    (Sense::One, "a, an, 一, 1, one"),
    (
        Sense::Measured,
        "一个, 一只, 一位, 一名, 一条, 一匹, 一朵, 一棵, 一辆, 一把, 一座, 一件, 一顶",
    ),
    (Sense::Measure, MEASURES),
    (Sense::Link, "made of, made out of, made from, is made of, 是, 由"),
    (Sense::Atmosphere, ATMOSPHERE),
    (Sense::Grammar, GRAMMAR),
];

const ON_TOP: &str = "\
    上, 之上, 的上, 顶上, 上头, 上空, 上方, 头上, 头顶, 身上, 肩上, 肩膀上, 肩头, 腿上, 背上, 怀里, 膝盖上, 手心";

const WEARING: &str = "\
    wearing, wears, wear, wore, dressed in, clad in, dressed as, put on, has on, 戴着, 戴, 戴上, \
    戴了, 穿着, 穿, 穿上, 穿了, 身穿, 身着, 头戴, 佩戴, 佩戴着, 围着, 系着, 系, 打着, 打, 披着, \
    披, 身披, 佩, 佩着, 脚穿, 踩着, 套着, 蒙着, 别着, 穿戴, 裹着, 脚踩, 扎着, 梳着";

const HOLDING: &str = "\
    holding, holds, hold, held, carrying, carries, carry, wielding, wields, gripping, grasping, \
    clutching, raising, brandishing, swinging a, walking a, 拿着, 拿, 手拿, 握着, 握, 手握, 持, \
    手持, 持着, 抱着, 抱, 怀抱, 捧着, 捧, 手捧, 举着, 举, 高举, 提着, 提, 手提, 拎着, 拎, 撑着, \
    撑, 打伞, 牵着, 牵, 叼着, 叼, 扛着, 扛, 端着, 端, 抓着, 背着, 挥舞着, 挥舞, 攥着, 夹着, 托着, \
    托, 摇着, 咬着, 挎着, 要拿着, 手里拿着, 紧握, 手执, 执, 拽着";

const WITH: &str = "\
    with, has, have, having, had, featuring, full of, filled with, containing, surrounded by, \
    有, 带着, 带有, 长着, 长有, 拥有, 留着, 配着, 配有, 附带, 装着, 装满, 盛着, 生有, 插着, 摆满";

const BESIDE: &str = "\
    beside, next to, near, by, close to, alongside, around, at the side of, nearby, adjacent to, \
    against, along";

const LEFT_OF: &str =
    "to the left of, on the left of, left of, at the left of, on the left side of";

const RIGHT_OF: &str =
    "to the right of, on the right of, right of, at the right of, on the right side of";

const NEARBY: &str = "旁边, 旁, 边上, 身旁, 身边, 一旁, 附近, 周围, 四周, 脚边, 之旁, 围着";

const PRONOUN: &str = "\
    it, its, he, she, his, her, him, they, their, them, itself, himself, herself, 它, 他, 她, \
    它们, 他们, 她们, 自己";

/// Measure words of Chinese, and English ones that stand before "of".
const MEASURES: &str = "\
    只, 条, 匹, 朵, 棵, 辆, 架, 艘, 座, 把, 顶, 件, 双, 片, 颗, 粒, 块, 根, 支, 枝, 份, 群, 株, \
    栋, 台, 本, 枚, 串, 轮, 滴, 个, 位, 名, 张, 幅, 头, 口, 面, 间, 所, 家, 套, 部, 扇, 束, 簇, \
    堆, 排, 队, 丛, 筐, 篮, 壶, 袋, 碟, 罐, 盏, 尊, 具, 道, 股, 团, 捧, 缕, 叶, 瓣, 杆, 门, 节, 峰, \
    坛, 封, 册, 卷, 发, 挺, 杯, 碗, 盘, 瓶, 盆, 箱, 桶, 盒, \
    glass of, cup of, bowl of, bottle of, piece of, slice of, stack of, pile of, plate of, \
    mug of, jar of, bag of, basket of, box of, field full of, pot of, row of, loaf of, set of, \
    kind of, type of";

const ATMOSPHERE: &str = "\
    atmosphere, mood, vibe, vibes, feeling, ambience, ambiance, feel, 气氛, 氛围, 感觉, 氛围感, \
    情调, 意境, 基调, 感";

const GRAMMAR: &str = "\
    hand, hands, right hand, left hand, both hands, in her hand, in his hand, in her right hand, \
    in his right hand, in her left hand, in his left hand, in its hand, in one hand, in hand, \
    in its mouth, on its head, on her head, on his head, head, shoulder, shoulders, lap, neck, \
    waist, arm, arms, leg, legs, feet, mouth, body, 右手, 左手, 双手, 手里, 手中, 手上, 右手里, \
    左手里, 脖子上, 脖子, 肩膀, 脸上, 嘴里, 怀中, 腰间, 腰上, 脚上, 手腕上, \
    腿, 胳膊, 手臂, 手指, 嘴巴, 嘴, 肚子, 膝盖, alone, through, out of, from, 耳朵上, 胸前, 一手, 另一只手, 右手要, 左手要, 头, 手, \
    窗外, 屋外, 门外, 其他, 其它, 其余, 别的, other, others, else, \
    花纹, 图案, 纹路, 纹样, 纹理, pattern, print, 正在, 正, 做的, 做成, 制成, 制作的, 制, 独自, 一起, \
    互相, 地, 得, 与其, 出, 起来, 过, 向, 往, 朝, 对, 被, 所有, 每, 整, 那种, 样, 似的, 一样, 般, \
    看起来, 显得, 满是, 充满, together, each, other, every, while, who, whose, that's, \
    there's, where, when, during, doing, being, made, look, looks, looking, seems, something, \
    image of, picture of, scene, 场景, 画着, 还, 又, 却, 正好, 刚, 那里, 这里, 一边, 同时, 而, 之, \
    up, down, out, off, away, around it, across, past, toward, towards, between, among, about, \
    two of, extremely, must, definitely, especially, super, 一定要, 一定, 必须, 务必, 超级, 极其, 十分, 名为, 叫, 风, 系, 款, 版, 角度, 视角, 镜头, 构图, 效果, 质感, 主义, 艺术, angle, \
    shot, view, effect, composition, 长得, 的样子, 模样";
