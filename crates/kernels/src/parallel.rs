//! Sharing work among the threads of the pool in which the caller runs.

use std::cell::Cell;
use std::marker::PhantomData;
use std::ops::Range;

use rayon::prelude::*;

/// Floating-point operations below which waking another thread costs more than it saves.
const WORTH_SHARING: usize = 2_000_000;

thread_local! {
    static ALONE: Cell<bool> = const { Cell::new(false) };
}

/// Makes the calling thread one of the pool's, beside as many others as there are cores or as the variable
/// `RAYON_NUM_THREADS` leaves: else it would fall asleep at each kernel and be woken again, which takes
/// a twentieth of the time of a small network. To be called once, by the thread that goes on to call
/// kernels, and before other work; where there is a pool already, it stays as it is.
pub fn work_here() {
    // Where it cannot be, all is as right as before, and slower.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
}

/// Runs `work` with every kernel in it on the calling thread alone: for callers that have as much
/// other work for the other threads.
pub fn alone<T>(work: impl FnOnce() -> T) -> T {
    struct Restore(bool);
    impl Drop for Restore {
        fn drop(&mut self) {
            ALONE.set(self.0);
        }
    }
    let _restore = Restore(ALONE.replace(true));
    work()
}

/// The number of threads that work of so many floating-point operations is worth.
pub(crate) fn threads(operations: usize) -> usize {
    if operations < WORTH_SHARING || ALONE.get() { 1 } else { rayon::current_num_threads() }
}

/// Calls `task` with each of `0..tasks`, on several threads if there are `threads` of them.
pub(crate) fn for_each(tasks: usize, threads: usize, task: impl Fn(usize) + Send + Sync) {
    if tasks < 2 || threads < 2 {
        (0..tasks).for_each(task);
    } else {
        (0..tasks).into_par_iter().with_max_len(1).for_each(task);
    }
}

/// [`for_each`] of tasks that may fail: once one has, those that have not begun are left out.
pub(crate) fn try_for_each<E: Send>(
    tasks: usize,
    threads: usize,
    task: impl Fn(usize) -> Result<(), E> + Send + Sync,
) -> Result<(), E> {
    if tasks < 2 || threads < 2 {
        (0..tasks).try_for_each(task)
    } else {
        (0..tasks).into_par_iter().with_max_len(1).try_for_each(task)
    }
}

/// The `index`th of `parts` nearly equal parts of `0..total`.
pub(crate) fn part(total: usize, parts: usize, index: usize) -> Range<usize> {
    total * index / parts..total * (index + 1) / parts
}

/// Cuts `0..total` into as few nearly equal parts of at most `limit` as there can be.
#[inline(always)]
pub(crate) fn even_parts(total: usize, limit: usize) -> impl Iterator<Item = Range<usize>> {
    let parts = total.div_ceil(limit);
    let (short, longer) =
        (total.checked_div(parts).unwrap_or(0), total.checked_rem(parts).unwrap_or(0));
    (0..parts).map(move |part| {
        let start = part * short + part.min(longer);
        start..start + short + usize::from(part < longer)
    })
}

/// A mutable slice of which several threads write different values.
#[derive(Clone, Copy)]
pub(crate) struct Shared<'a, T = f32> {
    start: *mut T,
    length: usize,
    borrow: PhantomData<&'a mut [T]>,
}

// SAFETY: it only carries the address; `slice` says what its callers must see to.
unsafe impl<T: Send> Send for Shared<'_, T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Shared<'_, T> {}

impl<'a, T> Shared<'a, T> {
    pub(crate) fn new(values: &'a mut [T]) -> Self {
        Self { start: values.as_mut_ptr(), length: values.len(), borrow: PhantomData }
    }

    /// The `length` values from `start` on.
    ///
    /// # Safety
    /// While the slice lives, nobody else may hold one that overlaps it.
    ///
    /// # Panics
    /// When they reach beyond the end.
    #[inline(always)]
    pub(crate) unsafe fn slice(self, start: usize, length: usize) -> &'a mut [T] {
        assert!(start <= self.length && length <= self.length - start, "beyond the end");
        // SAFETY: inside the borrowed slice, and not overlapping by the caller's promise.
        unsafe { std::slice::from_raw_parts_mut(self.start.add(start), length) }
    }

    /// Where `count` pieces of `length` values begin, `step` values apart.
    ///
    /// # Panics
    /// When they reach beyond the end.
    #[inline(always)]
    pub(crate) fn pieces(self, start: usize, count: usize, step: usize, length: usize) -> *mut T {
        assert!(start + (count - 1) * step + length <= self.length, "beyond the end");
        self.start.wrapping_add(start)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_who_works_alone_has_one_thread() {
        crate::testing::on_threads(3, || {
            assert_eq!(threads(WORTH_SHARING), 3);
            assert_eq!(alone(|| alone(|| threads(WORTH_SHARING)) + threads(WORTH_SHARING)), 2);
            assert_eq!(threads(WORTH_SHARING), 3);
        });
    }

    #[test]
    fn a_task_that_fails_is_told() {
        for threads in [1, 3] {
            let run = |bad| try_for_each(5, threads, |i| if i == bad { Err(i) } else { Ok(()) });
            assert_eq!((run(3), run(5)), (Err(3), Ok(())));
        }
    }

    #[test]
    fn parts_cover_the_whole_once() {
        for (total, parts) in [(0, 3), (7, 3), (100, 7), (2, 5)] {
            let covered: Vec<usize> = (0..parts).flat_map(|i| part(total, parts, i)).collect();
            assert_eq!(covered, (0..total).collect::<Vec<_>>());
            let longest = (0..parts).map(|i| part(total, parts, i).len()).max();
            assert_eq!(longest, Some(total.div_ceil(parts)));
        }
    }

    #[test]
    fn even_parts_are_few_and_nearly_equal() {
        let lengths = |total| even_parts(total, 6).map(|part| part.len()).collect::<Vec<_>>();
        assert_eq!(lengths(16), [6, 5, 5]);
        assert_eq!(lengths(12), [6, 6]);
        assert_eq!(lengths(0), []);
        assert!(even_parts(16, 6).flatten().eq(0..16));
    }
}
