//! The header: what tensors there are, in what format, and where.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{BufRead, BufReader, Seek};

use super::GgufFault;
use super::format::{self, Format};
use super::reader::{Failure, Reader};

/// The most axes of a tensor.
const MOST_AXES: u64 = 8;
/// Where lists inside lists stop.
const DEEPEST: usize = 4;
/// To what tensors are aligned where the file does not say, and the most that it may say.
const ALIGNMENT: u64 = 32;
const MOST_ALIGNMENT: u64 = 1 << 20;
/// The file's own words on that.
const SAYS_ALIGNMENT: &str = "general.alignment";
/// Before a tensor's name: the shape that it had before it was cut into rows of whole blocks.
const SAYS_SHAPE: &str = "comfy.gguf.orig_shape.";

/// Kinds of values, by number.
const U32: u32 = 4;
const I32: u32 = 5;
const TEXT: u32 = 8;
const LIST: u32 = 9;

/// A tensor in the file.
#[derive(Debug)]
pub(super) struct Tensor {
    /// In PyTorch's order of axes.
    pub(super) shape: Vec<usize>,
    pub(super) format: &'static Format,
    /// Where it begins in the file.
    pub(super) start: u64,
    pub(super) bytes: u64,
}

/// What the header says.
#[derive(Debug)]
pub(super) struct Header {
    pub(super) tensors: BTreeMap<String, Tensor>,
}

/// What the file says of its own that matters here.
struct Said {
    alignment: u64,
    shapes: BTreeMap<String, Vec<usize>>,
}

/// Reads and checks the header.
pub(super) fn read(file: &File) -> Result<Header, Failure> {
    let mut reader = Reader::new(BufReader::new(file))?;
    reader.u32()?; // the magic number, by which the file was known
    let version = reader.u32()?;
    if !(2..=3).contains(&version) {
        return Err(GgufFault::Version(version).into());
    }
    let [tensors, values] = [reader.u64()?, reader.u64()?];
    let mut said = Said { alignment: ALIGNMENT, shapes: BTreeMap::new() };
    for _ in 0..values {
        value(&mut reader, &mut said)?;
    }
    let mut found = BTreeMap::new();
    for _ in 0..tensors {
        let (name, mut tensor) = tensor(&mut reader)?;
        if let Some(shape) = said.shapes.remove(&name) {
            tensor.shape = reshaped(&name, &tensor.shape, shape)?;
        }
        if found.insert(name.clone(), tensor).is_some() {
            return Err(GgufFault::Tensor(name).into());
        }
    }
    let data = reader.place.next_multiple_of(said.alignment);
    placed(&mut found, data, reader.end, said.alignment)?;
    Ok(Header { tensors: found })
}

/// Reads a value and its name.
fn value(reader: &mut Reader<impl BufRead + Seek>, said: &mut Said) -> Result<(), Failure> {
    let name = reader.text()?;
    let kind = reader.u32()?;
    if let Some(tensor) = name.strip_prefix(SAYS_SHAPE).filter(|_| kind == LIST) {
        said.shapes.insert(tensor.to_owned(), shape(reader)?);
        return Ok(());
    }
    if name == SAYS_ALIGNMENT && kind == U32 {
        let alignment = u64::from(reader.u32()?);
        if !alignment.is_power_of_two() || alignment > MOST_ALIGNMENT {
            return Err(GgufFault::Alignment(alignment).into());
        }
        said.alignment = alignment;
        return Ok(());
    }
    skip(reader, kind, DEEPEST)
}

/// A list of whole numbers as a shape.
fn shape(reader: &mut Reader<impl BufRead + Seek>) -> Result<Vec<usize>, Failure> {
    let kind = reader.u32()?;
    let length = reader.u64()?;
    if ![U32, I32].contains(&kind) || length > MOST_AXES {
        return Err(GgufFault::Value(kind).into());
    }
    (0..length).map(|_| Ok(reader.u32()? as usize)).collect()
}

fn skip(
    reader: &mut Reader<impl BufRead + Seek>,
    kind: u32,
    deepest: usize,
) -> Result<(), Failure> {
    match kind {
        TEXT => {
            let length = reader.u64()?;
            reader.skip(length)
        }
        LIST if deepest > 0 => {
            let kind = reader.u32()?;
            let length = reader.u64()?;
            if let Some(bytes) = bytes_of(kind) {
                return reader.skip(length.checked_mul(bytes).ok_or(GgufFault::Short)?);
            }
            // Each takes some bytes of the file, which ends.
            (0..length).try_for_each(|_| skip(reader, kind, deepest - 1))
        }
        _ => reader.skip(bytes_of(kind).ok_or(GgufFault::Value(kind))?),
    }
}

/// Bytes of a number of that kind; none for what is no number.
fn bytes_of(kind: u32) -> Option<u64> {
    match kind {
        0 | 1 | 7 => Some(1),
        2 | 3 => Some(2),
        4..=6 => Some(4),
        10..=12 => Some(8),
        _ => None,
    }
}

/// Reads what is said of a tensor; its start is counted from that of all.
fn tensor(reader: &mut Reader<impl BufRead + Seek>) -> Result<(String, Tensor), Failure> {
    let name = reader.text()?;
    let axes = u64::from(reader.u32()?);
    let impossible = || GgufFault::Tensor(name.clone());
    if axes > MOST_AXES {
        return Err(impossible().into());
    }
    let mut shape: Vec<u64> = (0..axes).map(|_| reader.u64()).collect::<Result<_, _>>()?;
    let (number, start) = (reader.u32()?, reader.u64()?);
    let format = format::of(number)
        .ok_or_else(|| GgufFault::Format { name: name.clone(), format: number })?;
    let row = shape.first().copied().unwrap_or(1);
    let count = shape.iter().try_fold(1, |product: u64, &axis| product.checked_mul(axis));
    let bytes = count.and_then(|count| format.bytes_of(count));
    let bytes = bytes.filter(|_| row.is_multiple_of(format.block)).ok_or_else(impossible)?;
    // The axis along which values lie next to each other comes first there, last in PyTorch.
    shape.reverse();
    let shape = shape.into_iter().map(|axis| axis as usize).collect();
    Ok((name, Tensor { shape, format, start, bytes }))
}

/// The shape that a tensor had before, if it has as many values.
fn reshaped(name: &str, shape: &[usize], before: Vec<usize>) -> Result<Vec<usize>, GgufFault> {
    let count = |shape: &[usize]| {
        shape.iter().try_fold(1, |product: usize, &axis| product.checked_mul(axis))
    };
    if count(&before) == count(shape) { Ok(before) } else { Err(GgufFault::Tensor(name.into())) }
}

/// Counts starts from the file's, and holds that all tensors lie in it, none upon another.
fn placed(
    tensors: &mut BTreeMap<String, Tensor>,
    data: u64,
    end: u64,
    alignment: u64,
) -> Result<(), GgufFault> {
    let mut in_order: Vec<(&String, &mut Tensor)> = tensors.iter_mut().collect();
    in_order.sort_by_key(|(_, tensor)| tensor.start);
    let mut free = data;
    for (name, tensor) in in_order {
        let aligned = tensor.start.is_multiple_of(alignment);
        let start = data.checked_add(tensor.start).filter(|&start| aligned && start >= free);
        let past = start.and_then(|start| start.checked_add(tensor.bytes));
        let (Some(start), Some(past)) = (start, past.filter(|&past| past <= end)) else {
            return Err(GgufFault::Tensor(name.clone()));
        };
        tensor.start = start;
        free = past;
    }
    Ok(())
}
