//! A list of modules by two names.

use std::collections::BTreeMap;

use super::Cut;

/// Modules by their names in a file, each with our name for it and what of it is ours.
#[derive(Clone, Debug, Default)]
pub(in crate::sd::files) struct Modules(BTreeMap<String, Vec<(String, Cut)>>);

impl Modules {
    /// Adds a module, or a whole tensor.
    pub(super) fn add(&mut self, theirs: impl Into<String>, ours: impl Into<String>) {
        self.add_cut(theirs, ours, Cut::Whole);
    }

    /// Adds a module or tensor of which ours is a piece.
    pub(super) fn add_cut(&mut self, theirs: impl Into<String>, ours: impl Into<String>, cut: Cut) {
        self.0.entry(theirs.into()).or_default().push((ours.into(), cut));
    }

    /// Adds the modules of a table, below a module each.
    pub(super) fn add_below(&mut self, theirs: &str, ours: &str, table: &[(&str, &str)]) {
        for (their, our) in table {
            self.add(format!("{theirs}.{their}"), format!("{ours}.{our}"));
        }
    }

    /// The same modules from our names to theirs.
    pub(in crate::sd::files) fn turned(&self) -> Self {
        let mut turned = Self::default();
        for (theirs, ours) in &self.0 {
            for (our, cut) in ours {
                turned.add_cut(our, theirs, *cut);
            }
        }
        turned
    }

    /// What of the tensor `name` of the file is ours: the rule of its innermost module holds, and
    /// without one the name is ours already.
    pub(in crate::sd::files) fn tensors(&self, name: &str) -> Vec<(String, Cut)> {
        let dots = name.rmatch_indices('.').map(|(dot, _)| dot);
        for end in std::iter::once(name.len()).chain(dots) {
            let (module, rest) = name.split_at(end);
            if let Some(ours) = self.0.get(module) {
                return ours.iter().map(|(our, cut)| (format!("{our}{rest}"), *cut)).collect();
            }
        }
        vec![(name.to_owned(), Cut::Whole)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_innermost_module_decides() {
        let mut modules = Modules::default();
        modules.add("a.1", "x");
        modules.add("a.1.b", "y");
        let whole = |name: &str| vec![(name.to_owned(), Cut::Whole)];
        assert_eq!(modules.tensors("a.1.weight"), whole("x.weight"));
        assert_eq!(modules.tensors("a.1.b.weight"), whole("y.weight"));
        assert_eq!(modules.tensors("a.1.c.d"), whole("x.c.d"));
        assert_eq!(modules.tensors("a.10.weight"), whole("a.10.weight"));
        assert_eq!(modules.tensors("a.1"), whole("x"));
    }
}
