"""Names of tensors in files of the original code, and what diffusers' converters make of them.

Small networks of Stable Diffusion 1's, 2's and XL's kinds are made by diffusers. The functions here
give their tensors the names of the original code (ldm/modules/diffusionmodules, OpenCLIP);
diffusers' converters must then give back the very names and shapes of its own networks. Values are
formula.py's under the names of the original code, so that a name of diffusers is known by the
first values of its tensor.
"""

import json

import torch
from common import floats, write
from diffusers import AutoencoderKL, ControlNetModel, UNet2DConditionModel
from diffusers.loaders.single_file_utils import (
    convert_controlnet_checkpoint,
    convert_ldm_unet_checkpoint,
    convert_ldm_vae_checkpoint,
    convert_open_clip_checkpoint,
)
from formula import weight
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

UNETS = {
    "sd1": dict(
        block_out_channels=(32, 64, 64),
        layers_per_block=2,
        down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=64,
        attention_head_dim=8,
    ),
    "sd2": dict(
        in_channels=9,
        block_out_channels=(64, 128),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=64,
        attention_head_dim=(1, 2),
        use_linear_projection=True,
    ),
    "sdxl": dict(
        block_out_channels=(64, 64, 128),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        cross_attention_dim=192,
        attention_head_dim=(1, 1, 2),
        use_linear_projection=True,
        transformer_layers_per_block=(1, 2, 3),
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=6 * 256 + 128,
    ),
}
VAES = {
    "sd1": dict(block_out_channels=(32, 64, 64), layers_per_block=2),
    "sd2": dict(block_out_channels=(32, 64), layers_per_block=1),
    "sdxl": dict(block_out_channels=(32,), layers_per_block=1, scaling_factor=0.13025),
}
TEXT = dict(vocab_size=60, max_position_embeddings=7, intermediate_size=96, eos_token_id=59)

RESNET = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}


def modules_of_unet(config):
    """The modules in the order in which the original code makes them, by diffusers' names."""
    layers, levels = config["layers_per_block"], len(config["block_out_channels"])
    names = {
        "time_embedding.linear_1": "time_embed.0",
        "time_embedding.linear_2": "time_embed.2",
        "add_embedding.linear_1": "label_emb.0.0",
        "add_embedding.linear_2": "label_emb.0.2",
        "conv_in": "input_blocks.0.0",
        "mid_block.resnets.0": "middle_block.0",
        "mid_block.attentions.0": "middle_block.1",
        "mid_block.resnets.1": "middle_block.2",
        "conv_norm_out": "out.0",
        "conv_out": "out.2",
    }
    block = 1
    for level, kind in enumerate(config["down_block_types"]):
        for layer in range(layers):
            names[f"down_blocks.{level}.resnets.{layer}"] = f"input_blocks.{block}.0"
            if kind.startswith("CrossAttn"):
                names[f"down_blocks.{level}.attentions.{layer}"] = f"input_blocks.{block}.1"
            block += 1
        if level + 1 < levels:
            names[f"down_blocks.{level}.downsamplers.0.conv"] = f"input_blocks.{block}.0.op"
            block += 1
    block = 0
    for level, kind in enumerate(config["up_block_types"]):
        for layer in range(layers + 1):
            names[f"up_blocks.{level}.resnets.{layer}"] = f"output_blocks.{block}.0"
            place = 1
            if kind.startswith("CrossAttn"):
                names[f"up_blocks.{level}.attentions.{layer}"] = f"output_blocks.{block}.1"
                place = 2
            if layer == layers and level + 1 < levels:
                names[f"up_blocks.{level}.upsamplers.0.conv"] = f"output_blocks.{block}.{place}.conv"
            block += 1
    return names


