"""Writes what the peers and we are measured on: prepare.py FOLDER [--pictures].

The networks have the configurations of Stable Diffusion 1.5 and random weights, for nothing here
depends on what was learnt. What is in FOLDER already is left alone; everything else is written
under another name first, so that a broken run leaves nothing half done. README.md says what each
file holds.
"""

import shutil
import sys
from functools import cache
from pathlib import Path

import onnx
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from small import Small, adamw, step
from transformers import CLIPTextConfig, CLIPTextModel

sys.path.append(str(Path(__file__).parent.parent / "parity"))
from names import original_unet, original_vae  # noqa: E402

UNET = dict(
    sample_size=64,
    in_channels=4,
    out_channels=4,
    center_input_sample=False,
    flip_sin_to_cos=True,
    freq_shift=0,
    down_block_types=("CrossAttnDownBlock2D",) * 3 + ("DownBlock2D",),
    up_block_types=("UpBlock2D",) + ("CrossAttnUpBlock2D",) * 3,
    block_out_channels=(320, 640, 1280, 1280),
    layers_per_block=2,
    downsample_padding=1,
    mid_block_scale_factor=1,
    act_fn="silu",
    norm_num_groups=32,
    norm_eps=1e-5,
    cross_attention_dim=768,
    attention_head_dim=8,
)
VAE = dict(
    sample_size=512,
    in_channels=3,
    out_channels=3,
    down_block_types=("DownEncoderBlock2D",) * 4,
    up_block_types=("UpDecoderBlock2D",) * 4,
    block_out_channels=(128, 256, 512, 512),
    layers_per_block=2,
    act_fn="silu",
    latent_channels=4,
    norm_num_groups=32,
    scaling_factor=0.18215,
)
TEXT = dict(
    vocab_size=49408,
    hidden_size=768,
    intermediate_size=3072,
    num_hidden_layers=12,
    num_attention_heads=12,
    max_position_embeddings=77,
    hidden_act="quick_gelu",
)
LOSSES = 5


class Predict(torch.nn.Module):
    """The U-Net with a tensor for its result, which is what can be exported."""

    def __init__(self, unet):
        super().__init__()
        self.unet = unet

    def forward(self, sample, timestep, context):
        return self.unet(sample, timestep, context, return_dict=False)[0]


class Decode(torch.nn.Module):
    """The decoder alone, the convolution before it included."""

    def __init__(self, vae):
        super().__init__()
        self.vae = vae

    def forward(self, latents):
        return self.vae.decode(latents, return_dict=False)[0]


def once(path, write):
    """Has `write` make the file or folder unless it is there."""
    if path.exists():
        return
    print(f"writing {path}", flush=True)
    partial = path.with_name(f"{path.name}.partial")
    if partial.is_dir():
        shutil.rmtree(partial)
    write(partial)
    partial.rename(path)


def roughen(model):
    """Adds a little to the parameters with one axis: none stays 0, and no norm the identity."""
    with torch.no_grad():
        for name, parameter in model.named_parameters():
            if parameter.dim() == 1:
                spread = 0.02 if name.endswith(".bias") else 0.1
                parameter += spread * torch.randn_like(parameter)


def random(kind, config):
    torch.manual_seed(0)
    model = kind(**config)
    roughen(model)
    return model.eval()


def write_network(kind, config, path):
    random(kind, config).save_pretrained(path)


def read_network(kind, path):
    return kind.from_pretrained(path, low_cpu_mem_usage=False).eval()


@torch.inference_mode()
def write_unet_run(unet, path):
    torch.manual_seed(1)
    inputs = {
        "sample": torch.randn(1, 4, 64, 64),
        "timestep": torch.tensor([500.0]),
        "context": torch.randn(1, 77, 768),
    }
    save_file({**inputs, "out": unet(**inputs).contiguous()}, path)


@torch.inference_mode()
def write_vae_run(vae, path):
    torch.manual_seed(1)
    latents = torch.randn(1, 4, 32, 32)
    save_file({"latents": latents, "out": vae(latents).contiguous()}, path)


def write_onnx(model, inputs, path):
    """Exports with the weights in one file beside the graph, as they exceed what a graph holds."""
    path.mkdir()
    scattered = path / "scattered"
    scattered.mkdir()
    torch.onnx.export(
        model,
        tuple(inputs.values()),
        str(scattered / "model.onnx"),
        input_names=list(inputs),
        output_names=["out"],
        opset_version=17,
        dynamo=False,
    )
    graph = onnx.load(scattered / "model.onnx")
    shutil.rmtree(scattered)
    onnx.save_model(
        graph, path / "model.onnx", save_as_external_data=True, location="model.onnx.data"
    )


