"""Small ControlNets of diffusers: what they add to a U-Net's skips, and whole pipelines with them.

Weights are by formula.py; in pipelines under the name of their folder, such as
`controlnet.conv_in.weight`.
"""

import json

import torch
from common import floats, write
from diffusers import (
    ControlNetModel,
    StableDiffusionControlNetImg2ImgPipeline,
    StableDiffusionControlNetInpaintPipeline,
    StableDiffusionControlNetPipeline,
)
from formula import difference, fill, numbers, uniform
from networks import KEPT, SDXL, SIZES, SMALL, parameters
from PIL import Image
from pipelines import (
    UNET,
    configs,
    mask,
    named,
    networks,
    picture,
    pipeline,
    run,
    schedulers,
)

# What a ControlNet has of a U-Net's settings.
SHARED = (
    "block_out_channels",
    "layers_per_block",
    "down_block_types",
    "cross_attention_dim",
    "attention_head_dim",
    "norm_num_groups",
    "use_linear_projection",
    "transformer_layers_per_block",
    "addition_embed_type",
    "addition_time_embed_dim",
    "projection_class_embeddings_input_dim",
)
WIDTHS = (4, 4, 8, 12)
TIMESTEPS = (500, 0)


def network(unet):
    return ControlNetModel(
        **{k: v for k, v in unet.items() if k in SHARED},
        conditioning_embedding_out_channels=WIDTHS,
    )


@torch.inference_mode()
def control(name, unet, sample_shape, context_shape, pooled_shape=None):
    single, double = fill(network(unet)), fill(network(unet)).double()
    sample, context = uniform("sample", sample_shape), uniform("context", context_shape)
    batch, _, height, width = sample_shape
    seen = (uniform("picture", (batch, 3, 8 * height, 8 * width)) + 1) / 2
    added, added_single = {}, {}
    if pooled_shape:
        pooled, sizes = uniform("pooled", pooled_shape), torch.tensor(SIZES)
        added = {"text_embeds": pooled.double(), "time_ids": sizes}
        added_single = {"text_embeds": pooled, "time_ids": sizes}
    runs = []
    for t in TIMESTEPS:
        told = dict(return_dict=False, added_cond_kwargs=added)
        skips, middle = double(sample.double(), t, context.double(), seen.double(), **told)
        told = dict(return_dict=False, added_cond_kwargs=added_single)
        rounded, rounded_middle = single(sample, t, context, seen, **told)
        pairs = zip([*skips, middle], [*rounded, rounded_middle])
        runs.append(
            {
                "timestep": t,
                "out": [numbers(out.flatten()[:KEPT]) for out in [*skips, middle]],
                "f32_difference": max(difference(a, b) for a, b in pairs),
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


def hint(size):
    """The picture that is seen: the formula's values as bytes."""
    values = uniform("hint", (size[1], size[0], 3))
    return Image.fromarray(((values + 1) * 127.5).round().byte().numpy())


@torch.inference_mode()
def pipelines():
    """Stable Diffusion 1 with one ControlNet: over all steps, and over some at another strength."""
    size = [64, 32]
    made = networks()
    made["controlnet"] = named(network(UNET), "controlnet")
    text, image, masked = (
        pipeline(kind, made)
        for kind in (
            StableDiffusionControlNetPipeline,
            StableDiffusionControlNetImg2ImgPipeline,
            StableDiffusionControlNetInpaintPipeline,
        )
    )
    begin = dict(height=size[1], width=size[0], strength=0.6)
    runs = []
    for seed, (name, scheduler) in enumerate(schedulers("leading"), 60):
        strength, steps = (1.0, [0.0, 1.0]) if seed % 2 else (0.7, [0.2, 0.65])
        how = dict(
            controlnet_conditioning_scale=strength,
            control_guidance_start=steps[0],
            control_guidance_end=steps[1],
        )
        from_picture = dict(image=picture(size), control_image=hint(size), **begin, **how)
        for done in (
            run(text, "txt2img", name, scheduler, seed, size, image=hint(size), **how),
            run(image, "img2img", name, scheduler, seed, size, **from_picture),
            run(masked, "inpaint", name, scheduler, seed, size, mask_image=mask(size), **from_picture),
        ):
            runs.append({**done, "control": {"strength": strength, "steps": steps}})
    write("pipelines_control", {"networks": configs(made), "runs": runs})


if __name__ == "__main__":
    control("control_small", SMALL, [2, 4, 8, 8], [2, 5, 24])
    control("control_sdxl", SDXL, [2, 4, 8, 4], [2, 5, 20], [2, 10])
    pipelines()
