//! The text encoder's modules, in transformers' files and in OpenCLIP's.

use super::{Cut, Modules, count};

/// Parts that lie at the root in some files of transformers.
const PARTS: [&str; 3] = ["embeddings", "encoder", "final_layer_norm"];

/// Of a layer, in OpenCLIP.
const LAYER: [(&str, &str); 5] = [
    ("ln_1", "layer_norm1"),
    ("ln_2", "layer_norm2"),
    ("attn.out_proj", "self_attn.out_proj"),
    ("mlp.c_fc", "mlp.fc1"),
    ("mlp.c_proj", "mlp.fc2"),
];

/// The modules of transformers' naming.
pub(super) fn clip() -> Modules {
    let mut modules = Modules::default();
    for part in PARTS {
        modules.add(part, format!("text_model.{part}"));
    }
    modules
}

/// The modules of OpenCLIP's naming, for tensors of these names.
pub(super) fn open_clip(names: &[&str]) -> Modules {
    let mut modules = Modules::default();
    modules.add("token_embedding", "text_model.embeddings.token_embedding");
    modules.add("positional_embedding", "text_model.embeddings.position_embedding.weight");
    modules.add("ln_final", "text_model.final_layer_norm");
    for i in 0..count(names, "transformer.resblocks.") {
        let theirs = format!("transformer.resblocks.{i}");
        let ours = format!("text_model.encoder.layers.{i}");
        modules.add_below(&theirs, &ours, &LAYER);
        for kind in ["weight", "bias"] {
            for (third, projection) in ["q_proj", "k_proj", "v_proj"].into_iter().enumerate() {
                let ours = format!("{ours}.self_attn.{projection}.{kind}");
                modules.add_cut(format!("{theirs}.attn.in_proj_{kind}"), ours, Cut::Third(third));
            }
        }
    }
    // A product from the right there, a linear layer here; some files have it as such already.
    modules.add_cut("text_projection", "text_projection.weight", Cut::Turned);
    modules.add_cut("text_projection.weight", "text_projection.weight", Cut::Whole);
    modules
}
