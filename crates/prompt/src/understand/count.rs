//! How many there are: 三只猫, "a pair of red shoes".

use super::sense::{Meaning, Sense};
use super::stage::Stage;

/// Gives each number to the thing that it counts.
pub(super) fn claim(stage: &mut Stage) {
    if !stage.names.is_general() {
        return;
    }
    for at in 0..stage.terms.len() {
        let Sense::Number(count) = stage.terms[at].sense else { continue };
        if !stage.terms[at].is_open() {
            continue;
        }
        if let Some(owner) = stage.right_after(at)
            && stage.slots[owner].subject.count == 1
        {
            stage.slots[owner].subject.count = count;
            stage.use_as(at, Meaning::Count(count));
        }
    }
}
