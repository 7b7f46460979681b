//! Buffers that are used again by the next call on the same thread.

use std::alloc::{Layout, alloc_zeroed, handle_alloc_error};
use std::cell::RefCell;
use std::ops::{Deref, DerefMut};

/// Values aligned to cache lines.
#[derive(Debug)]
pub(crate) struct Aligned {
    lines: Vec<Line>,
    length: usize,
}

impl Aligned {
    /// `length` zeros.
    pub(crate) fn zeros(length: usize) -> Self {
        Self { lines: zeroed(length.div_ceil(Line::LENGTH)), length }
    }
}

impl Deref for Aligned {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        values(&self.lines, self.length)
    }
}

impl DerefMut for Aligned {
    fn deref_mut(&mut self) -> &mut [f32] {
        values_mut(&mut self.lines, self.length)
    }
}

/// The first values of some lines.
fn values(lines: &[Line], length: usize) -> &[f32] {
    assert!(length <= lines.len() * Line::LENGTH);
    // SAFETY: the lines are `length` or more f32 values in a row, all initialised.
    unsafe { std::slice::from_raw_parts(lines.as_ptr().cast(), length) }
}

/// The same, to be written.
fn values_mut(lines: &mut [Line], length: usize) -> &mut [f32] {
    assert!(length <= lines.len() * Line::LENGTH);
    // SAFETY: as in `values`, and borrowed alone.
    unsafe { std::slice::from_raw_parts_mut(lines.as_mut_ptr().cast(), length) }
}

/// So many lines of zeros, which the system clears when they are first touched: `vec!` would write
/// them here, on one thread.
fn zeroed(count: usize) -> Vec<Line> {
    let Ok(layout) = Layout::array::<Line>(count) else { return vec![Line::ZERO; count] };
    if layout.size() == 0 {
        return Vec::new();
    }
    // SAFETY: the size is not zero.
    let start = unsafe { alloc_zeroed(layout) };
    if start.is_null() {
        handle_alloc_error(layout);
    }
    // SAFETY: from the global allocator, with the layout of so many lines; zeros are floats.
    unsafe { Vec::from_raw_parts(start.cast(), count, count) }
}

/// One cache line, so that no vector of a buffer straddles two.
#[derive(Clone, Copy, Debug)]
#[repr(C, align(64))]
struct Line([f32; Line::LENGTH]);

impl Line {
    const LENGTH: usize = 16;
    const ZERO: Self = Self([0.0; Self::LENGTH]);
}

thread_local! {
    // A stack and not one buffer: while a thread waits for its helpers it may begin other work.
    static IDLE: RefCell<Vec<Vec<Line>>> = const { RefCell::new(Vec::new()) };
}

/// A buffer aligned to cache lines, given back to its thread when dropped.
pub(crate) struct Scratch {
    lines: Vec<Line>,
    length: usize,
}

impl Scratch {
    /// `length` values, whatever the last user left in them.
    pub(crate) fn take(length: usize) -> Self {
        let needed = length.div_ceil(Line::LENGTH);
        let mut lines = IDLE.with_borrow_mut(|idle| fitting(idle, needed)).unwrap_or_default();
        if lines.len() < needed {
            // Freed first: growing in place would copy what nobody will read.
            lines = Vec::new();
            lines.resize(needed, Line::ZERO);
        }
        Self { lines, length }
    }

    /// `length` zeros.
    pub(crate) fn zeros(length: usize) -> Self {
        let mut scratch = Self::take(length);
        scratch.fill(0.0);
        scratch
    }
}

/// The last buffer that is long enough, or else the last one.
fn fitting(idle: &mut Vec<Vec<Line>>, needed: usize) -> Option<Vec<Line>> {
    match idle.iter().rposition(|lines| lines.len() >= needed) {
        Some(index) => Some(idle.remove(index)),
        None => idle.pop(),
    }
}

impl Deref for Scratch {
    type Target = [f32];

    fn deref(&self) -> &[f32] {
        values(&self.lines, self.length)
    }
}

impl DerefMut for Scratch {
    fn deref_mut(&mut self) -> &mut [f32] {
        values_mut(&mut self.lines, self.length)
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let lines = std::mem::take(&mut self.lines);
        // A thread that is ending has no stack any more; the buffer is then simply freed.
        let _ = IDLE.try_with(|idle| idle.borrow_mut().push(lines));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_used_again_and_aligned() {
        let first = Scratch::zeros(100);
        let address = first.as_ptr();
        drop(first);
        let second = Scratch::take(33);
        assert_eq!((second.as_ptr(), second.len()), (address, 33));
        assert_eq!(address as usize % 64, 0);
    }

    #[test]
    fn two_at_once_do_not_overlap() {
        let (mut a, b) = (Scratch::zeros(20), Scratch::zeros(20));
        a.fill(1.0);
        assert!(b.iter().all(|&value| value == 0.0));
    }
}
