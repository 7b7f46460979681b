//! Principal components, for the fixed part of the autoencoder.

/// The mean of `rows` (each of `width` values) and their `count` strongest principal components,
/// `[width, count]` by rows: unit vectors along which the rows vary most.
pub fn principal_components(rows: &[f32], width: usize, count: usize) -> (Vec<f32>, Vec<f32>) {
    let (mean, mut covariance) = moments(rows, width);
    let mut vectors = identity(width);
    jacobi(&mut covariance, &mut vectors, width);
    let mut order: Vec<usize> = (0..width).collect();
    order.sort_by(|&a, &b| covariance[b * width + b].total_cmp(&covariance[a * width + a]));
    let mut components = vec![0.0; width * count];
    for row in 0..width {
        for (column, &vector) in order.iter().take(count).enumerate() {
            components[row * count + column] = vectors[row * width + vector] as f32;
        }
    }
    (mean.into_iter().map(|m| m as f32).collect(), components)
}

fn identity(width: usize) -> Vec<f64> {
    (0..width * width).map(|i| f64::from(u8::from(i % (width + 1) == 0))).collect()
}

fn moments(rows: &[f32], width: usize) -> (Vec<f64>, Vec<f64>) {
    let count = (rows.len() / width).max(1) as f64;
    let mut mean = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        mean.iter_mut().zip(row).for_each(|(m, v)| *m += f64::from(*v) / count);
    }
    let mut covariance = vec![0.0; width * width];
    for row in rows.chunks_exact(width) {
        for i in 0..width {
            let d = (f64::from(row[i]) - mean[i]) / count;
            let line = &mut covariance[i * width..(i + 1) * width];
            for (j, c) in line.iter_mut().enumerate() {
                *c += d * (f64::from(row[j]) - mean[j]);
            }
        }
    }
    (mean, covariance)
}

/// Eigenvectors of a symmetric matrix by cyclic Jacobi rotations (Golub & Van Loan, section 8.5):
/// the matrix ends diagonal, `vectors` gathers the rotations as columns.
fn jacobi(matrix: &mut [f64], vectors: &mut [f64], n: usize) {
    for _sweep in 0..30 {
        let off: f64 =
            (0..n).flat_map(|i| (0..i).map(move |j| i * n + j)).map(|at| matrix[at].powi(2)).sum();
        if off < 1e-18 {
            return;
        }
        for p in 0..n {
            for q in p + 1..n {
                rotate(matrix, vectors, n, p, q);
            }
        }
    }
}

fn rotate(matrix: &mut [f64], vectors: &mut [f64], n: usize, p: usize, q: usize) {
    let apq = matrix[p * n + q];
    if apq.abs() < 1e-300 {
        return;
    }
    let theta = (matrix[q * n + q] - matrix[p * n + p]) / (2.0 * apq);
    let t = theta.signum() / (theta.abs() + (theta * theta + 1.0).sqrt());
    let cos = (t * t + 1.0).sqrt().recip();
    let sin = t * cos;
    let turn = |values: &mut [f64], a: usize, b: usize| {
        let (x, y) = (values[a], values[b]);
        values[a] = cos * x - sin * y;
        values[b] = sin * x + cos * y;
    };
    (0..n).for_each(|k| turn(matrix, k * n + p, k * n + q));
    (0..n).for_each(|k| turn(matrix, p * n + k, q * n + k));
    (0..n).for_each(|k| turn(vectors, k * n + p, k * n + q));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_has_its_direction_as_first_component() {
        // Points along (3, 4)/5 about (1, 2), with a little spread across.
        let rows: Vec<f32> = (-10..=10)
            .flat_map(|i| {
                let (t, s) = (i as f32, if i % 2 == 0 { 0.1 } else { -0.1 });
                [1.0 + 0.6 * t - 0.8 * s, 2.0 + 0.8 * t + 0.6 * s]
            })
            .collect();
        let (mean, components) = principal_components(&rows, 2, 2);
        assert!((mean[0] - 1.0).abs() < 0.01 && (mean[1] - 2.0).abs() < 0.01);
        let [a, b] = [components[0], components[2]];
        assert!((a * 0.6 + b * 0.8).abs() > 0.9999, "{components:?}");
        assert!((components[0] * components[1] + components[2] * components[3]).abs() < 1e-6);
    }
}
