//! What of a stored tensor is one of ours.

/// How a tensor of ours lies in a stored one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::sd::files) enum Cut {
    /// It is that tensor.
    Whole,
    /// The first, second or last of three of the same size, below each other.
    Third(usize),
    /// It is turned, `[in, out]` for `[out, in]`.
    Turned,
}

impl Cut {
    /// How many tensors of ours lie in the stored one.
    pub(in crate::sd::files) fn pieces(self) -> u64 {
        if matches!(self, Self::Third(_)) { 3 } else { 1 }
    }

    /// The shape of ours by the shape of the stored one.
    pub(in crate::sd::files) fn shape(self, mut stored: Vec<usize>) -> Vec<usize> {
        match self {
            Self::Whole => {}
            Self::Third(_) => stored.iter_mut().take(1).for_each(|rows| *rows /= 3),
            Self::Turned => stored.reverse(),
        }
        stored
    }

    /// Where the values of ours begin among those of the stored tensor, which has that shape.
    pub(in crate::sd::files) fn start(self, stored: &[usize]) -> usize {
        match (self, stored) {
            (Self::Third(third), [rows, rest @ ..]) => {
                third * (rows / 3) * rest.iter().product::<usize>()
            }
            _ => 0,
        }
    }
}

/// The values of a matrix of that shape, columns first.
pub(in crate::sd::files) fn turned(shape: &[usize], values: Vec<f32>) -> Vec<f32> {
    let &[rows, columns] = shape else { return values };
    let column = |column| (0..rows).map(move |row| row * columns + column);
    (0..columns).flat_map(column).map(|place| values[place]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thirds_and_turns() {
        let values: Vec<f32> = (0..12).map(|i| i as f32).collect();
        assert_eq!(Cut::Third(1).shape(vec![6, 2]), [2, 2]);
        assert_eq!(Cut::Third(1).start(&[6, 2]), 4);
        assert_eq!(Cut::Third(2).start(&[12]), 8);
        assert_eq!(Cut::Third(2).start(&[]), 0, "a number has no thirds");
        assert_eq!(Cut::Whole.start(&[12]), 0);
        assert_eq!(Cut::Turned.shape(vec![2, 6]), [6, 2]);
        let expected = [0., 6., 1., 7., 2., 8., 3., 9., 4., 10., 5., 11.];
        assert_eq!(turned(&[2, 6], values), expected);
    }
}
