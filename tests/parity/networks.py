"""Small U-Nets and both halves of a VAE of diffusers on weights from a formula.

The weights are those of formula.py. Inputs are its u itself, under their own names.

The expected values come from the networks in float64 on these f32 weights. Only the sinusoids of
the timestep are f32 even there, as diffusers computes them. What PyTorch's f32 differs by is
noted beside each output as `f32_difference`.
"""

import json

import torch
from common import floats, write
from diffusers import AutoencoderKL, UNet2DConditionModel
from formula import difference, fill, numbers, uniform

SMALL = dict(
    sample_size=8,
    block_out_channels=(32, 64),
    layers_per_block=1,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    cross_attention_dim=24,
    attention_head_dim=4,
    norm_num_groups=8,
)
# As Stable Diffusion 2 has it: linear projections, heads by level.
LINEAR = dict(
    sample_size=8,
    block_out_channels=(32, 64, 64),
    layers_per_block=2,
    down_block_types=("CrossAttnDownBlock2D", "CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D", "CrossAttnUpBlock2D"),
    cross_attention_dim=20,
    attention_head_dim=[2, 4, 8],
    norm_num_groups=8,
    transformer_layers_per_block=1,
    use_linear_projection=True,
)
# As SDXL has it: attention below the full size alone, layers by level, the pooled text and sizes.
SDXL = dict(
    sample_size=8,
    block_out_channels=(16, 32, 32),
    layers_per_block=1,
    down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    cross_attention_dim=20,
    attention_head_dim=[2, 4, 8],
    norm_num_groups=8,
    transformer_layers_per_block=[1, 1, 2],
    use_linear_projection=True,
    addition_embed_type="text_time",
    addition_time_embed_dim=8,
    projection_class_embeddings_input_dim=6 * 8 + 10,
)
# Height and width of the original, top and left of the crop, height and width asked for.
SIZES = [[1024, 768, 0, 64, 512, 384], [600, 800, 0, 0, 1024, 1024]]
VAE = dict(
    sample_size=16,
    block_out_channels=(16, 32),
    layers_per_block=1,
    down_block_types=("DownEncoderBlock2D",) * 2,
    up_block_types=("UpDecoderBlock2D",) * 2,
    latent_channels=4,
    norm_num_groups=8,
    scaling_factor=0.18215,
)
# Without the convolutions nearest to the latents, as later autoencoders are.
BARE_VAE = dict(
    VAE,
    block_out_channels=(8, 16, 16),
    down_block_types=("DownEncoderBlock2D",) * 3,
    up_block_types=("UpDecoderBlock2D",) * 3,
    use_quant_conv=False,
    use_post_quant_conv=False,
)
TIMESTEPS = (500, 0)
# This many values are kept of what the blocks inside give: enough to find where two sides part.
KEPT = 96


def observe(model, names):
    """A dictionary that each forward fills with the outputs of the modules named."""
    seen = {}

    def keep(name):
        def hook(_module, _inputs, output):
            seen[name] = output[0] if isinstance(output, tuple) else output

        return hook

    for name in names:
        model.get_submodule(name).register_forward_hook(keep(name))
    return seen


def inside(seen):
    return [
        {"after": name, "shape": list(v.shape), "first": numbers(v.flatten()[:KEPT])}
        for name, v in seen.items()
    ]


def parameters(model, prefixes=("",)):
    """The names and shapes of those parameters whose names start so."""
    return [[k, list(v.shape)] for k, v in model.state_dict().items() if k.startswith(prefixes)]


def blocks(model, kind):
    return [f"{kind}.{i}" for i in range(len(model.get_submodule(kind)))]


@torch.inference_mode()
def unet(name, config, sample_shape, context_shape, pooled_shape=None):
    single = fill(UNet2DConditionModel(**config))
    double = fill(UNet2DConditionModel(**config)).double()
    sample, context = uniform("sample", sample_shape), uniform("context", context_shape)
    added, added_single = {}, {}
    if pooled_shape:
        pooled, sizes = uniform("pooled", pooled_shape), torch.tensor(SIZES)
        added = {"text_embeds": pooled.double(), "time_ids": sizes}
        added_single = {"text_embeds": pooled, "time_ids": sizes}
    downs, ups = blocks(double, "down_blocks"), blocks(double, "up_blocks")
    seen = observe(double, ["time_embedding", "conv_in", *downs, "mid_block", *ups])
    runs = []
    for t in TIMESTEPS:
        out = double(
            sample.double(), t, context.double(), added_cond_kwargs=added
        ).sample
        rounded = single(sample, t, context, added_cond_kwargs=added_single).sample
        runs.append(
            {
                "timestep": t,
                "inside": inside(seen),
                "out": numbers(out),
                "f32_difference": difference(out, rounded),
            }
        )
    content = {
        "config": json.loads(double.to_json_string()),
        "parameters": parameters(double),
        "sample": {"shape": sample_shape, "values": floats(sample)},
        "context": {"shape": context_shape, "values": floats(context)},
        "runs": runs,
    }
    if pooled_shape:
        content["pooled"] = {"shape": pooled_shape, "values": floats(pooled)}
        content["sizes"] = SIZES
    write(name, content)


@torch.inference_mode()
def vae(name, config, latents_shape):
    single, double = fill(AutoencoderKL(**config)), fill(AutoencoderKL(**config)).double()
    latents = uniform("latents", latents_shape)
    ups = blocks(double, "decoder.up_blocks")
    seen = observe(double, ["post_quant_conv", "decoder.conv_in", "decoder.mid_block", *ups])
    out = double.decode(latents.double()).sample
    content = {
        "config": json.loads(double.to_json_string()),
        "parameters": parameters(double, ("decoder.", "post_quant_conv.")),
        "latents": {"shape": latents_shape, "values": floats(latents)},
        "inside": inside(seen),
        "out": {"shape": list(out.shape), "values": numbers(out)},
        "f32_difference": difference(out, single.decode(latents).sample),
    }
    write(name, content)


@torch.inference_mode()
def vae_encoder(name, config, shapes):
    single, double = fill(AutoencoderKL(**config)), fill(AutoencoderKL(**config)).double()
    runs = []
    for shape in shapes:
        pictures = uniform("pictures", shape)
        found = double.encode(pictures.double()).latent_dist
        rounded = single.encode(pictures).latent_dist
        runs.append(
            {
                "pictures": {"shape": shape, "values": floats(pictures)},
                "mean": numbers(found.mean),
                "log_variance": numbers(found.logvar),
                "f32_difference": max(
                    difference(found.mean, rounded.mean),
                    difference(found.logvar, rounded.logvar),
                ),
            }
        )
    content = {
        "config": json.loads(double.to_json_string()),
        "parameters": parameters(double, ("encoder.", "quant_conv.")),
        "runs": runs,
    }
    write(name, content)


if __name__ == "__main__":
    unet("unet_small", SMALL, [2, 4, 8, 8], [2, 5, 24])
    unet("unet_linear", LINEAR, [2, 4, 8, 12], [2, 7, 20])
    unet("unet_sdxl", SDXL, [2, 4, 8, 4], [2, 5, 20], [2, 10])
    vae("vae_small", VAE, [1, 4, 8, 8])
    vae_encoder("vae_encoder", VAE, [[2, 3, 8, 12], [1, 3, 13, 9]])
    vae_encoder("vae_encoder_bare", BARE_VAE, [[1, 3, 16, 12], [1, 3, 11, 14], [1, 3, 4, 7]])
