//! Weights that are spread over several files.

use std::collections::HashMap;

use super::{Stock, Stored, TorchFile, Values};
use crate::{Error, Result};

/// Several files as one.
#[derive(Debug)]
pub(crate) struct Shards {
    files: Vec<TorchFile>,
    /// Which file a tensor is in.
    places: HashMap<String, usize>,
}

impl Shards {
    /// The files as one; of two tensors of one name the last counts.
    pub(crate) fn new(files: Vec<TorchFile>) -> Self {
        let names = |(i, file): (usize, &TorchFile)| {
            file.names().into_iter().map(move |name| (name, i)).collect::<Vec<_>>()
        };
        let places = files.iter().enumerate().flat_map(names).collect();
        Self { files, places }
    }

    fn file(&self, name: &str) -> Result<&TorchFile> {
        let file = self.places.get(name).and_then(|&i| self.files.get(i));
        file.ok_or_else(|| Error::Missing { name: name.to_owned() })
    }
}

impl Stored for Shards {
    fn names(&self) -> Vec<String> {
        self.places.keys().cloned().collect()
    }

    fn stock(&self, name: &str) -> Option<Stock> {
        self.file(name).ok()?.stock(name)
    }

    fn open<'a>(&'a self, name: &'a str) -> Result<Box<dyn Values + 'a>> {
        Stored::open(self.file(name)?, name)
    }
}
