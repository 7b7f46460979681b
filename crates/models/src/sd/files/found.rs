//! What was found in a file, for people.

use std::collections::BTreeMap;
use std::fmt::{Display, Formatter};

use super::{Family, Files, Prediction, Role, shapes};

/// What a model's files hold; its text is in English, [`Self::zh`] in Chinese.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// The family; none where there is no U-Net.
    pub family: Option<Family>,
    /// What the U-Net predicts.
    pub prediction: Prediction,
    /// Whether nothing in the files says so, and it is as in most models of the family.
    pub prediction_is_assumed: bool,
    /// Whether the U-Net also takes a mask and a picture to fill in.
    pub inpainting: bool,
    /// The networks that are there.
    pub roles: Vec<Role>,
    /// Those that painting takes and that are not there.
    pub missing: Vec<Role>,
    /// The number format in which most weights are stored; empty where there are none.
    pub format: String,
    /// Bytes of all networks where they lie.
    pub bytes: u64,
    /// Whether the U-Net's channels are not divided into heads and groups as in the published
    /// models, and nothing says how: it is assumed, and the pictures may be wrong.
    pub division_is_assumed: bool,
}

impl Files {
    /// What was found.
    pub fn found(&self) -> Found {
        let roles = self.roles();
        let needs = self.family.map(Family::needs).unwrap_or_default();
        let (format, bytes) = self.stock();
        Found {
            family: self.family,
            prediction: self.scheduler.prediction_type,
            prediction_is_assumed: !self.prediction_is_said,
            inpainting: self.is_inpainting(),
            missing: needs.iter().filter(|role| !roles.contains(role)).copied().collect(),
            roles,
            format,
            bytes,
            division_is_assumed: self
                .unet
                .as_ref()
                .is_some_and(|unet| !unet.said && !shapes::is_usual(&unet.config, &*unet.weights)),
        }
    }

    /// The number format of most weights, and the bytes of all.
    fn stock(&self) -> (String, u64) {
        let mut bytes = BTreeMap::<String, u64>::new();
        for weights in Role::ALL.into_iter().filter_map(|role| self.weights_of(role)) {
            let names = weights.names();
            for stock in names.iter().filter_map(|name| weights.stock(name)) {
                *bytes.entry(stock.format).or_default() += stock.bytes;
            }
        }
        let all = bytes.values().sum();
        let most = bytes.into_iter().max_by_key(|&(_, bytes)| bytes);
        (most.map(|(format, _)| format).unwrap_or_default(), all)
    }
}

impl Found {
    fn gigabytes(&self) -> f64 {
        self.bytes as f64 / 1e9
    }

    /// In Chinese.
    pub fn zh(&self) -> String {
        let list = |roles: &[Role]| roles.iter().map(|r| r.zh()).collect::<Vec<_>>().join("、");
        let mut parts = Vec::new();
        if let Some(family) = self.family {
            let inpainting = if self.inpainting { "，局部重绘" } else { "" };
            let assumed = if self.prediction_is_assumed {
                "（文件没有说明，按惯例）"
            } else {
                ""
            };
            parts.push(format!("{family}{inpainting}，预测 {}{assumed}", word(self.prediction)));
        }
        parts.push(format!("{}，{:.2} GB {}", list(&self.roles), self.gigabytes(), self.format));
        if !self.missing.is_empty() {
            parts.push(format!("缺少{}", list(&self.missing)));
        }
        if self.division_is_assumed {
            parts.push("通道如何分成注意力头与归一化组没有说明，只能推测".into());
        }
        parts.join("；")
    }
}

impl Display for Found {
    fn fmt(&self, out: &mut Formatter<'_>) -> std::fmt::Result {
        let list =
            |roles: &[Role]| roles.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
        if let Some(family) = self.family {
            let inpainting = if self.inpainting { " for inpainting" } else { "" };
            let assumed = if self.prediction_is_assumed { " (assumed: no file says)" } else { "" };
            write!(out, "{family}{inpainting}, predicts {}{assumed}; ", word(self.prediction))?;
        }
        write!(out, "{}; {:.2} GB of {}", list(&self.roles), self.gigabytes(), self.format)?;
        if !self.missing.is_empty() {
            write!(out, "; missing: {}", list(&self.missing))?;
        }
        if self.division_is_assumed {
            write!(out, "; heads and groups are assumed, which no file says")?;
        }
        Ok(())
    }
}

/// What people call a prediction.
fn word(prediction: Prediction) -> &'static str {
    match prediction {
        Prediction::Epsilon => "ε",
        Prediction::V => "v",
        Prediction::Sample => "x₀",
    }
}
