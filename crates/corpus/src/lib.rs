//! Training pictures: the works they are made of, how they are composed, and people's own folders.
//!
//! A [`manifest`] names every work, [`sprites`] holds them drawn, a [`compose::Composition`] says
//! what stands where on which background, and renders it. A [`folder`] brings pictures of one's own.
//! [`colour`] is the one notion of colour that all of them share.

pub mod colour;
pub mod compose;
pub mod error;
pub mod folder;
pub mod manifest;
mod random;
pub mod recolour;
mod render;
pub mod sprites;

pub use error::Error;
