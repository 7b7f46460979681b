//! Chunks against what A1111's rules give by hand.
#![allow(clippy::unwrap_used)]

use super::*;
use crate::text::TextError;
use proptest::prelude::*;

/// Tokens of "a", "b" and ",".
const A: Token = Token::Id(320);
const B: Token = Token::Id(321);
const COMMA: Token = Token::Id(267);

fn piece(text: &str, weight: f64) -> Piece {
    Piece::Text { text: text.to_owned(), weight }
}

fn packed(pieces: &[Piece]) -> Vec<Chunk> {
    chunks(pieces, Tokenizer::embedded(), &Embeddings::default())
}

/// How many tokens each chunk has.
fn lengths(text: &str) -> Vec<usize> {
    packed(&[piece(text, 1.0)]).iter().map(|chunk| chunk.tokens.len()).collect()
}

#[test]
fn a_chunk_stands_between_marks_and_is_filled_up() {
    let marks = Tokenizer::embedded().marks();
    let chunk = &packed(&[piece("a", 1.3), piece("b", 0.5)])[0];
    let tokens = chunk.tokens(marks);
    assert_eq!(tokens[..3], [Token::Id(49_406), A, B]);
    assert_eq!(tokens[3..], [Token::Id(49_407); 74]);
    let tokens = chunk.tokens(Marks { pad: 0, ..marks });
    assert_eq!((tokens[3], &tokens[4..]), (Token::Id(49_407), &[Token::Id(0); 73][..]));
    assert_eq!(chunk.weights()[..4], [1.0, 1.3, 0.5, 1.0]);
    assert_eq!((chunk.weights().len(), chunk.weights()[76]), (77, 1.0));
}

#[test]
fn a_full_chunk_has_no_filling() {
    let full = &packed(&[piece(&"a ".repeat(75), 2.0)])[0];
    let tokens = full.tokens(Tokenizer::embedded().marks());
    assert_eq!((tokens.len(), tokens[75], tokens[76]), (77, A, Token::Id(49_407)));
    assert_eq!((full.weights().len(), full.weights()[75], full.weights()[76]), (77, 2.0, 1.0));
}

#[test]
fn no_text_is_one_empty_chunk() {
    assert_eq!(packed(&[]), [Chunk::default()]);
    assert_eq!(packed(&[piece(" ", 1.0)]), [Chunk::default()]);
}

#[test]
fn break_ends_even_an_empty_chunk() {
    let lengths = |pieces: &[Piece]| -> Vec<usize> {
        packed(pieces).iter().map(|chunk| chunk.tokens.len()).collect()
    };
    assert_eq!(lengths(&[piece("a", 1.0), Piece::Break, piece("b b", 1.0)]), [1, 2]);
    assert_eq!(lengths(&[Piece::Break, Piece::Break, piece("a", 1.0)]), [0, 0, 1]);
    assert_eq!(lengths(&[piece("a", 1.0), Piece::Break]), [1]);
}

#[test]
fn what_follows_a_near_comma_moves_on() {
    let at = |before: usize, after: usize| {
        lengths(&format!("{}, {}", "a ".repeat(before), "b ".repeat(after)))
    };
    assert_eq!(at(80, 0), [75, 6]);
    // 55 + comma + 19 fill the chunk: the comma is the 20th from its end, and the rest moves.
    assert_eq!(at(55, 20), [56, 20]);
    // One further back, nothing moves.
    assert_eq!(at(54, 21), [75, 1]);
    // The comma ends the chunk: nothing is behind it.
    assert_eq!(at(74, 1), [75, 1]);
    // A comma that would be the 76th begins the next chunk.
    assert_eq!(at(75, 1), [75, 2]);
    // The chunk is full, but nothing follows.
    assert_eq!(at(55, 19), [75]);
    // A comma that comes when the chunk is full keeps all in its place.
    assert_eq!(lengths(&format!("{}, {}, b", "a ".repeat(60), "b ".repeat(14))), [75, 2]);
    let moved = packed(&[piece(&format!("{}, {}", "a ".repeat(70), "b ".repeat(9)), 1.0)]);
    assert_eq!((moved[0].tokens[70], moved[1].tokens.as_slice()), (COMMA, &[B; 9][..]));
}

