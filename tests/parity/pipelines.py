"""Whole pipelines of diffusers, text to picture, picture to picture and inpainting.

The networks are small and their weights those of formula.py, each under the name of its folder, such
as `unet.conv_in.weight`. Text goes through CLIP's own vocabulary. What is kept are the latents before
the autoencoder and, of the picture, every seventh value.
"""

import json
import struct
from pathlib import Path

import numpy as np
import torch
from common import floats, write
from diffusers import (
    AutoencoderKL,
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    PNDMScheduler,
    StableDiffusionImg2ImgPipeline,
    StableDiffusionInpaintPipeline,
    StableDiffusionPipeline,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
    UniPCMultistepScheduler,
)
from formula import uniform, weight
from PIL import Image
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    CLIPTextModelWithProjection,
    CLIPTokenizer,
)

PROMPT, NEGATIVE = "a red cat with a sword, night sky", "blurry, bad hands"
SD = dict(
    beta_schedule="scaled_linear",
    beta_start=0.00085,
    beta_end=0.012,
    num_train_timesteps=1000,
    steps_offset=1,
)
KEPT = 7
SAMPLERS = {
    "Euler": (EulerDiscreteScheduler, {}),
    "Euler a": (EulerAncestralDiscreteScheduler, {}),
    "DPM++ 2M Karras": (DPMSolverMultistepScheduler, dict(use_karras_sigmas=True)),
    "DDIM": (DDIMScheduler, dict(clip_sample=False, set_alpha_to_one=False)),
    "UniPC": (UniPCMultistepScheduler, {}),
}
UNET = dict(
    sample_size=8,
    block_out_channels=(32, 64),
    layers_per_block=1,
    down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
    up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
    cross_attention_dim=32,
    attention_head_dim=4,
    norm_num_groups=8,
)
VAE = dict(
    sample_size=64,
    block_out_channels=(8, 8, 16, 16),
    layers_per_block=1,
    down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4,
    latent_channels=4,
    norm_num_groups=4,
    scaling_factor=0.18215,
)
CLIP = dict(
    vocab_size=49408,
    hidden_size=32,
    intermediate_size=64,
    num_hidden_layers=2,
    num_attention_heads=4,
    max_position_embeddings=77,
    hidden_act="quick_gelu",
    projection_dim=32,
    bos_token_id=49406,
    eos_token_id=49407,
)


def tokenizer():
    """CLIP's tokenizer from the merges in the program, which clip_tokens.py wrote."""
    path = Path(__file__).parents[2] / "crates/diffusion/data/clip/merges.bin"
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    letters = [chr(b) for b in visible] + [chr(256 + i) for i in range(256 - len(visible))]
    tokens, pairs = letters + [letter + "</w>" for letter in letters], []
    for a, b in struct.iter_unpack("<HH", path.read_bytes()):
        pairs.append((tokens[a], tokens[b]))
        tokens.append(tokens[a] + tokens[b])
    tokens += ["<|startoftext|>", "<|endoftext|>"]
    return CLIPTokenizer(vocab={t: i for i, t in enumerate(tokens)}, merges=pairs, model_max_length=77)


def named(model, folder):
    """Weights by the formula, under names that begin with the folder."""
    shapes = {k: tuple(v.shape) for k, v in model.state_dict().items()}
    model.load_state_dict({k: weight(f"{folder}.{k}", s) for k, s in shapes.items()}, strict=False)
    return model.eval(), [[k, list(s)] for k, s in shapes.items()]


def networks(**changes):
    made = {
        "unet": UNet2DConditionModel(**UNET, **changes),
        "vae": AutoencoderKL(**VAE),
        "text_encoder": CLIPTextModel(CLIPTextConfig(**CLIP)),
    }
    return {folder: named(model, folder) for folder, model in made.items()}


def networks_xl():
    text = CLIPTextConfig(**CLIP)
    open_text = CLIPTextConfig(**{**CLIP, "hidden_act": "gelu", "hidden_size": 16, "projection_dim": 24})
    added = dict(
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=24 + 6 * 8,
    )
    unet = {**UNET, **added, "cross_attention_dim": 48, "use_linear_projection": True}
    made = {
        "unet": UNet2DConditionModel(**unet),
        "vae": AutoencoderKL(**{**VAE, "scaling_factor": 0.13025}),
        "text_encoder": CLIPTextModel(text),
        "text_encoder_2": CLIPTextModelWithProjection(open_text),
    }
    return {folder: named(model, folder) for folder, model in made.items()}


def configs(made):
    def config(model):
        return json.loads(
            model.to_json_string() if hasattr(model, "to_json_string") else model.config.to_json_string()
        )

    return {
        folder: {"config": config(model), "parameters": shapes}
        for folder, (model, shapes) in made.items()
    }


def picture(size):
    """A picture that both sides can make: the formula's values as bytes."""
    values = uniform("picture", (size[1], size[0], 3))
    return Image.fromarray(((values + 1) * 127.5).round().byte().numpy())


