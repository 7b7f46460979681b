//! What the tensors of a LoRA are, by their names.

use std::collections::BTreeMap;

/// What a tensor is to its module.
#[derive(Clone, Copy)]
enum Piece {
    Down,
    Up,
    Alpha,
}

/// How names end, by kohya's scripts, PEFT, and diffusers before it used PEFT.
const ENDS: [(&str, Piece); 11] = [
    (".lora_down.weight", Piece::Down),
    (".lora_up.weight", Piece::Up),
    (".lora_A.weight", Piece::Down),
    (".lora_B.weight", Piece::Up),
    (".lora_A.default.weight", Piece::Down),
    (".lora_B.default.weight", Piece::Up),
    (".lora.down.weight", Piece::Down),
    (".lora.up.weight", Piece::Up),
    (".lora_linear_layer.down.weight", Piece::Down),
    (".lora_linear_layer.up.weight", Piece::Up),
    (".alpha", Piece::Alpha),
];

/// What only other kinds of changes have in their names. Those that also have down and up are no
/// LoRA without it.
const KINDS: [(&str, &str); 8] = [
    (".dora_scale", "DoRA"),
    (".lora_magnitude_vector", "DoRA"),
    (".lora_mid.weight", "LoCon with a core"),
    (".hada_", "LoHa"),
    (".lokr_", "LoKr"),
    (".oft_", "OFT"),
    (".diff", "whole difference"),
    (".w_norm", "norm"),
];

/// A module's tensors in the file.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Module {
    pub(super) down: Option<String>,
    pub(super) up: Option<String>,
    pub(super) alpha: Option<String>,
}

/// What a file holds.
pub(super) struct Found {
    /// What is added, by the name of the module.
    pub(super) modules: BTreeMap<String, Module>,
    /// How many modules there are of kinds that are not added.
    pub(super) kinds: BTreeMap<&'static str, usize>,
}

/// The modules of the tensors of these names.
pub(super) fn modules(names: &[String]) -> Found {
    let mut modules = BTreeMap::<String, Module>::new();
    for name in names {
        let end = ENDS.iter().find_map(|&(end, piece)| Some((name.strip_suffix(end)?, piece)));
        let Some((module, piece)) = end else { continue };
        let module = modules.entry(module.to_owned()).or_default();
        let place = match piece {
            Piece::Down => &mut module.down,
            Piece::Up => &mut module.up,
            Piece::Alpha => &mut module.alpha,
        };
        *place = Some(name.clone());
    }
    let others = others(names);
    modules.retain(|name, module| {
        !others.contains_key(&**name) && module.down.is_some() && module.up.is_some()
    });
    let mut kinds = BTreeMap::new();
    for kind in others.into_values() {
        *kinds.entry(kind).or_default() += 1;
    }
    Found { modules, kinds }
}

/// The modules of other kinds, with their kind.
fn others(names: &[String]) -> BTreeMap<&str, &'static str> {
    let other = |name: &'_ String| -> Option<(usize, &'static str)> {
        KINDS.iter().find_map(|&(mark, kind)| Some((name.find(mark)?, kind)))
    };
    names.iter().filter_map(|name| other(name).map(|(end, kind)| (&name[..end], kind))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn modules_are_put_together() {
        let names = [
            "lora_unet_a.lora_down.weight",
            "lora_unet_a.lora_up.weight",
            "lora_unet_a.alpha",
            "unet.b.lora_A.weight",
            "unet.b.lora_B.weight",
            "lora_unet_c.lora_down.weight",
            "lora_unet_c.lora_up.weight",
            "lora_unet_c.dora_scale",
            "lora_unet_d.hada_w1_a",
            "lora_unet_d.hada_w1_b",
            "lora_unet_d.alpha",
            "lora_unet_e.lora_up.weight",
        ];
        let Found { modules, kinds } = modules(&names.map(String::from));
        assert_eq!(modules.keys().collect::<Vec<_>>(), ["lora_unet_a", "unet.b"]);
        assert_eq!(modules["lora_unet_a"].alpha.as_deref(), Some("lora_unet_a.alpha"));
        assert_eq!(modules["unet.b"].up.as_deref(), Some("unet.b.lora_B.weight"));
        assert_eq!(kinds, BTreeMap::from([("DoRA", 1), ("LoHa", 1)]));
    }
}
