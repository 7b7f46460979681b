//! The live view of a run.

use indicatif::{HumanDuration, ProgressBar, ProgressStyle};
use qingyun_diffusion::Flow;
use qingyun_diffusion::training::{Progress, lora};

use crate::say::Lang;

/// Pictures a second below which the digits behind the point are shown.
const SLOW: f64 = 10.0;

/// A bar on stderr; where that is no terminal, nothing is drawn.
pub(super) struct View {
    bar: ProgressBar,
    lang: Lang,
}

impl View {
    pub(super) fn new(lang: Lang) -> anyhow::Result<Self> {
        let style = ProgressStyle::with_template("{msg}\n{bar:60} {pos}/{len}")?;
        Ok(Self { bar: ProgressBar::new(0).with_style(style.progress_chars("━╸─")), lang })
    }

    pub(super) fn show(&mut self, progress: &Progress<'_>) -> Flow {
        self.bar.set_length(progress.steps);
        self.bar.set_position(progress.step);
        self.bar.set_message(self.message(progress));
        Flow::Continue
    }

    pub(super) fn finish(self) {
        self.bar.finish_and_clear();
    }

    fn message(&self, progress: &Progress<'_>) -> String {
        let Progress { mean_loss, rate, .. } = progress;
        let (left, folder) = (HumanDuration(progress.left), progress.folder.display());
        let stage = match progress.name {
            "autoencoder" => self.lang.pick("自编码器", "autoencoder"),
            lora::ENCODING => return self.lang.pick("编码图片", "encoding pictures").to_owned(),
            lora::NAME => "LoRA",
            _ => self.lang.pick("去噪网络", "denoiser"),
        };
        let digits = if *rate < SLOW { 2 } else { 0 };
        self.lang.pick(
            format!("{stage}  损失 {mean_loss:.4}  每秒 {rate:.digits$} 张  还需 {left}  {folder}"),
            format!(
                "{stage}  loss {mean_loss:.4}  {rate:.digits$} pictures/s  {left} left  {folder}"
            ),
        )
    }
}