def write_small(path):
    """The net, its batch, and how its first steps go."""
    path.mkdir()
    net = random(Small, {})
    save_file(net.state_dict(), path / "model.safetensors")
    batch = {"input": torch.randn(16, 3, 32, 32), "target": torch.randn(16, 3, 32, 32)}
    optimiser = adamw(net)
    losses = [step(net, optimiser, *batch.values())]
    norms = {f"gradient_norm.{k}": p.grad.norm().reshape(1) for k, p in net.named_parameters()}
    losses += [step(net, optimiser, *batch.values()) for _ in range(LOSSES - 1)]
    save_file({**batch, "losses": torch.tensor(losses), **norms}, path / "batch.safetensors")


class Encode(torch.nn.Module):
    """The text encoder with a tensor for its result."""

    def __init__(self, text):
        super().__init__()
        self.text = text

    def forward(self, ids):
        return self.text(ids).last_hidden_state


def write_text(path):
    torch.manual_seed(0)
    CLIPTextModel(CLIPTextConfig(**TEXT)).save_pretrained(path)


def text_shapes(text):
    """By the names that the original code knew; some transformers put `text_model.` before them."""
    return {k.removeprefix("text_model."): v.shape for k, v in text.state_dict().items()}


def in_one_file(folder, path):
    """Writes all networks in f16 to one file, by the names of the original code."""
    unet = read_network(UNet2DConditionModel, folder / "unet")
    vae = read_network(AutoencoderKL, folder / "vae")
    text = CLIPTextModel.from_pretrained(folder / "text")
    parts = [
        ("model.diffusion_model.", unet, original_unet(unet, UNET)),
        ("first_stage_model.", vae, original_vae(vae, VAE)),
        ("cond_stage_model.transformer.text_model.", text, text_shapes(text)),
    ]
    tensors = {}
    for prefix, model, names in parts:
        for (name, shape), value in zip(names.items(), model.state_dict().values(), strict=True):
            tensors[prefix + name] = value.reshape(tuple(shape)).half().contiguous()
    save_file(tensors, path)


def prepare_picture(folder):
    """What whole pictures are painted with: each network for the sizes of one of 512x512, guided."""
    once(folder / "text", write_text)
    once(folder / "sd15.safetensors", lambda path: in_one_file(folder, path))
    networks = {
        "unet_pair_onnx": lambda: Predict(read_network(UNet2DConditionModel, folder / "unet")),
        "vae64_onnx": lambda: Decode(read_network(AutoencoderKL, folder / "vae")),
        "text_onnx": lambda: Encode(CLIPTextModel.from_pretrained(folder / "text").eval()),
    }
    shapes = {
        "unet_pair_onnx": {
            "sample": torch.randn(2, 4, 64, 64),
            "timestep": torch.tensor([500.0]),
            "context": torch.randn(2, 77, 768),
        },
        "vae64_onnx": {"latents": torch.randn(1, 4, 64, 64)},
        "text_onnx": {"ids": torch.zeros(2, 77, dtype=torch.long)},
    }
    for name, network in networks.items():
        once(folder / name, lambda path: write_onnx(network(), shapes[name], path))


def inputs(run, *names):
    stored = load_file(run)
    return {name: stored[name] for name in names}


def prepare_vae(folder):
    vae = cache(lambda: Decode(read_network(AutoencoderKL, folder / "vae")))
    run = folder / "vae32.safetensors"
    once(folder / "vae", lambda path: write_network(AutoencoderKL, VAE, path))
    once(run, lambda path: write_vae_run(vae(), path))
    once(folder / "vae_onnx", lambda path: write_onnx(vae(), inputs(run, "latents"), path))


def prepare_unet(folder):
    unet = cache(lambda: Predict(read_network(UNet2DConditionModel, folder / "unet")))
    names = ["sample", "timestep", "context"]
    run = folder / "unet64.safetensors"
    once(folder / "unet", lambda path: write_network(UNet2DConditionModel, UNET, path))
    once(run, lambda path: write_unet_run(unet(), path))
    once(folder / "unet_onnx", lambda path: write_onnx(unet(), inputs(run, *names), path))


def main(folder, pictures):
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    once(folder / "small", write_small)
    prepare_vae(folder)
    prepare_unet(folder)
    if pictures:
        prepare_picture(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]), "--pictures" in sys.argv)
