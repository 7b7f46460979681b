//! What is wrong with a scene file.

use thiserror::Error;

/// Why a scene file cannot be used.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum SceneError {
    /// It is no TOML, or lacks or misnames a field.
    #[error("{name}, line {line}: {reason}; compare it with a scene that comes with the program")]
    Parse {
        /// Name of the file.
        name: String,
        /// Line of the mistake, from 1.
        line: usize,
        /// What is wrong there.
        reason: String,
    },
    /// Its need is in no table.
    #[error("{name}: there is no need `{need}`; choose one of {}", known.join(", "))]
    Need {
        /// Name of the file.
        name: String,
        /// What the file says.
        need: String,
        /// What it could say.
        known: Vec<String>,
    },
    /// Its id is taken.
    #[error("{name}: a scene `{id}` exists already; give this one another id")]
    Twice {
        /// Name of the file.
        name: String,
        /// The id.
        id: String,
    },
    /// No scene has the name that was asked for.
    #[error("there is no scene `{id}`; choose one of {}", known.join(", "))]
    Unknown {
        /// What was asked for.
        id: String,
        /// What could be asked for.
        known: Vec<String>,
    },
}

impl SceneError {
    /// The message in Chinese; `Display` gives it in English.
    pub fn zh(&self) -> String {
        match self {
            Self::Parse { name, line, reason } => {
                format!("{name} 第 {line} 行：{reason}。请对照程序自带的场景文件")
            }
            Self::Need { name, need, known } => {
                format!("{name}：没有需求 `{need}`。可选：{}", known.join("、"))
            }
            Self::Twice { name, id } => format!("{name}：场景 `{id}` 已经存在。请换一个 id"),
            Self::Unknown { id, known } => {
                format!("没有场景 `{id}`。可选：{}", known.join("、"))
            }
        }
    }
}
