//! Words for sizes.

/// The least and the largest side of a subject's box, as shares of the picture's side: what the
/// built-in model was trained on.
pub(crate) const RANGE: [f32; 2] = [0.5, 0.9];

/// Sides with their names in both languages, parted by commas.
pub(crate) const SIZES: &[(f32, &str)] = &[(0.5, SMALL), (0.7, MEDIUM), (0.85, LARGE), (0.9, HUGE)];

const SMALL: &str = "\
    small, little, tiny, smaller, mini, miniature, 小, 小小, 小型, 迷你, 微小, 很小, 小一点, \
    小小小, 细小, 小个";

const MEDIUM: &str = "medium, medium sized, mid sized, average, 中等, 中型, 适中";

const LARGE: &str = "large, big, bigger, larger, 大, 大大, 大型, 很大, 大一点, 好大, 大个";

const HUGE: &str = "\
    huge, giant, enormous, gigantic, massive, biggest, largest, very large, very big, 巨大, \
    超大, 特大, 庞大, 巨型, 非常大, 极大, 最大, 特别大, 超级大, 巨";
