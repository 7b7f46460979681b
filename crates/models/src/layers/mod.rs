//! Layers that several networks share, one file each. Each is made from a [`crate::params::Scope`].

mod attention;
mod conv;
mod feed_forward;
mod layer_norm;
mod linear;
mod norm;
mod residual;
mod table;
mod time;

pub use attention::Attention;
pub use conv::Conv;
pub use feed_forward::FeedForward;
pub use layer_norm::LayerNorm;
pub(crate) use layer_norm::RowNorm;
pub use linear::Linear;
pub(crate) use linear::Product;
pub use norm::GroupNorm;
pub use residual::Residual;
pub(crate) use table::{Table, indices};
pub use time::sinusoids;
