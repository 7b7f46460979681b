//! Where a program that uses the kernels gets its memory from, and where results are put.

use std::time::Duration;

/// The allocator of a program that uses the kernels: tensors come and go at every layer.
pub use mimalloc::MiMalloc as Allocator;

/// mimalloc's option of how long freed memory is kept, in milliseconds (`mimalloc.h`).
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;

/// Has the allocator keep what is freed for some time, for the work that comes next: memory that is
/// given back is cleared by the system before it can be used again, which takes a tenth of the time
/// of a large network. To be called first thing in a program, and before other work.
pub fn keep_memory(time: Duration) {
    let milliseconds = time.as_millis().try_into().unwrap_or(std::ffi::c_long::MAX);
    // SAFETY: it stores a number that the allocator reads.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, milliseconds) }
}

/// `length` values that `write` writes. The memory is not cleared before: for the results of a large
/// network that would take a twentieth of its time, on one thread.
///
/// # Safety
/// `write` must write every value, and read none that it has not written.
pub(crate) unsafe fn written(length: usize, write: impl FnOnce(&mut [f32])) -> Vec<f32> {
    let mut values = Vec::with_capacity(length);
    if cfg!(debug_assertions) {
        values.resize(length, f32::NAN);
    }
    // SAFETY: the vector has room for so many values, and the caller promises that they are written.
    unsafe {
        write(std::slice::from_raw_parts_mut(values.as_mut_ptr(), length));
        values.set_len(length);
    }
    values
}
