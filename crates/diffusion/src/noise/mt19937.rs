//! The 32-bit Mersenne Twister that PyTorch's CPU generator runs on.
//!
//! Matsumoto and Nishimura 1998, "Mersenne Twister: a 623-dimensionally equidistributed uniform
//! pseudo-random number generator".

const SIZE: usize = 624;
const SHIFT: usize = 397;
const UPPER: u32 = 0x8000_0000;
const TWIST: u32 = 0x9908_B0DF;

/// A Mersenne Twister and its position in the current block of 624 words.
#[derive(Debug, Clone)]
pub(crate) struct Mt19937 {
    state: [u32; SIZE],
    next: usize,
}

impl Mt19937 {
    /// Starts the stream of a 32-bit seed.
    pub(crate) fn new(seed: u32) -> Self {
        let mut state = [seed; SIZE];
        for i in 1..SIZE {
            let previous = state[i - 1];
            let mixed = (previous ^ (previous >> 30)).wrapping_mul(1_812_433_253);
            state[i] = mixed.wrapping_add(i as u32);
        }
        Self { state, next: SIZE }
    }

    /// The next 32 bits.
    pub(crate) fn next_u32(&mut self) -> u32 {
        if self.next == SIZE {
            self.refill();
        }
        let word = self.state[self.next];
        self.next += 1;
        temper(word)
    }

    /// The next 64 bits: the first word drawn is the high one, as in PyTorch.
    pub(crate) fn next_u64(&mut self) -> u64 {
        let high = u64::from(self.next_u32());
        high << 32 | u64::from(self.next_u32())
    }

    fn refill(&mut self) {
        for i in 0..SIZE {
            let word = self.state[i] & UPPER | self.state[(i + 1) % SIZE] & !UPPER;
            let twist = if word & 1 == 1 { TWIST } else { 0 };
            self.state[i] = self.state[(i + SHIFT) % SIZE] ^ word >> 1 ^ twist;
        }
        self.next = 0;
    }
}

fn temper(mut word: u32) -> u32 {
    word ^= word >> 11;
    word ^= word << 7 & 0x9D2C_5680;
    word ^= word << 15 & 0xEFC6_0000;
    word ^ word >> 18
}

#[cfg(test)]
mod tests {
    use super::*;

    /// ISO C++ [rand.predef]: the 10,000th word of a default-seeded `mt19937` is 4123659995.
    #[test]
    fn ten_thousandth_word_is_the_standards() {
        let mut twister = Mt19937::new(5489);
        let last = (0..10_000).map(|_| twister.next_u32()).last();
        assert_eq!(last, Some(4_123_659_995));
    }
}
