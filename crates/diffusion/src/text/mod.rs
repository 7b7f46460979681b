//! What people type for Stable Diffusion, as chunks of CLIP's tokens with weights.
//!
//! The way of a prompt:
//!
//! 1. [`read`] takes it apart: which texts, at which weights, up to which step.
//! 2. [`chunks()`] makes tokens of the texts and fills chunks of 77 with them.
//! 3. The text encoder, which is not here, makes a vector of each token.
//! 4. [`emphasis`] puts the weights on the vectors.
//!
//! # The language
//!
//! | written | is |
//! |---|---|
//! | `(w)`, `[w]` | 1.1 times as much, 1.1 times less; nested brackets multiply |
//! | `(w:1.3)` | 1.3 times as much |
//! | `\(`, `\)`, `\[`, `\]`, `\\` | the sign itself |
//! | `[a:b:0.4]`, `[a:b:8]` | `a` for 0.4 of the steps, or for 8, then `b` |
//! | `[b:8]`, `[a::8]` | `b` from then on, `a` until then |
//! | `[a\|b\|c]` | each in turn, step by step |
//! | `a BREAK b` | `b` starts a chunk |
//! | `a :1.2 AND b` | two prompts painted together, each with its share |
//! | `<lora:name:0.8>` | no text, but a network beside the model |
//!
//! # Example
//!
//! ```
//! use qingyun_diffusion::text::{
//!     Chunk, Embeddings, Marks, Side, Syntax, Token, Tokenizer, chunks, emphasis, even_out, read,
//! };
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let prompt = "a (red:1.3) [cat:dog:0.5] <lora:ink:0.8>";
//! let reading = read(prompt, Side::Positive, Syntax::A1111, 20)?;
//! assert_eq!(reading.networks[0].name, "ink");
//! let ends: Vec<usize> = reading.stages.iter().map(|stage| stage.until).collect();
//! assert_eq!(ends, [10, 20]);
//!
//! let tokenizer = Tokenizer::embedded();
//! let embeddings = Embeddings::new(tokenizer, [("easynegative", 8)])?;
//! let cat = chunks(&reading.stages[0].prompts[0].pieces, tokenizer, &embeddings);
//! let mut prompts = [cat, vec![Chunk::default()]];
//! even_out(&mut prompts);
//!
//! let marks = Marks { pad: 0, ..tokenizer.marks() };
//! let ids: Vec<Token> = prompts[0][0].tokens(marks);
//! assert_eq!(ids[..4], [49_406, 320, 736, 2368].map(Token::Id));
//!
//! let weights = prompts[0][0].weights();
//! assert_eq!(weights[1..4], [1.0, 1.3, 1.0]);
//! let mut vectors = vec![0.5; weights.len() * 768];
//! emphasis::restore_mean(&mut vectors, &weights);
//! # Ok(())
//! # }
//! ```

mod chunks;
pub mod emphasis;
mod error;
mod syntax;
mod tokens;

pub use chunks::{CHUNK_TOKENS, Chunk, Embeddings, MARKED_TOKENS, Marks, Token, chunks, even_out};
pub use error::TextError;
pub use syntax::{ExtraNetwork, MAX_PROMPT, Piece, Reading, Side, Stage, SubPrompt, Syntax, read};
pub use tokens::Tokenizer;
