//! From the arguments of `qingyun paint` to pictures in files, one step a file:
//!
//! `like`, `loras`, `control` and `plan` (what decides the pictures) → `start`, `outpaint` (a picture
//! to begin from) → `asked`, `things`, `words` (what the model is asked) → `job` (paint and save) →
//! `glances`, `output`, `latents`, `sheet` (files) → `report`, `preview` (what is told).

pub(crate) mod asked;
pub(crate) mod control;
pub(crate) mod glances;
pub(crate) mod job;
pub(crate) mod latents;
pub(crate) mod like;
pub(crate) mod loras;
pub(crate) mod outpaint;
pub(crate) mod output;
pub(crate) mod plan;
pub(crate) mod preview;
pub(crate) mod report;
pub(crate) mod sheet;
pub(crate) mod start;
pub(crate) mod things;
pub(crate) mod words;