def original_unet(model, config):
    modules = modules_of_unet(config)
    shapes = {}
    for name, tensor in model.state_dict().items():
        module = next(m for m in modules if name.startswith(m + "."))
        rest = name[len(module) + 1 :]
        if ".resnets." in module or module.startswith("mid_block.resnets"):
            inner, last = rest.split(".")
            rest = f"{RESNET[inner]}.{last}"
        shapes[f"{modules[module]}.{rest}"] = list(tensor.shape)
    return shapes


def original_vae(model, config):
    levels = len(config["block_out_channels"])
    parts = {
        "mid_block.resnets.0": "mid.block_1",
        "mid_block.resnets.1": "mid.block_2",
        "mid_block.attentions.0.group_norm": "mid.attn_1.norm",
        "mid_block.attentions.0.to_q": "mid.attn_1.q",
        "mid_block.attentions.0.to_k": "mid.attn_1.k",
        "mid_block.attentions.0.to_v": "mid.attn_1.v",
        "mid_block.attentions.0.to_out.0": "mid.attn_1.proj_out",
        "conv_norm_out": "norm_out",
        "conv_shortcut": "nin_shortcut",
        "downsamplers.0": "downsample",
        "upsamplers.0": "upsample",
        "resnets": "block",
    }
    parts |= {f"down_blocks.{i}": f"down.{i}" for i in range(levels)}
    parts |= {f"up_blocks.{i}": f"up.{levels - 1 - i}" for i in range(levels)}
    shapes = {}
    for name, tensor in model.state_dict().items():
        shape = list(tensor.shape)
        for ours, theirs in parts.items():
            name = name.replace(ours, theirs)
        if ".attn_1." in name and len(shape) == 2:
            shape += [1, 1]
        shapes[name] = shape
    return shapes


def original_open_clip(hidden, inner, layers, projection):
    """The tensors of OpenCLIP's text transformer."""
    shapes = {
        "positional_embedding": [TEXT["max_position_embeddings"], hidden],
        "token_embedding.weight": [TEXT["vocab_size"], hidden],
        "ln_final.weight": [hidden],
        "ln_final.bias": [hidden],
        "text_projection": [hidden, projection],
    }
    for i in range(layers):
        block = f"transformer.resblocks.{i}"
        shapes |= {
            f"{block}.ln_1.weight": [hidden],
            f"{block}.ln_1.bias": [hidden],
            f"{block}.ln_2.weight": [hidden],
            f"{block}.ln_2.bias": [hidden],
            f"{block}.attn.in_proj_weight": [3 * hidden, hidden],
            f"{block}.attn.in_proj_bias": [3 * hidden],
            f"{block}.attn.out_proj.weight": [hidden, hidden],
            f"{block}.attn.out_proj.bias": [hidden],
            f"{block}.mlp.c_fc.weight": [inner, hidden],
            f"{block}.mlp.c_fc.bias": [inner],
            f"{block}.mlp.c_proj.weight": [hidden, inner],
            f"{block}.mlp.c_proj.bias": [hidden],
        }
    return shapes


def filled(shapes, prefix):
    return {prefix + k: torch.as_tensor(weight(prefix + k, shape)) for k, shape in shapes.items()}


def whole(converted, model):
    """What was converted, which must be all that diffusers' own network takes, and no more."""
    wanted = {name: tensor.shape for name, tensor in model.state_dict().items()}
    assert {name: tensor.shape for name, tensor in converted.items()} == wanted
    return converted


def part(prefix, shapes, config, converted):
    """The tensors stored, the sizes, and what our names stand for: shape, first and last value."""
    ends = {k: floats(torch.stack([v.flatten()[0], v.flatten()[-1]])) for k, v in converted.items()}
    return {
        "stored": [[prefix + name, shape] for name, shape in shapes.items()],
        "config": config,
        "ours": [[name, list(tensor.shape), ends[name]] for name, tensor in converted.items()],
    }


