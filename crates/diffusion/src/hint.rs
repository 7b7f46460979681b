//! What a ControlNet is shown, and when it is heard.

/// A picture for a ControlNet.
#[derive(Clone, Debug, PartialEq)]
pub struct Hint {
    /// RGB, row by row, of the request's width and height, as the network was trained to see it:
    /// white lines on black, for one that sees lines.
    pub rgb: Vec<u8>,
    /// How much of what it says is added; 1 is as it was trained.
    pub strength: f64,
    /// From which share of the steps to which it is heard, 0 to 1.
    pub steps: [f64; 2],
}

impl Hint {
    /// Whether it is heard in a step of so many, from 0, as diffusers has it: the whole step lies
    /// between both ends.
    #[must_use]
    pub fn is_heard(&self, step: usize, of: usize) -> bool {
        let [from, to] = self.steps;
        let share = |step: usize| step as f64 / of as f64;
        share(step) >= from && share(step + 1) <= to
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// diffusers: `1 − (i/n < start or (i + 1)/n > end)`, for 5 steps.
    #[test]
    fn the_whole_step_lies_between() {
        let heard = |steps| {
            let hint = Hint { rgb: Vec::new(), strength: 1.0, steps };
            (0..5).filter(|&step| hint.is_heard(step, 5)).collect::<Vec<_>>()
        };
        assert_eq!(heard([0.0, 1.0]), [0, 1, 2, 3, 4]);
        assert_eq!(heard([0.3, 0.9]), [2, 3]);
        assert!(heard([0.0, 0.1]).is_empty());
    }
}
