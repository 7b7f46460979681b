//! The U-Net's sizes.

use super::{GROUPS, HEAD_CHANNELS, HEADS, Shapes, alike, groups, heads};
use crate::Result;
use crate::sd::UnetConfig;
use crate::sd::config::{AdditionEmbed, BlockKind, MOST_LAYERS, MOST_LEVELS, PerLevel};
use crate::torch::Stored;

/// Sines and cosines of each size that Stable Diffusion XL is told.
const SIZE_WIDTH: usize = 256;

/// The U-Net's sizes from its tensors.
///
/// # Errors
/// [`crate::Error::Missing`], and [`crate::Error::Setting`] where the levels are made in a way that
/// no U-Net here is.
pub(in crate::sd::files) fn unet(stored: &dyn Stored) -> Result<UnetConfig> {
    let shapes = Shapes::of(stored);
    let down = contracting(&shapes, stored)?;
    let config = UnetConfig {
        out_channels: shapes.axis("conv_out.weight", 0)?,
        up_block_types: kinds(&shapes, "up_blocks", down.block_out_channels.len()),
        ..down
    };
    config.check()?;
    Ok(config)
}

/// The sizes that the way down tells; the way up is taken to match.
pub(super) fn contracting(shapes: &Shapes, stored: &dyn Stored) -> Result<UnetConfig> {
    let levels = shapes.count("down_blocks.").min(MOST_LEVELS + 1);
    let channels = |level| shapes.axis(&format!("down_blocks.{level}.resnets.0.conv1.weight"), 0);
    let channels: Vec<usize> = (0..levels).map(channels).collect::<Result<_>>()?;
    let depths = (0..levels).map(|level| depth(shapes, level, levels)).collect::<Result<_>>()?;
    let eight = !is_linear(stored);
    let heads = channels.iter().map(|&channels| heads(channels, eight)).collect();
    let config = UnetConfig {
        in_channels: shapes.axis("conv_in.weight", 1)?,
        layers_per_block: layers(shapes, levels)?,
        down_block_types: kinds(shapes, "down_blocks", levels),
        cross_attention_dim: context(shapes)?,
        attention_head_dim: per_level(heads),
        transformer_layers_per_block: per_level(depths),
        norm_num_groups: groups(&channels),
        block_out_channels: channels,
        ..added(shapes)
    };
    Ok(config.mirrored())
}

/// Numbers by level: one where they are the same, as diffusers writes them.
fn per_level(numbers: Vec<usize>) -> PerLevel {
    match numbers[..] {
        [first, ref rest @ ..] if rest.iter().all(|&number| number == first) => {
            PerLevel::Same(first)
        }
        _ => PerLevel::Each(numbers),
    }
}

/// Whether transformers begin with a linear layer, as from Stable Diffusion 2 on, and not with a
/// convolution.
pub(in crate::sd::files) fn is_linear(stored: &dyn Stored) -> bool {
    let rank = |name: &String| stored.stock(name).map(|stock| stock.shape.len());
    let names = stored.names();
    let mut begins = names.iter().filter(|name| name.ends_with(".proj_in.weight"));
    begins.next().and_then(rank) == Some(2)
}

/// Whether channels are divided as in the published models: into 32 groups, and into heads of 64
/// channels, or 8 heads.
pub(in crate::sd::files) fn is_usual(config: &UnetConfig, weights: &dyn Stored) -> bool {
    let linear = is_linear(weights);
    let heads = |(level, &channels): (usize, &usize)| {
        let heads = config.attention_head_dim.at(level);
        if linear { heads * HEAD_CHANNELS == channels } else { heads == HEADS }
    };
    config.norm_num_groups == GROUPS && config.block_out_channels.iter().enumerate().all(heads)
}

fn kinds(shapes: &Shapes, blocks: &str, levels: usize) -> Vec<BlockKind> {
    let kind = |block| match shapes.count(&format!("{blocks}.{block}.attentions.")) {
        0 => BlockKind::Plain,
        _ => BlockKind::Attending,
    };
    (0..levels).map(kind).collect()
}

/// Residual blocks at each level on the way down, one less than on the way up.
fn layers(shapes: &Shapes, levels: usize) -> Result<usize> {
    let count = |blocks: &str, block| shapes.count(&format!("{blocks}.{block}.resnets."));
    let down = (0..levels).map(|block| count("down_blocks", block));
    let ways_up = shapes.count("up_blocks.").min(levels);
    let up = (0..ways_up).map(|block| count("up_blocks", block).saturating_sub(1));
    Ok(alike("layers_per_block", &down.chain(up).collect::<Vec<_>>())?.unwrap_or(0))
}

/// Attention blocks in each transformer of a level; 1 where the level has none.
fn depth(shapes: &Shapes, level: usize, levels: usize) -> Result<usize> {
    let mut blocks =
        vec![format!("down_blocks.{level}"), format!("up_blocks.{}", levels - 1 - level)];
    if level + 1 == levels {
        blocks.push("mid_block".into());
    }
    let depths = |block: &String| {
        let attentions = shapes.count(&format!("{block}.attentions.")).min(MOST_LAYERS + 1);
        let depth = |i| shapes.count(&format!("{block}.attentions.{i}.transformer_blocks."));
        (0..attentions).map(depth).collect::<Vec<_>>()
    };
    let depths: Vec<usize> = blocks.iter().flat_map(depths).collect();
    Ok(alike("transformer_layers_per_block", &depths)?.unwrap_or(1))
}

/// What the U-Net is told beside the time and the text, among settings that are all defaults.
fn added(shapes: &Shapes) -> UnetConfig {
    let Ok(width) = shapes.axis("add_embedding.linear_1.weight", 1) else {
        return UnetConfig::default();
    };
    UnetConfig {
        addition_embed_type: Some(AdditionEmbed::TextTime),
        addition_time_embed_dim: Some(SIZE_WIDTH),
        projection_class_embeddings_input_dim: Some(width),
        ..UnetConfig::default()
    }
}

/// Numbers of a token of the context.
fn context(shapes: &Shapes) -> Result<usize> {
    shapes.axis("mid_block.attentions.0.transformer_blocks.0.attn2.to_k.weight", 1)
}
