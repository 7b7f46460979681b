//! Why a plan cannot be made.

/// A result of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// An error of this crate: it names the field that is wrong. `Display` says it in English,
/// [`Error::zh`] in Chinese.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    /// The text is no number with a unit.
    #[error("{field} = `{text}` is no number; write it like 0.4, 2e9, `350 ms` or a range 1..2..4")]
    Number {
        /// The field.
        field: String,
        /// What was given.
        text: String,
    },
    /// Not a number, or infinite.
    #[error("{field} is {value}; give a finite number")]
    NotFinite {
        /// The field.
        field: String,
        /// What was given.
        value: f64,
    },
    /// Zero or below.
    #[error("{field} is {value}; give a number above zero")]
    NotPositive {
        /// The field.
        field: String,
        /// What was given.
        value: f64,
    },
    /// Beyond what makes sense for this field.
    #[error("{field} is {value}, outside {least} to {most}")]
    Outside {
        /// The field.
        field: String,
        /// What was given.
        value: f64,
        /// The least that makes sense.
        least: f64,
        /// The most that makes sense.
        most: f64,
    },
    /// A range that is not in order.
    #[error(
        "the range of {field} is not in order: {low}, {likely}, {high}; write the lowest first"
    )]
    Order {
        /// The field.
        field: String,
        /// Its lowest value.
        low: f64,
        /// Its likely value.
        likely: f64,
        /// Its highest value.
        high: f64,
    },
    /// A computed value that is infinite, not a number, zero or below.
    #[error("{field} comes out as {value}, which is no usable amount; check its inputs: {inputs}")]
    Outcome {
        /// The field.
        field: String,
        /// What it came out as.
        value: f64,
        /// The fields that it is computed from.
        inputs: String,
    },
    /// A unit that is not known.
    #[error("{field} has the unit `{unit}`, which is not known")]
    UnknownUnit {
        /// The field.
        field: String,
        /// The unit.
        unit: String,
    },
    /// Units that cannot be added, compared or turned into each other.
    #[error("the units of {field} do not fit: `{left}` and `{right}`")]
    Mismatch {
        /// The field.
        field: String,
        /// One unit.
        left: String,
        /// The other.
        right: String,
    },
    /// Rounding of what is not counted in whole pieces.
    #[error("{field} rounds up `{unit}`, which is not counted in whole pieces")]
    NotCounted {
        /// The field.
        field: String,
        /// The unit.
        unit: String,
    },
    /// A formula that cannot be read.
    #[error("the formula of {field}, `{text}`, cannot be read at `{rest}`")]
    Formula {
        /// The field.
        field: String,
        /// The formula.
        text: String,
        /// Where reading stopped.
        rest: String,
    },
    /// A name that nothing has.
    #[error("{field} speaks of `{name}`, which does not exist; there are: {known}")]
    UnknownName {
        /// The field.
        field: String,
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// A formula that needs itself.
    #[error("{field} is computed from itself")]
    Circle {
        /// The field.
        field: String,
    },
    /// Two fields of one name.
    #[error("{field} stands there twice")]
    Twice {
        /// The field.
        field: String,
    },
    /// An input that has no value yet.
    #[error("{field} ({what}) is missing; give it by --set {field}=…")]
    Missing {
        /// The field.
        field: String,
        /// What it is, in English.
        what: String,
        /// What it is, in Chinese.
        what_zh: String,
    },
    /// A preset, network or piece of hardware that does not exist.
    #[error("there is no {kind} `{name}`; there are: {known}")]
    Nothing {
        /// What kind of thing, in English.
        kind: &'static str,
        /// What kind of thing, in Chinese.
        kind_zh: &'static str,
        /// The name.
        name: String,
        /// The names that there are.
        known: String,
    },
    /// Hardware that does not compute in this precision.
    #[error("{hardware} has no peak for {precision} in the catalogue; it has: {known}")]
    Precision {
        /// The hardware.
        hardware: String,
        /// The precision.
        precision: String,
        /// The precisions that it has.
        known: String,
    },
    /// A text in TOML that is not as it should be.
    #[error("{name} cannot be read as TOML: {what}")]
    Toml {
        /// The file or preset.
        name: String,
        /// What the reader said.
        what: String,
    },
}

impl Error {
    /// The message in Chinese.
    #[must_use]
    pub fn zh(&self) -> String {
        match self {
            Self::Number { field, text } => {
                format!("{field} = “{text}”不是数。可写作 0.4、2e9、“350 ms”，或范围 1..2..4")
            }
            Self::NotFinite { field, value } => format!("{field} 是 {value}。请给出有限的数"),
            Self::NotPositive { field, value } => format!("{field} 是 {value}。请给出大于零的数"),
            Self::Outside { field, value, least, most } => {
                format!("{field} 是 {value}，不在 {least} 到 {most} 之间")
            }
            Self::Order { field, low, likely, high } => {
                format!("{field} 的范围次序不对：{low}、{likely}、{high}。请从小到大写")
            }
            Self::Outcome { field, value, inputs } => {
                format!("{field} 算出来是 {value}，不能用。请检查它的输入：{inputs}")
            }
            Self::UnknownUnit { field, unit } => format!("{field} 的单位“{unit}”不认识"),
            Self::Mismatch { field, left, right } => {
                format!("{field} 的单位对不上：“{left}”与“{right}”")
            }
            Self::NotCounted { field, unit } => {
                format!("{field} 要把“{unit}”向上取整，但它不是按个数的")
            }
            Self::Formula { field, text, rest } => {
                format!("{field} 的公式“{text}”从“{rest}”起读不懂")
            }
            Self::UnknownName { field, name, known } => {
                format!("{field} 提到“{name}”，但没有这一项；有：{known}")
            }
            Self::Circle { field } => format!("{field} 要由它自己算出"),
            Self::Twice { field } => format!("{field} 出现了两次"),
            Self::Missing { field, what_zh, .. } => {
                format!("缺少 {field}（{what_zh}）。请用 --set {field}=… 给出")
            }
            Self::Nothing { kind_zh, name, known, .. } => {
                format!("没有{kind_zh}“{name}”；有：{known}")
            }
            Self::Precision { hardware, precision, known } => {
                format!("目录里 {hardware} 没有 {precision} 的峰值；有：{known}")
            }
            Self::Toml { name, what } => format!("{name} 不是可读的 TOML：{what}"),
        }
    }
}
