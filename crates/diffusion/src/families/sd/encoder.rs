//! The text encoders of a model, with their tokens.

use std::path::Path;

use burn::tensor::{Device, Tensor, TensorData};
use qingyun_models::ops::Precision;
use qingyun_models::sd::Clip;
use qingyun_models::sd::clip::{self, Exit};
use qingyun_models::sd::files::{Family, Files};

use super::inversion::Word;
use crate::Result;
use crate::families::Emphasis;
use crate::text::{
    Chunk, Embeddings, MARKED_TOKENS, Marks, Piece, Token, Tokenizer, chunks, emphasis,
};

/// What OpenCLIP's encoders fill chunks with; OpenAI's take the end mark.
const OPEN_PAD: u32 = 0;

/// All text encoders of a model.
#[derive(Debug)]
pub(super) struct Texts {
    reader: Reader,
    clips: Vec<Clip>,
}

/// How a model's text encoders read, without themselves.
#[derive(Debug)]
pub(crate) struct Reader {
    /// A folder's own vocabulary; none is CLIP's.
    own: Option<Tokenizer>,
    embeddings: Embeddings,
    words: Vec<Word>,
    /// For each encoder.
    ways: [Way; 2],
}

/// How a text encoder reads.
#[derive(Clone, Copy, Debug)]
struct Way {
    marks: Marks,
    /// Layers that are left out where nobody skips any, and whether the last norm follows.
    exit: Exit,
}

/// A text as the U-Net is told it.
#[derive(Clone, Debug)]
pub(crate) struct Told {
    /// `[1, tokens, numbers]`.
    pub(crate) context: Tensor<3>,
    /// `[1, numbers]`: the whole text in one row, by the last encoder.
    pub(crate) pooled: Tensor<2>,
}

impl Texts {
    /// Reads the encoders, and a folder's own vocabulary.
    pub(super) fn new(
        files: &Files,
        kind: Family,
        path: &Path,
        words: Vec<Word>,
        device: &Device,
    ) -> Result<Self> {
        let reader = Reader::new(kind, path, words)?;
        // Text is read in f32: it is a small part of the work, and every error in it stays.
        Ok(Self { reader, clips: files.texts(device, Precision::F32)? })
    }

    /// Chunks of a text.
    pub(super) fn chunks(&self, pieces: &[Piece]) -> Vec<Chunk> {
        self.reader.chunks(pieces)
    }

    /// Chunks as the U-Net is told them, without the last `skip` layers.
    ///
    /// # Errors
    /// What the networks report.
    pub(super) fn told(&self, chunks: &[Chunk], skip: usize, how: Emphasis) -> Result<Told> {
        self.reader.told(&self.clips, chunks, skip, how)
    }
}

impl Reader {
    /// Reads a folder's own vocabulary.
    pub(crate) fn new(kind: Family, path: &Path, words: Vec<Word>) -> Result<Self> {
        let folder = |name: &str| Some(path.join(name)).filter(|folder| folder.is_dir());
        let read = |name| folder(name).map(|folder| Tokenizer::open(&folder)).transpose();
        let [own, second] = [read("tokenizer")?, read("tokenizer_2")?];
        let named = words.iter().map(|word| (word.name.as_str(), word.len()));
        let embeddings = Embeddings::new(own.as_ref().unwrap_or(Tokenizer::embedded()), named)?;
        let usual = Tokenizer::embedded().marks();
        let open = Marks { pad: OPEN_PAD, ..usual };
        let first = if kind == Family::Sd2 { open } else { usual };
        let way = |own: Option<&Tokenizer>, usual| Way {
            marks: own.map_or(usual, Tokenizer::marks),
            exit: kind.exit(),
        };
        let ways = [way(own.as_ref(), first), way(second.as_ref(), open)];
        Ok(Self { own, embeddings, words, ways })
    }

    /// Chunks of a text.
    pub(crate) fn chunks(&self, pieces: &[Piece]) -> Vec<Chunk> {
        let tokenizer = self.own.as_ref().unwrap_or(Tokenizer::embedded());
        chunks(pieces, tokenizer, &self.embeddings)
    }

