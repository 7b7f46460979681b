//! Start noise between two seeds.

/// How far apart two rows may point before the way between them is bent, as a cosine.
const ALIKE: f64 = 0.9995;

/// Noise of another seed that is mixed in (A1111's variation seed).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Variation {
    /// The other seed.
    pub seed: u64,
    /// Its share, 0 to 1.
    pub strength: f64,
}

/// From `low` a share of the way to `high` along the arc between them (Shoemake 1985), column by
/// column as A1111 does: both are `[channels, height, width]` with columns of `height` values.
pub(crate) fn slerp(
    share: f64,
    low: &[f32],
    high: &[f32],
    [height, width]: [usize; 2],
) -> Vec<f32> {
    let columns = low.len() / height.max(1);
    let place = |column: usize, row: usize| {
        let (channel, x) = (column / width, column % width);
        (channel * height + row) * width + x
    };
    let length = |values: &[f32], column: usize| {
        let squares = (0..height).map(|row| f64::from(values[place(column, row)]).powi(2));
        squares.sum::<f64>().sqrt().max(f64::MIN_POSITIVE)
    };
    let cosine = |column: usize| {
        let product =
            |row| f64::from(low[place(column, row)]) * f64::from(high[place(column, row)]);
        let products: f64 = (0..height).map(product).sum();
        (products / length(low, column) / length(high, column)).clamp(-1.0, 1.0)
    };
    let cosines: Vec<f64> = (0..columns).map(cosine).collect();
    let straight = cosines.iter().sum::<f64>() / columns.max(1) as f64 > ALIKE;
    let mut mixed = low.to_vec();
    for (column, cosine) in cosines.into_iter().enumerate() {
        let angle = cosine.acos();
        // A1111 gives the shares of nearly equal noise the other way round, where it makes no
        // difference that anyone sees.
        let [of_low, of_high] = match straight {
            true => [share, 1.0 - share],
            false => [(1.0 - share) * angle, share * angle].map(|part| part.sin() / angle.sin()),
        };
        for row in 0..height {
            let at = place(column, row);
            mixed[at] = (of_low * f64::from(low[at]) + of_high * f64::from(high[at])) as f32;
        }
    }
    mixed
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quarter turn in each of two columns: half of the way is 45 degrees.
    #[test]
    fn half_of_a_right_angle() {
        let (low, high) = ([1.0, 0.0, 0.0, 2.0], [0.0, 2.0, 1.0, 0.0]);
        let mixed = slerp(0.5, &low, &high, [2, 2]);
        let half = std::f32::consts::FRAC_1_SQRT_2;
        let expected = [half, 2.0 * half, half, 2.0 * half];
        assert!(mixed.iter().zip(expected).all(|(a, b)| (a - b).abs() < 1e-6), "{mixed:?}");
    }

    #[test]
    fn the_ends_are_the_two() {
        let (low, high) = ([1.0, 0.5, -0.25, 2.0], [0.5, 2.0, 1.0, -1.0]);
        let near = |a: &[f32], b: &[f32]| a.iter().zip(b).all(|(a, b)| (a - b).abs() < 1e-6);
        assert!(near(&slerp(0.0, &low, &high, [2, 2]), &low));
        assert!(near(&slerp(1.0, &low, &high, [2, 2]), &high));
    }
}
