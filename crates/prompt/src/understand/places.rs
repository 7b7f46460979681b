//! Names of places: the nine cells of a 3 × 3 grid.

/// Centres of the cells along an axis, 0..=1.
const LOW: f32 = 0.3;
const MIDDLE: f32 = 0.5;
const HIGH: f32 = 0.7;

/// Centres `[x, y]` from the top left with their names in both languages, parted by commas.
pub(crate) const PLACES: &[([f32; 2], &str)] = &[
    ([LOW, LOW], TOP_LEFT),
    ([MIDDLE, LOW], TOP),
    ([HIGH, LOW], TOP_RIGHT),
    ([LOW, MIDDLE], LEFT),
    ([MIDDLE, MIDDLE], CENTRE),
    ([HIGH, MIDDLE], RIGHT),
    ([LOW, HIGH], BOTTOM_LEFT),
    ([MIDDLE, HIGH], BOTTOM),
    ([HIGH, HIGH], BOTTOM_RIGHT),
];

const TOP_LEFT: &str = "\
    top left, upper left, left top, topleft, top left corner, upper left corner, 左上, 左上角, \
    左上方, 左上边, 左上侧, 上左";

const TOP: &str = "\
    top, upper, above, up, top center, top centre, top middle, 上面, 上方, 上边, 上部, 上侧, \
    顶部, 顶上, 靠上, 偏上, 最上面, 正上方, 上半部, 中上";

const TOP_RIGHT: &str = "\
    top right, upper right, right top, topright, top right corner, upper right corner, 右上, \
    右上角, 右上方, 右上边, 右上侧, 上右";

const LEFT: &str = "\
    left, leftmost, left side, center left, middle left, 左, 左边, 左面, 左侧, 左方, 左手边, \
    靠左, 偏左, 最左边, 左半边, 左中";

const CENTRE: &str = "\
    center, centre, middle, central, centered, centred, 中间, 中央, 中心, 正中, 正中间, 正中央, \
    居中, 当中, 最中间";

const RIGHT: &str = "\
    right, rightmost, right side, center right, middle right, 右, 右边, 右面, 右侧, 右方, \
    右手边, 靠右, 偏右, 最右边, 右半边, 右中";

const BOTTOM_LEFT: &str = "\
    bottom left, lower left, left bottom, bottomleft, bottom left corner, lower left corner, \
    左下, 左下角, 左下方, 左下边, 左下侧, 下左";

const BOTTOM: &str = "\
    bottom, lower, below, down, bottom center, bottom centre, bottom middle, 下面, 下方, 下边, \
    下部, 下侧, 底部, 底下, 靠下, 偏下, 最下面, 正下方, 下半部, 中下";

const BOTTOM_RIGHT: &str = "\
    bottom right, lower right, right bottom, bottomright, bottom right corner, \
    lower right corner, 右下, 右下角, 右下方, 右下边, 右下侧, 下右";
