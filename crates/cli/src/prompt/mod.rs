//! What is said becomes a prompt, for a picture or for a chat model.

pub(crate) mod chat;
pub(crate) mod made;
pub(crate) mod picture;