def mask(size):
    """The right half is painted anew."""
    values = np.zeros((size[1], size[0]), dtype=np.uint8)
    values[:, size[0] // 2 :] = 255
    return Image.fromarray(values)


def run(pipe, kind, sampler, scheduler, seed, size, **asked):
    pipe.scheduler = scheduler
    seen = {}

    def keep(_pipe, _step, _timestep, values):
        seen.update(values)
        return values

    asked = {
        "prompt": PROMPT,
        "negative_prompt": NEGATIVE,
        "num_inference_steps": 20,
        "guidance_scale": 3.0,
        "generator": torch.Generator().manual_seed(seed),
        "callback_on_step_end": keep,
        "callback_on_step_end_tensor_inputs": ["latents"],
        "output_type": "np",
        **asked,
    }
    if kind == "txt2img":
        asked.update(height=size[1], width=size[0])
    images = pipe(**asked).images
    return {
        "negative": asked["negative_prompt"] or "",
        "sampler": sampler,
        "scheduler": scheduler.to_json_string(),
        "seed": seed,
        "size": size,
        "strength": asked.get("strength"),
        "masked": "mask_image" in asked,
        "latents": floats(seen["latents"]),
        "picture": (images[0] * 255).round().astype(int).flatten()[::KEPT].tolist(),
    }


def pipeline(kind, made):
    parts = {folder: model for folder, (model, _) in made.items()}
    first, second = tokenizer(), tokenizer()
    # OpenCLIP's encoders fill chunks with "!".
    second.pad_token = "!"
    if parts["unet"].config.use_linear_projection and "text_encoder_2" not in parts:
        first = second
    if "text_encoder_2" in parts:
        extra = dict(tokenizer_2=second, add_watermarker=False)
    else:
        extra = dict(safety_checker=None, feature_extractor=None, requires_safety_checker=False)
    pipe = kind(**parts, tokenizer=first, scheduler=EulerDiscreteScheduler(**SD), **extra)
    pipe.set_progress_bar_config(disable=True)
    return pipe


def pipes(made, *kinds):
    return [pipeline(kind, made) for kind in kinds]


def schedulers(spacing, **more):
    for name, (kind, settings) in SAMPLERS.items():
        yield name, kind(**SD, **settings, **more, timestep_spacing=spacing)


def first():
    """Stable Diffusion 1: every sampler in every way."""
    made, size = networks(), [64, 32]
    text, image, fill = pipes(
        made,
        StableDiffusionPipeline,
        StableDiffusionImg2ImgPipeline,
        StableDiffusionInpaintPipeline,
    )
    begin = dict(image=picture(size))
    masked = dict(mask_image=mask(size), height=size[1], width=size[0], **begin)
    runs = []
    for seed, (name, scheduler) in enumerate(schedulers("leading")):
        runs.append(run(text, "txt2img", name, scheduler, seed, size))
        runs.append(run(image, "img2img", name, scheduler, seed, size, strength=0.6, **begin))
        for strength in (0.7, 1.0):
            at = dict(strength=strength, **masked)
            runs.append(run(fill, "inpaint", name, scheduler, seed, size, **at))
    for seed, (name, scheduler) in enumerate(schedulers("trailing"), 10):
        runs.append(run(text, "txt2img", name, scheduler, seed, size))
    name, scheduler = next(schedulers("leading"))
    # Sides of latents that no halving divides.
    runs.append(run(text, "txt2img", name, scheduler, 15, [72, 40]))
    runs.append(run(text, "txt2img", "PLMS", PNDMScheduler(**SD, skip_prk_steps=True), 16, size))
    write("pipelines_sd1", {"networks": configs(made), "runs": runs})


def filling():
    """A U-Net that is given the mask and what is around it."""
    made, size = networks(in_channels=9), [64, 32]
    (fill,) = pipes(made, StableDiffusionInpaintPipeline)
    begin = dict(image=picture(size), mask_image=mask(size), height=size[1], width=size[0])
    runs = []
    for seed, (name, scheduler) in enumerate(schedulers("leading"), 20):
        strength = 1.0 if seed % 2 else 0.8
        runs.append(run(fill, "inpaint", name, scheduler, seed, size, strength=strength, **begin))
    write("pipelines_fill", {"networks": configs(made), "runs": runs})


def second():
    """Stable Diffusion 2: linear projections, velocity, and no signal at the last timestep."""
    made, size = networks(use_linear_projection=True), [32, 64]
    (text,) = pipes(made, StableDiffusionPipeline)
    velocity = dict(prediction_type="v_prediction", rescale_betas_zero_snr=True)
    runs = []
    for seed, (name, scheduler) in enumerate(schedulers("trailing", **velocity), 30):
        runs.append(run(text, "txt2img", name, scheduler, seed, size))
    write("pipelines_sd2", {"networks": configs(made), "runs": runs})


def xl():
    """SDXL: two text encoders, pooled text and sizes."""
    made, size = networks_xl(), [64, 32]
    text, image = pipes(made, StableDiffusionXLPipeline, StableDiffusionXLImg2ImgPipeline)
    begin = dict(image=picture(size))
    runs = []
    for seed, (name, scheduler) in enumerate(schedulers("leading"), 40):
        runs.append(run(text, "txt2img", name, scheduler, seed, size))
        runs.append(run(image, "img2img", name, scheduler, seed, size, strength=0.6, **begin))
    name, scheduler = next(schedulers("leading"))
    runs.append(run(text, "txt2img", name, scheduler, 50, size, negative_prompt=None))
    write("pipelines_sdxl", {"networks": configs(made), "runs": runs})


if __name__ == "__main__":
    with torch.inference_mode():
        first()
        filling()
        second()
        xl()
