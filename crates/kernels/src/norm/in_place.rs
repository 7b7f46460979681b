//! Group normalisation over its own input, for those who do not need it again.

use super::GroupNorm;
use crate::parallel::{Shared, for_each};
use crate::scratch::Scratch;
use crate::{InstructionSet, instruction_set};

impl GroupNorm {
    /// Writes the normalised `x` over `x`, and `stats` as [`Self::forward`] does.
    ///
    /// # Panics
    /// As [`Self::forward`].
    pub fn forward_in_place(&self, x: &mut [f32], scale: &[f32], shift: &[f32], stats: &mut [f32]) {
        self.in_place_on(instruction_set(), x, scale, shift, stats);
    }

    pub(crate) fn in_place_on(
        &self,
        set: InstructionSet,
        x: &mut [f32],
        scale: &[f32],
        shift: &[f32],
        stats: &mut [f32],
    ) {
        self.check([x.len(); 2], [scale.len(), shift.len()], stats.len());
        if x.is_empty() {
            return stats.fill(0.0);
        }
        self.statistics(set, x, stats);
        let shared = Shared::new(x);
        for_each(self.batch * self.parts(), self.threads(), |task| {
            let rows = self.rows(task);
            // SAFETY: each part is one task.
            let y = unsafe { shared.slice(rows.start, rows.len()) };
            let mut x = Scratch::take(rows.len());
            x.copy_from_slice(y);
            self.normalise(set, task, [&x, scale, shift, stats], y);
        });
    }
}
