//! From PyTorch's order of axes to ours.

/// How the values of a tensor move.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Order {
    /// They lie as we want them.
    Same,
    /// `[outputs, inputs, taps]` to `[taps, inputs, outputs]`; the taps of a convolution are its
    /// rows and columns, a linear layer has one.
    Turned { outputs: usize, inputs: usize, taps: usize },
}

impl Order {
    /// How a tensor of the file, of shape `found`, becomes one of shape `asked`; none where it is
    /// another tensor.
    pub(super) fn between(asked: &[usize], found: &[usize]) -> Option<Self> {
        match (asked, found) {
            ([1, rest @ ..], found) if rest == found => Some(Self::Same),
            (&[rows, columns, inputs, outputs], found) => {
                let point = rows * columns == 1 && found == [outputs, inputs];
                let fits = point || found == [outputs, inputs, rows, columns];
                fits.then_some(Self::Turned { outputs, inputs, taps: rows * columns })
            }
            (&[inputs, outputs], found) => {
                let fits = found == [outputs, inputs] || found == [outputs, inputs, 1, 1];
                fits.then_some(Self::Turned { outputs, inputs, taps: 1 })
            }
            (asked, found) => (asked == found).then_some(Self::Same),
        }
    }

    /// The values in our order.
    pub(super) fn arrange(self, values: Vec<f32>) -> Vec<f32> {
        match self {
            Self::Same => values,
            Self::Turned { outputs, inputs, taps } => turned(&values, [outputs, inputs, taps]),
        }
    }
}

/// `[outputs, inputs, taps]` to `[taps, inputs, outputs]`.
///
/// Some outputs at a time, so that reading goes along a few rows and writing fills lines of memory.
fn turned(values: &[f32], [outputs, inputs, taps]: [usize; 3]) -> Vec<f32> {
    const TOGETHER: usize = 64;
    let mut result = vec![0.0; values.len()];
    for first in (0..outputs).step_by(TOGETHER) {
        let count = TOGETHER.min(outputs - first);
        let group = &values[first * inputs * taps..][..count * inputs * taps];
        for (input, tap) in (0..inputs).flat_map(|input| (0..taps).map(move |tap| (input, tap))) {
            let line = &mut result[(tap * inputs + input) * outputs + first..][..count];
            let column = group[input * taps + tap..].iter().step_by(inputs * taps);
            for (to, from) in line.iter_mut().zip(column) {
                *to = *from;
            }
        }
    }
    result
}

/// The shape that PyTorch gives a tensor that we ask for as `asked`, for messages.
pub(super) fn in_torch(asked: &[usize]) -> Vec<usize> {
    match *asked {
        [1, ref rest @ ..] if rest.len() < 3 => rest.to_vec(),
        [inputs, outputs] => vec![outputs, inputs],
        [rows, columns, inputs, outputs] => vec![outputs, inputs, rows, columns],
        _ => asked.to_vec(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn axes_are_told_by_rank() {
        let turned = |outputs, inputs, taps| Some(Order::Turned { outputs, inputs, taps });
        assert_eq!(Order::between(&[3, 3, 4, 8], &[8, 4, 3, 3]), turned(8, 4, 9));
        assert_eq!(Order::between(&[1, 1, 4, 8], &[8, 4]), turned(8, 4, 1));
        assert_eq!(Order::between(&[4, 8], &[8, 4]), turned(8, 4, 1));
        assert_eq!(Order::between(&[4, 8], &[8, 4, 1, 1]), turned(8, 4, 1));
        assert_eq!(Order::between(&[1, 8], &[8]), Some(Order::Same));
        assert_eq!(Order::between(&[8], &[8]), Some(Order::Same));
        for (asked, found) in [
            (&[3, 3, 4, 8][..], &[8, 4][..]),
            (&[3, 3, 4, 8], &[3, 3, 4, 8]),
            (&[4, 8], &[4, 8]),
            (&[4, 8], &[8, 4, 3, 3]),
            (&[8], &[1, 8]),
            (&[8], &[]),
        ] {
            assert_eq!(Order::between(asked, found), None, "{asked:?} {found:?}");
        }
    }

    #[test]
    fn every_value_finds_its_place() {
        let [outputs, inputs, taps] = [19, 3, 4];
        let values: Vec<f32> = (0..outputs * inputs * taps).map(|i| i as f32).collect();
        let result = Order::Turned { outputs, inputs, taps }.arrange(values.clone());
        for (i, found) in result.iter().enumerate() {
            let (tap, input, output) = (i / (inputs * outputs), i / outputs % inputs, i % outputs);
            assert_eq!(*found, values[(output * inputs + input) * taps + tap]);
        }
    }
}
