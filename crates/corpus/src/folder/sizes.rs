//! The picture sizes found in a folder.

use std::collections::BTreeMap;
use std::fmt;
use std::path::Path;

/// File names by picture size: a line `64×64: 12 (a.png, b.png, …)` each.
#[derive(Debug, Default)]
pub struct Sizes(BTreeMap<(u32, u32), Vec<String>>);

impl Sizes {
    pub(crate) fn add(&mut self, size: (u32, u32), path: &Path) {
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        self.0.entry(size).or_default().push(name.into_owned());
    }

    /// The size, where there is just one.
    pub(crate) fn only(&self) -> Option<(u32, u32)> {
        let mut sizes = self.0.keys();
        sizes.next().filter(|_| sizes.next().is_none()).copied()
    }
}

impl fmt::Display for Sizes {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        /// Names shown for one size.
        const SHOWN: usize = 5;
        for ((width, height), names) in &self.0 {
            let shown = names.iter().take(SHOWN).cloned().collect::<Vec<_>>().join(", ");
            let more = if names.len() > SHOWN { ", …" } else { "" };
            writeln!(out, "  {width}×{height}: {} ({shown}{more})", names.len())?;
        }
        Ok(())
    }
}
