//! Any text as a prompt for Stable Diffusion, and as its tokens.

#![no_main]

use std::sync::LazyLock;

use qingyun_diffusion::text::{Embeddings, Side, Syntax, Tokenizer, MARKED_TOKENS, chunks, read};

const STEPS: usize = 20;

static EMBEDDINGS: LazyLock<Embeddings> = LazyLock::new(|| {
    Embeddings::new(Tokenizer::embedded(), [("bad", 3), ("bad hands", 75)]).unwrap()
});

libfuzzer_sys::fuzz_target!(|prompt: &str| {
    let tokenizer = Tokenizer::embedded();
    for (side, syntax) in [
        (Side::Positive, Syntax::A1111),
        (Side::Negative, Syntax::A1111),
        (Side::Positive, Syntax::ComfyUi),
    ] {
        let Ok(reading) = read(prompt, side, syntax, STEPS) else { continue };
        assert_eq!(reading.stages.last().map(|stage| stage.until), Some(STEPS));
        for prompt in reading.stages.iter().flat_map(|stage| &stage.prompts) {
            for chunk in chunks(&prompt.pieces, tokenizer, &EMBEDDINGS) {
                assert_eq!(chunk.tokens(tokenizer.marks()).len(), MARKED_TOKENS);
                assert!(chunk.weights().iter().all(|weight| weight.is_finite()));
            }
        }
    }
});
