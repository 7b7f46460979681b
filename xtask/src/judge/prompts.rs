//! The prompts that are judged: combinations that training never draws, said as people say them.

use qingyun_corpus::compose::{Composition, is_held_out};

/// Centres of the nine places that can be asked for by name.
const PLACES: [f32; 3] = [0.3, 0.5, 0.7];

/// `count` held-out combinations: each asks for one of the nine places, every second for a colour.
pub(super) fn prompts(seed: u64, count: usize, subjects: usize, styles: usize) -> Vec<Composition> {
    let mut drawn = (0..).map(|at| {
        let seed = seed.wrapping_mul(1 << 32).wrapping_add(at);
        at_named_place(Composition::draw_held_out(seed, subjects, styles))
    });
    let mut next = |recoloured: bool| {
        drawn.find(|prompt| is_held_out(prompt) && prompt.colour.is_some() == recoloured)
    };
    (0..count).filter_map(|at| next(at % 2 == 1)).collect()
}

/// Moves the box to the middle of its cell, or as near as it stays inside the picture.
fn at_named_place(drawn: Composition) -> Composition {
    let margin = drawn.size / 2.0;
    let place = drawn.cell().map(|cell| PLACES[cell].clamp(margin, 1.0 - margin));
    Composition { place, ..drawn }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn prompts_are_held_out_and_half_ask_for_a_colour() {
        let prompts = prompts(1, 100, 320, 3);
        assert_eq!(prompts.len(), 100);
        assert!(prompts.iter().all(is_held_out));
        assert_eq!(prompts.iter().filter(|prompt| prompt.colour.is_some()).count(), 50);
    }

    #[test]
    fn all_nine_places_are_asked_for() {
        let cells: HashSet<_> = prompts(1, 400, 320, 3).iter().map(Composition::cell).collect();
        assert_eq!(cells.len(), 9);
    }

    #[test]
    fn boxes_stay_inside() {
        for prompt in prompts(2, 100, 320, 3) {
            for centre in prompt.place {
                assert!(
                    centre - prompt.size / 2.0 > -1e-6 && centre + prompt.size / 2.0 < 1.0 + 1e-6
                );
            }
        }
    }

    #[test]
    fn other_seeds_ask_for_other_things() {
        assert_ne!(prompts(1, 5, 320, 3), prompts(2, 5, 320, 3));
        assert_eq!(prompts(1, 5, 320, 3), prompts(1, 5, 320, 3));
    }
}