#[test]
fn weights_move_with_their_tokens() {
    let moved =
        packed(&[piece(&format!("{}, ", "a ".repeat(70)), 1.0), piece(&"b ".repeat(9), 2.0)]);
    assert_eq!((moved[0].weights.len(), moved[1].weights.as_slice()), (71, &[2.0; 9][..]));
}

fn embeddings(names: &[(&str, usize)]) -> Embeddings {
    Embeddings::new(Tokenizer::embedded(), names.iter().copied()).unwrap()
}

#[test]
fn names_become_vectors_the_longest_first() {
    let names = embeddings(&[("bad", 1), ("bad hands", 2), ("Bad Hands-5", 3)]);
    let vectors =
        |text: &str| chunks(&[piece(text, 1.2)], Tokenizer::embedded(), &names)[0].tokens.clone();
    let of = |name: usize, rows: usize| {
        (0..rows).map(|row| Token::Vector { name, row }).collect::<Vec<_>>()
    };
    assert_eq!(vectors("a BAD a"), [vec![A], of(0, 1), vec![A]].concat());
    assert_eq!(vectors("bad  hands"), of(1, 2));
    assert_eq!(vectors("bad hands-5bad"), [of(2, 3), of(0, 1)].concat());
    assert_eq!(vectors("badly").len(), 1);
    assert!(matches!(vectors("badly")[0], Token::Id(_)));
}

#[test]
fn vectors_stay_together() {
    let names = embeddings(&[("b", 10)]);
    let packed =
        chunks(&[piece(&format!("{} b", "a ".repeat(70)), 0.7)], Tokenizer::embedded(), &names);
    assert_eq!((packed[0].tokens.len(), packed[1].tokens.len()), (70, 10));
    assert_eq!(packed[1].weights, [0.7; 10]);
    let exact =
        chunks(&[piece(&format!("{} b", "a ".repeat(65)), 1.0)], Tokenizer::embedded(), &names);
    assert_eq!(exact.len(), 1);
}

#[test]
fn an_embedding_fits_a_chunk_and_has_a_name() {
    for (name, vectors) in [("x", 0), ("x", 76), (" ", 1)] {
        let made = Embeddings::new(Tokenizer::embedded(), [(name, vectors)]);
        assert!(matches!(made, Err(TextError::Embedding { .. })), "{name} {vectors}");
    }
}

#[test]
fn prompts_get_as_many_chunks_as_the_longest() {
    let mut prompts =
        [packed(&[Piece::Break, piece("a", 1.0)]), packed(&[piece("b", 1.0)]), vec![]];
    even_out(&mut prompts);
    assert_eq!(prompts.each_ref().map(Vec::len), [2, 2, 2]);
    assert_eq!(prompts[1][1], Chunk::default());
    let mut none = [Vec::new()];
    even_out(&mut none);
    assert_eq!(none[0], [Chunk::default()]);
}

proptest! {
    #[test]
    fn chunks_hold_all_tokens_in_order(texts in prop::collection::vec("[a, ]{0,90}", 0..6)) {
        let pieces: Vec<Piece> = texts.iter().map(|text| piece(text, 1.0)).collect();
        let packed = packed(&pieces);
        for Chunk { tokens, weights } in &packed {
            prop_assert!(tokens.len() <= CHUNK_TOKENS && tokens.len() == weights.len());
        }
        let held: Vec<Token> = packed.into_iter().flat_map(|chunk| chunk.tokens).collect();
        let tokens = texts.iter().flat_map(|text| Tokenizer::embedded().encode(text));
        prop_assert_eq!(held, tokens.map(Token::Id).collect::<Vec<_>>());
    }
}
