//! Where a program that uses the kernels gets its memory from.

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
