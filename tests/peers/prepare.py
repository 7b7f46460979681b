"""Writes what the peers and we are measured on: prepare.py FOLDER.

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


def write_onnx(model, names, run, path):
    """Exports with the weights in one file beside the graph, as they exceed what a graph holds."""
    stored = load_file(run)
    path.mkdir()
    scattered = path / "scattered"
    scattered.mkdir()
    torch.onnx.export(
        model,
        tuple(stored[name] for name in names),
        str(scattered / "model.onnx"),
        input_names=names,
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


def prepare_vae(folder):
    vae = cache(lambda: Decode(read_network(AutoencoderKL, folder / "vae")))
    run = folder / "vae32.safetensors"
    once(folder / "vae", lambda path: write_network(AutoencoderKL, VAE, path))
    once(run, lambda path: write_vae_run(vae(), path))
    once(folder / "vae_onnx", lambda path: write_onnx(vae(), ["latents"], run, path))


def prepare_unet(folder):
    unet = cache(lambda: Predict(read_network(UNet2DConditionModel, folder / "unet")))
    inputs = ["sample", "timestep", "context"]
    run = folder / "unet64.safetensors"
    once(folder / "unet", lambda path: write_network(UNet2DConditionModel, UNET, path))
    once(run, lambda path: write_unet_run(unet(), path))
    once(folder / "unet_onnx", lambda path: write_onnx(unet(), inputs, run, path))


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    torch.set_num_threads(2)
    once(folder / "small", write_small)
    prepare_vae(folder)
    prepare_unet(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
