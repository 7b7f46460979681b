//! Which picture comes when.

use qingyun_models::random::Random;

/// What tells an epoch's random numbers from those of steps.
const EPOCHS: u64 = u64::MAX / 3;

/// Every picture as often as it counts, in another order each epoch.
#[derive(Clone, Debug)]
pub(super) struct Order {
    seed: u64,
    places: Vec<usize>,
}

impl Order {
    /// The order of pictures that count so often.
    pub(super) fn new(seed: u64, repeats: impl IntoIterator<Item = usize>) -> Self {
        let each = repeats.into_iter().enumerate();
        let places = each.flat_map(|(picture, count)| std::iter::repeat_n(picture, count));
        Self { seed, places: places.collect() }
    }

    /// How many pictures an epoch has, repetitions included.
    pub(super) fn len(&self) -> usize {
        self.places.len()
    }

    /// The pictures of a batch of so many; batches go on through the epochs.
    pub(super) fn batch(&self, batch: u64, size: usize) -> Vec<usize> {
        let (first, all) = (batch * size as u64, self.len().max(1) as u64);
        let (mut known, mut order) = (None, Vec::new());
        let mut pictures = Vec::new();
        for place in first..first + size as u64 {
            let epoch = place / all;
            if known != Some(epoch) {
                (known, order) = (Some(epoch), self.epoch(epoch));
            }
            pictures.extend(order.get((place % all) as usize));
        }
        pictures
    }

    fn epoch(&self, epoch: u64) -> Vec<usize> {
        let mut order = self.places.clone();
        shuffle(&mut order, &mut Random::of(&[self.seed, epoch, EPOCHS]));
        order
    }
}

/// Puts things in a random order (Fisher & Yates).
pub(super) fn shuffle<T>(things: &mut [T], random: &mut Random) {
    for last in (1..things.len()).rev() {
        things.swap(last, random.below(last + 1));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_epoch_has_each_picture_as_often_as_it_counts() {
        let order = Order::new(7, [2, 1, 3]);
        assert_eq!(order.len(), 6);
        let batches: Vec<Vec<usize>> = (0..6).map(|batch| order.batch(batch, 4)).collect();
        let all = batches.concat();
        for epoch in all.chunks_exact(6) {
            let mut epoch = epoch.to_vec();
            epoch.sort_unstable();
            assert_eq!(epoch, [0, 0, 1, 2, 2, 2]);
        }
        assert!(all.chunks_exact(6).any(|epoch| *epoch != all[..6]), "always the same order");
        assert_eq!(order.batch(3, 4), batches[3], "a batch depends on its number alone");
    }
}