    /// Chunks as the U-Net is told them by these encoders, without the last `skip` layers.
    ///
    /// # Errors
    /// What the networks report.
    pub(crate) fn told(
        &self,
        clips: &[Clip],
        chunks: &[Chunk],
        skip: usize,
        how: Emphasis,
    ) -> Result<Told> {
        let encoders = clips.iter().zip(self.ways).enumerate();
        let all = encoders.map(|(at, (clip, way))| {
            let tokens = |chunk: &Chunk| self.tokens(at, chunk.tokens(way.marks));
            let tokens: Vec<Vec<clip::Token>> = chunks.iter().map(tokens).collect();
            Encoder { clip, way }.told(chunks, &tokens, skip, how)
        });
        let all: Vec<Told> = all.collect::<Result<_>>()?;
        let pooled = all.last().map(|told| told.pooled.clone());
        let contexts = all.into_iter().map(|told| told.context).collect();
        let context = Tensor::cat(contexts, 2);
        let pooled = pooled.unwrap_or_else(|| Tensor::zeros([1, 1], &context.device()));
        Ok(Told { context, pooled })
    }

    /// A chunk's tokens for one of the encoders.
    fn tokens(&self, encoder: usize, tokens: Vec<Token>) -> Vec<clip::Token> {
        let token = |token: Token| match token {
            Token::Id(id) => Some(clip::Token::Id(id)),
            Token::Vector { name, row } => {
                self.words.get(name)?.vector(encoder, row).map(clip::Token::Vector)
            }
        };
        tokens.into_iter().filter_map(token).collect()
    }
}

/// The id of a token of the vocabulary.
fn id(token: Token) -> Option<u32> {
    match token {
        Token::Id(id) => Some(id),
        Token::Vector { .. } => None,
    }
}

/// A text encoder and how it reads.
struct Encoder<'a> {
    clip: &'a Clip,
    way: Way,
}

impl Encoder<'_> {
    fn told(
        &self,
        chunks: &[Chunk],
        tokens: &[Vec<clip::Token>],
        skip: usize,
        how: Emphasis,
    ) -> Result<Told> {
        let Exit { skip: usual, norm } = self.way.exit;
        let exit = Exit { skip: usual + skip, norm };
        let encoded = self.clip.forward(tokens, exit)?;
        let pooled = encoded.pooled.narrow(0, 0, 1);
        let weighted = chunks.iter().any(|chunk| chunk.weights().iter().any(|w| *w != 1.0));
        let context = match weighted {
            true => self.weighted(encoded.context, chunks, exit, how)?,
            false => encoded.context,
        };
        let [count, tokens, numbers] = context.dims();
        Ok(Told { context: context.reshape([1, count * tokens, numbers]), pooled })
    }

    /// The context `[chunks, tokens, numbers]` with the weights of its tokens on it.
    fn weighted(
        &self,
        context: Tensor<3>,
        chunks: &[Chunk],
        exit: Exit,
        how: Emphasis,
    ) -> Result<Tensor<3>> {
        let (shape, device) = (context.dims(), context.device());
        let numbers = shape[2];
        let mut rows: Vec<f32> = context.into_data().iter::<f32>().collect();
        let empty = match how {
            Emphasis::FromEmpty => self.empty(exit)?,
            Emphasis::RestoreMean | Emphasis::Multiply => Vec::new(),
        };
        for (rows, chunk) in rows.chunks_exact_mut(MARKED_TOKENS * numbers).zip(chunks) {
            let weights = chunk.weights();
            match how {
                Emphasis::RestoreMean => emphasis::restore_mean(rows, &weights),
                Emphasis::Multiply => emphasis::multiply(rows, &weights),
                Emphasis::FromEmpty => emphasis::from_empty(rows, &empty, &weights),
            }
        }
        Ok(Tensor::from_data(TensorData::new(rows, shape), &device))
    }

    /// The rows of a chunk of nothing.
    fn empty(&self, exit: Exit) -> Result<Vec<f32>> {
        let nothing = Chunk::default().tokens(self.way.marks).into_iter();
        let nothing: Vec<clip::Token> = nothing.filter_map(id).map(clip::Token::Id).collect();
        let encoded = self.clip.forward(&[nothing], exit)?;
        Ok(encoded.context.into_data().iter::<f32>().collect())
    }
}
