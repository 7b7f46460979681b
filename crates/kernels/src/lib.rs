//! CPU kernels on plain slices, with no tensor library.
//!
//! Pictures lie channels last, `[batch, height, width, channels]`; all values are f32. Every
//! kernel gives the same bits for any number of threads; it may give others, within rounding, on
//! another [`InstructionSet`]. Work is shared among the threads of the rayon pool in which the
//! caller runs.

mod activation;
mod adamw;
mod attention;
mod bytes;
mod columns;
mod conv;
mod feed_forward;
mod gate;
mod instruction_set;
mod join;
mod layer_norm;
mod matmul;
mod memory;
mod norm;
mod outer;
mod panels;
mod parallel;
mod peak;
mod precision;
mod resize;
mod rows;
mod scratch;
mod simd;
mod strips;
#[cfg(test)]
mod testing;
mod tile;
mod view;

pub use adamw::{AdamW, lerp, sum_of_squares};
pub use attention::{Attention, AttentionInputs};
pub use columns::column_sums;
pub use conv::{Beside, Conv2d, Filter};
pub use feed_forward::FeedForward;
pub use gate::{gated, geglu, geglu_backward, gelu};
pub use instruction_set::{InstructionSet, instruction_set};
pub use join::side_by_side;
pub use layer_norm::LayerNorm;
pub use matmul::{Transpose, matmul};
pub use memory::{Allocator, keep_memory};
pub use norm::{GroupNorm, GroupNormInputs};
pub use parallel::{alone, work_here};
pub use peak::peak;
pub use precision::Precision;
pub use resize::{upsample2, upsample2_backward};
