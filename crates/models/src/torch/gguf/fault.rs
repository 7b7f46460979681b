//! What may be wrong with a file of GGUF.

/// What is wrong with a file of GGUF; its text is in English, [`Self::zh`] in Chinese.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum GgufFault {
    /// A version that is not read.
    #[error("it is of version {0}, and 2 and 3 are read")]
    Version(u32),
    /// It ends before its header does, or a length in it is beyond its end.
    #[error("it is cut short, or a length in its header is wrong")]
    Short,
    /// A name is no UTF-8, or longer than any tensor's.
    #[error("a name in its header is damaged")]
    Name,
    /// An unknown kind of value, or lists inside lists that go too deep.
    #[error("a value in its header is of an unknown kind ({0})")]
    Value(u32),
    /// The distance to which tensors are aligned makes no sense.
    #[error("its tensors are said to be aligned to {0} bytes")]
    Alignment(u64),
    /// A tensor's format is not read.
    #[error(
        "its tensor `{name}` is in a format that is not read (number {format}); \
             F32, F16, BF16, Q4_0, Q4_1, Q5_0, Q5_1, Q8_0, Q4_K, Q5_K and Q6_K are"
    )]
    Format {
        /// The tensor.
        name: String,
        /// The number of its format.
        format: u32,
    },
    /// A tensor's shape, or where it lies, cannot be.
    #[error(
        "its tensor `{0}` has an impossible shape, or lies outside of the file or upon another"
    )]
    Tensor(String),
}

impl GgufFault {
    /// In Chinese.
    pub fn zh(&self) -> String {
        match self {
            Self::Version(version) => format!("版本是 {version}，只能读取 2 和 3"),
            Self::Short => "文件被截断，或头部里的长度有误".into(),
            Self::Name => "头部里的一个名字已损坏".into(),
            Self::Value(kind) => format!("头部里有未知种类的值（{kind}）"),
            Self::Alignment(bytes) => format!("头部说张量按 {bytes} 字节对齐"),
            Self::Format { name, format } => format!(
                "张量 `{name}` 的格式（编号 {format}）不能读取；能读取的是 F32、F16、BF16、Q4_0、Q4_1、\
                 Q5_0、Q5_1、Q8_0、Q4_K、Q5_K、Q6_K"
            ),
            Self::Tensor(name) => {
                format!("张量 `{name}` 的形状不可能，或位置超出文件，或与别的张量重叠")
            }
        }
    }
}
