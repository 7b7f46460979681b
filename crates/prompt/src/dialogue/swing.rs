//! How the steps of a colour shrink when a person swings back.

use serde::{Deserialize, Serialize};

use super::edit::{Axis, Heading, Whom};
use super::tone::arc;
use crate::Colour;

/// The way that the last steps of one thing's colour went, along each of OKLCH's axes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Swing {
    whom: Whom,
    axes: [Track; 3],
    /// The colour that the last step led to, by name.
    target: Option<String>,
}

/// The last step along one axis.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Track {
    /// -1, 1, or 0 before any step.
    way: f32,
    share: f32,
}

impl Swing {
    /// No step yet.
    pub(crate) fn new(whom: Whom) -> Self {
        Self { whom, axes: [Track { way: 0.0, share: 1.0 }; 3], target: None }
    }

    /// Whether it tells of this thing.
    pub(crate) fn is_of(&self, whom: Whom) -> bool {
        self.whom == whom
    }

    /// The share of a step that is taken: half of the last one's where it leads back, or, after
    /// a correction, to another colour.
    pub(crate) fn share(
        &mut self,
        from: Option<&Colour>,
        heading: &Heading,
        corrected: bool,
    ) -> f32 {
        let (axis, way) = way(from, heading);
        let track = &mut self.axes[axis];
        let target = match heading {
            Heading::Along(_) => None,
            Heading::Toward(colour) | Heading::Away(colour) => Some(colour.name.clone()),
        };
        let other = corrected && target.is_some() && self.target.is_some() && self.target != target;
        if track.way * way < 0.0 || other {
            track.share /= 2.0;
        }
        track.way = way;
        self.target = target.or(self.target.take());
        track.share
    }
}

/// The axis of OKLCH along which a heading leads from a colour, and which way.
fn way(from: Option<&Colour>, heading: &Heading) -> (usize, f32) {
    let hue =
        |target: &Colour| from.map_or(1.0, |from| arc(from.oklch[2], target.oklch[2]).signum());
    match heading {
        Heading::Along(Axis::Lighter) => (0, 1.0),
        Heading::Along(Axis::Darker) => (0, -1.0),
        Heading::Along(Axis::Greyer) => (1, -1.0),
        Heading::Along(_) => (1, 1.0),
        Heading::Toward(target) => (2, hue(target)),
        Heading::Away(target) => (2, -hue(target)),
    }
}
