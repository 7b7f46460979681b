//! Lines of JSON in, lines of JSON out, in the same order, worked on in parallel.

use std::io::{self, BufRead, Read, Write};

use anyhow::Result;
use indicatif::ProgressBar;
use rayon::prelude::*;
use serde_json::{Map, Value, json};

use super::input::{Input, MAX_BYTES, Record};
use crate::context::Context;
use crate::error::Error;

/// Lines that are worked on at once; bounds the memory.
const CHUNK: usize = 256;

/// What a command makes of a text.
pub(crate) trait Answer: Sync {
    /// An object for one record, without its id.
    fn one(&self, record: &Record) -> Result<Value>;

    /// Objects for many records, in their order.
    fn many(&self, records: &[&Record]) -> Vec<Result<Value>> {
        records.par_iter().map(|record| self.one(record)).collect()
    }
}

/// Answers lines, or the one text in JSON, where either is asked for; else gives the text, whose
/// answer is for people.
///
/// # Errors
/// Where there is no text, or no answer.
pub(crate) fn for_people(
    work: &dyn Answer,
    input: &Input,
    json: bool,
    context: &Context,
) -> Result<Option<String>> {
    if input.jsonl {
        answer_lines(work, context)?;
        return Ok(None);
    }
    let text = input.one()?;
    if !json {
        return Ok(Some(text));
    }
    let record = Record { text: Some(text), ..Record::default() };
    context.say_json(&work.one(&record)?)?;
    Ok(None)
}

/// Answers every line of standard input. A line that cannot be answered gets an object with the
/// error, and the rest goes on.
///
/// # Errors
/// [`Error::SomeFailed`] at the end where that happened, or what keeps lines from being read.
pub(crate) fn answer_lines(work: &dyn Answer, context: &Context) -> Result<()> {
    let mut input = io::stdin().lock();
    let mut output = io::BufWriter::new(io::stdout().lock());
    let progress = ProgressBar::new_spinner();
    let (mut total, mut failed) = (0, 0);
    loop {
        let lines = chunk(&mut input)?;
        if lines.is_empty() {
            break;
        }
        let records: Vec<Result<Record, Error>> =
            lines.iter().enumerate().map(|(at, line)| parse(line, total + at + 1)).collect();
        failed += write(&mut output, work, &records, context)?;
        output.flush()?;
        total += lines.len();
        progress.set_message(total.to_string());
        progress.tick();
    }
    progress.finish_and_clear();
    if failed > 0 {
        return Err(Error::SomeFailed { failed, total }.into());
    }
    Ok(())
}

/// Writes an answer for each record; gives how many could not be answered.
fn write(
    output: &mut impl Write,
    work: &dyn Answer,
    records: &[Result<Record, Error>],
    context: &Context,
) -> Result<usize> {
    let good: Vec<&Record> = records.iter().filter_map(|record| record.as_ref().ok()).collect();
    let mut answers = work.many(&good).into_iter();
    let mut failed = 0;
    for record in records {
        let (id, answer) = match record {
            Ok(record) => (&record.id, answers.next().unwrap_or(Ok(Value::Null))),
            Err(error) => (&Value::Null, Ok(json!({ "error": context.lang.message(error) }))),
        };
        let answer =
            answer.unwrap_or_else(|error| json!({ "error": context.lang.message(error.as_ref()) }));
        failed += usize::from(answer.get("error").is_some());
        writeln!(output, "{}", with_id(id, answer))?;
    }
    Ok(failed)
}

fn with_id(id: &Value, answer: Value) -> Value {
    let mut object = Map::from_iter([("id".to_owned(), id.clone())]);
    if let Value::Object(fields) = answer {
        object.extend(fields);
    }
    Value::Object(object)
}

/// The next lines, without those that are blank.
fn chunk(input: &mut impl BufRead) -> io::Result<Vec<Vec<u8>>> {
    let mut lines = Vec::new();
    while lines.len() < CHUNK {
        let Some(line) = read_line(input, MAX_BYTES)? else { break };
        if !line.trim_ascii().is_empty() {
            lines.push(line);
        }
    }
    Ok(lines)
}

/// The next line with its break; of one longer than `most` bytes one byte more, which tells that it
/// is too long.
pub(crate) fn read_line(input: &mut impl BufRead, most: u64) -> io::Result<Option<Vec<u8>>> {
    let mut line = Vec::new();
    if input.by_ref().take(most + 1).read_until(b'\n', &mut line)? == 0 {
        return Ok(None);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 > most {
        skip_line(input)?;
    }
    Ok(Some(line))
}

/// Reads on to the end of a line, and keeps none of it.
fn skip_line(input: &mut impl BufRead) -> io::Result<()> {
    loop {
        let buffer = input.fill_buf()?;
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let read = end.map_or(buffer.len(), |end| end + 1);
        input.consume(read);
        if end.is_some() || read == 0 {
            return Ok(());
        }
    }
}

fn parse(line: &[u8], number: usize) -> Result<Record, Error> {
    if line.len() as u64 > MAX_BYTES {
        return Err(Error::LineTooLong { line: number, limit: MAX_BYTES });
    }
    serde_json::from_slice(line).map_err(|source| Error::Line { line: number, source })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn chunks_hold_whole_lines() {
        let mut input = io::Cursor::new(b"{}\n\n  \n{\"id\":1}".to_vec());
        assert_eq!(chunk(&mut input).unwrap(), [b"{}\n".to_vec(), b"{\"id\":1}".to_vec()]);
        assert!(chunk(&mut input).unwrap().is_empty());
    }

    #[test]
    fn a_line_that_is_too_long_ends_where_it_ends() {
        let mut text = vec![b'x'; MAX_BYTES as usize + 9];
        text.extend(b"\n{\"id\":2}\n");
        let lines = chunk(&mut io::Cursor::new(text)).unwrap();
        assert!(matches!(parse(&lines[0], 1), Err(Error::LineTooLong { line: 1, .. })));
        assert_eq!(parse(&lines[1], 2).unwrap().id, json!(2));
    }

    #[test]
    fn mistakes_name_their_line() {
        assert!(matches!(parse(b"{\"id\":", 7), Err(Error::Line { line: 7, .. })));
        assert!(matches!(parse(b"{\"text\":\"\xff\"}", 8), Err(Error::Line { line: 8, .. })));
    }
}
