//! What a run writes for others to read.

use std::path::{Path, PathBuf};

use qingyun_models::Params;
use qingyun_models::checkpoint;
use qingyun_models::sd::Files;

use super::LoraSettings;
use super::described::Described;
use crate::Result;

/// The file of a LoRA, and those on the way to it.
pub(super) struct Output<'a> {
    pub(super) files: &'a Files,
    pub(super) settings: &'a LoraSettings,
    pub(super) described: Described,
    /// Where the finished file goes.
    pub(super) file: &'a Path,
}

impl Output<'_> {
    /// Writes the finished file.
    pub(super) fn finish(&self, params: &Params) -> Result<()> {
        self.write(params, self.settings.max_train_steps, self.file)
    }

    /// Writes what is learned by a step beside where the finished file will be.
    pub(super) fn keep(&self, params: &Params, step: u64) -> Result<()> {
        self.write(params, step, &on_the_way(self.file, step))
    }

    fn write(&self, params: &Params, step: u64, path: &Path) -> Result<()> {
        let metadata = self.described.at(step);
        let file = self.files.learned_lora(params, self.settings.network, metadata)?;
        Ok(checkpoint::write(path, &file, self.settings.save_precision)?)
    }
}

/// `ink.safetensors` becomes `ink-step00000100.safetensors`, as kohya's scripts call it.
fn on_the_way(file: &Path, step: u64) -> PathBuf {
    let stem = file.file_stem().unwrap_or_default().to_string_lossy();
    file.with_file_name(format!("{stem}-step{step:08}.safetensors"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_on_the_way_are_called_by_their_step() {
        let found = on_the_way(Path::new("a/ink.safetensors"), 100);
        assert_eq!(found, Path::new("a/ink-step00000100.safetensors"));
    }
}
