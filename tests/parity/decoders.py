"""diffusers' autoencoder in tiles, and TAESD's decoder (AutoencoderTiny), on weights by formula.py.

The expected values are those of the networks in float64 on these f32 weights.
"""

import json

import torch
from common import floats, write
from diffusers import AutoencoderKL, AutoencoderTiny
from formula import difference, fill, numbers, uniform
from networks import VAE, parameters

# Tiles are cut where a side has more than this many latents; twice as many pixels here.
TILE = 8
TINY = dict(
    encoder_block_out_channels=(8, 8, 8, 8),
    decoder_block_out_channels=(8, 8, 8, 8),
    num_encoder_blocks=(1, 1, 1, 1),
    num_decoder_blocks=(2, 1, 1, 1),
)


def tiled():
    single, double = fill(AutoencoderKL(**VAE)), fill(AutoencoderKL(**VAE)).double()
    for model in (single, double):
        model.enable_tiling()
        assert model.tile_latent_min_size == TILE
    latents, pictures = uniform("latents", (1, 4, 19, 7)), uniform("pictures", (1, 3, 18, 38))
    out, found = double.decode(latents.double()).sample, double.encode(pictures.double()).latent_dist
    content = {
        "config": json.loads(double.to_json_string()),
        "parameters": parameters(double),
        "tile": TILE,
        "latents": {"shape": list(latents.shape), "values": floats(latents)},
        "out": numbers(out),
        "pictures": {"shape": list(pictures.shape), "values": floats(pictures)},
        "mean": numbers(found.mean),
        "f32_difference": max(
            difference(out, single.decode(latents).sample),
            difference(found.mean, single.encode(pictures).latent_dist.mean),
        ),
    }
    write("vae_tiled", content)


def tiny():
    single, double = fill(AutoencoderTiny(**TINY)), fill(AutoencoderTiny(**TINY)).double()
    latents = 3 * uniform("latents", (1, 4, 5, 3))
    out = double.decode(latents.double()).sample
    content = {
        "parameters": parameters(double, ("decoder.",)),
        "latents": {"shape": list(latents.shape), "values": floats(latents)},
        "out": numbers(out),
        "f32_difference": difference(out, single.decode(latents).sample),
    }
    write("vae_tiny", content)


if __name__ == "__main__":
    with torch.inference_mode():
        tiled()
        tiny()