def unet(kind):
    prefix, config = "model.diffusion_model.", UNETS[kind]
    model = UNet2DConditionModel(**config)
    shapes = original_unet(model, config)
    content = json.loads(model.to_json_string())
    converted = convert_ldm_unet_checkpoint(filled(shapes, prefix), content)
    return part(prefix, shapes, content, whole(converted, model))


def original_control(model, config):
    """A ControlNet's tensors: the U-Net's on the way down, and its own beside them."""
    hints = ["conv_in", *(f"blocks.{i}" for i in range(6)), "conv_out"]
    own = {f"controlnet_cond_embedding.{hint}": f"input_hint_block.{2 * i}" for i, hint in enumerate(hints)}
    own |= {"controlnet_mid_block": "middle_block_out.0"}
    skips = len(model.controlnet_down_blocks)
    own |= {f"controlnet_down_blocks.{i}": f"zero_convs.{i}.0" for i in range(skips)}
    shapes = {}
    for name, tensor in model.state_dict().items():
        module, kind = name.rsplit(".", 1)
        if module in own:
            shapes[f"{own[module]}.{kind}"] = list(tensor.shape)
    rest = UNet2DConditionModel(**config)
    down = original_unet(rest, config).items()
    return shapes | {name: shape for name, shape in down if not name.startswith("out")}


def control(kind):
    prefix, config = "control_model.", UNETS[kind]
    shared = {k: v for k, v in config.items() if k != "up_block_types"}
    model = ControlNetModel(**shared, conditioning_embedding_out_channels=(4, 4, 8, 12))
    shapes = original_control(model, config)
    content = json.loads(model.to_json_string())
    converted = convert_controlnet_checkpoint(filled(shapes, prefix), content)
    return part(prefix, shapes, content, whole(converted, model))


def vae(kind):
    prefix, config = "first_stage_model.", VAES[kind]
    levels = len(config["block_out_channels"])
    model = AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        latent_channels=4,
        **config,
    )
    shapes = original_vae(model, config)
    content = json.loads(model.to_json_string())
    converted = convert_ldm_vae_checkpoint(filled(shapes, prefix), content)
    return part(prefix, shapes, content, whole(converted, model))


def clip(prefix):
    """Such files have transformers' own names, as it had them before its version 5."""
    config = CLIPTextConfig(**TEXT, hidden_size=64, num_hidden_layers=2, num_attention_heads=1)
    config.projection_dim = 64
    state = CLIPTextModelWithProjection(config).state_dict()
    shapes = {k: list(v.shape) for k, v in state.items() if k.startswith("text_model.")}
    tensors = filled(shapes, prefix)
    ours = {name.removeprefix(prefix): tensor for name, tensor in tensors.items()}
    return part(prefix, shapes, config.to_dict(), ours)


def open_clip(prefix, hidden, layers, used, projected):
    config = CLIPTextConfig(
        **TEXT,
        hidden_size=hidden,
        num_hidden_layers=used,
        num_attention_heads=hidden // 64,
        hidden_act="gelu",
        projection_dim=hidden,
    )
    model = (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)
    shapes = original_open_clip(hidden, TEXT["intermediate_size"], layers, hidden)
    converted = convert_open_clip_checkpoint(model, filled(shapes, prefix), prefix)
    # The last layer is there, but nothing asks for it.
    converted = {k: v for k, v in converted.items() if f"layers.{used}." not in k}
    return part(prefix, shapes, config.to_dict(), converted)


def main():
    texts = {
        "sd1": [clip("cond_stage_model.transformer.")],
        "sd2": [open_clip("cond_stage_model.model.", 64, 3, 2, False)],
        "sdxl": [
            clip("conditioner.embedders.0.transformer."),
            open_clip("conditioner.embedders.1.model.", 128, 2, 2, True),
        ],
    }
    for kind in UNETS:
        content = {"unet": unet(kind), "autoencoder": vae(kind), "texts": texts[kind]}
        write(f"names_{kind}", content)
    write("names_control", control("sd1"))
    write("names_control", control("sd1"))


main()
