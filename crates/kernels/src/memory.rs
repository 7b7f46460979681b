//! Where a program that uses the kernels gets its memory from.

/// The allocator of a program that uses the kernels: tensors come and go at every layer.
pub use mimalloc::MiMalloc as Allocator;

/// mimalloc's option of how long freed memory is kept, in milliseconds (`mimalloc.h`).
const PURGE_DELAY: libmimalloc_sys::mi_option_t = 15;
/// Longer than any layer, and most steps of training, take: memory that is given back is cleared by
/// the system before it can be used again, which takes a tenth of the time of a large network.
const KEEP: std::ffi::c_long = 10_000;

/// Has the allocator keep what is freed for ten seconds, for what comes next. To be called
/// once, first thing in a program.
pub fn keep_memory() {
    // SAFETY: it stores a number that the allocator reads.
    unsafe { libmimalloc_sys::mi_option_set(PURGE_DELAY, KEEP) }
}
