//! A network's tensors in a file, under the names that our networks ask for.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::names::{Cut, Naming, turned};
use crate::torch::{Rest, Stock, Stored, Values};
use crate::{Error, Result};

/// Where a tensor is found.
#[derive(Clone, Debug)]
struct Piece {
    key: String,
    cut: Cut,
}

/// The tensors of one network.
#[derive(Clone, Debug)]
pub(super) struct Part {
    stored: Arc<dyn Stored>,
    pieces: BTreeMap<String, Piece>,
}

impl Part {
    /// The tensors whose keys begin with `prefix`, renamed from a naming to ours.
    pub(super) fn new(stored: Arc<dyn Stored>, prefix: &str, naming: Naming) -> Self {
        let names = stored.names();
        let local: Vec<&str> = names.iter().filter_map(|name| name.strip_prefix(prefix)).collect();
        let ours = naming.rules(&local);
        let piece = |&local: &&str| {
            let key = format!("{prefix}{local}");
            let piece = move |(name, cut)| (name, Piece { key: key.clone(), cut });
            ours.tensors(local).into_iter().map(piece)
        };
        let pieces = local.iter().flat_map(piece).collect();
        Self { stored, pieces }
    }

    fn piece(&self, name: &str) -> Result<&Piece> {
        self.pieces.get(name).ok_or_else(|| Error::Missing { name: name.to_owned() })
    }
}

impl Stored for Part {
    fn names(&self) -> Vec<String> {
        self.pieces.keys().cloned().collect()
    }

    fn stock(&self, name: &str) -> Option<Stock> {
        let Piece { key, cut } = self.pieces.get(name)?;
        let stock = self.stored.stock(key)?;
        let shape = cut.shape(stock.shape);
        Some(Stock { shape, bytes: stock.bytes / cut.pieces(), ..stock })
    }

    fn open<'a>(&'a self, name: &'a str) -> Result<Box<dyn Values + 'a>> {
        let Piece { key, cut } = self.piece(name)?;
        let shape = self.stored.stock(key).map(|stock| stock.shape).unwrap_or_default();
        Ok(match cut {
            Cut::Whole => self.stored.open(key)?,
            Cut::Third(_) => {
                Box::new(Rest { values: self.stored.open(key)?, start: cut.start(&shape) })
            }
            Cut::Turned => Box::new(turned(&shape, self.stored.values(key)?)),
        })
    }
}
