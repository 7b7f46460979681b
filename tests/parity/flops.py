"""How much arithmetic networks take, counted by PyTorch on the meta device.

Stable Diffusion 1.5 is diffusers' own; the tiny networks are written again here, from
crates/models/src/tiny and crates/models/src/autoencoder.rs, with the sizes of the built-in model.
"""

import torch
from common import write
from diffusers import AutoencoderKL, UNet2DConditionModel
from torch import nn
from torch.nn.functional import scaled_dot_product_attention
from torch.utils.flop_counter import FlopCounterMode

TAGS, STYLES, LATENT, CANVAS, TOKEN, HEADS = 320, 3, 12, 16, 192, 4
WIDE, WIDER, WIDEST = 64, 128, 192
DECODER, DETAIL, PATCH = 96, 48, 4


class Residual(nn.Module):
    def __init__(self, inputs, outputs):
        super().__init__()
        self.norm1, self.norm2 = nn.GroupNorm(16, inputs), nn.GroupNorm(16, outputs)
        self.conv1 = nn.Conv2d(inputs, outputs, 3, padding=1)
        self.conv2 = nn.Conv2d(outputs, outputs, 3, padding=1)
        self.film = nn.Linear(TOKEN, 2 * outputs)
        self.shortcut = nn.Conv2d(inputs, outputs, 1) if inputs != outputs else nn.Identity()

    def forward(self, x, condition):
        scale, shift = self.film(condition)[..., None, None].chunk(2, dim=1)
        h = self.norm2(self.conv1(self.norm1(x))) * (1 + scale) + shift
        return self.shortcut(x) + self.conv2(h)


class Attention(nn.Module):
    def __init__(self, channels, context):
        super().__init__()
        self.norm = nn.GroupNorm(16, channels)
        self.query, self.out = nn.Linear(channels, channels), nn.Linear(channels, channels)
        self.key, self.value = nn.Linear(context, channels), nn.Linear(context, channels)

    def forward(self, x, context=None):
        rows = self.norm(x).flatten(2).transpose(1, 2)
        context = rows if context is None else context
        heads = lambda h: h.unflatten(-1, (HEADS, -1)).transpose(1, 2)  # noqa: E731
        query, key, value = self.query(rows), self.key(context), self.value(context)
        mixed = scaled_dot_product_attention(heads(query), heads(key), heads(value))
        return x + self.out(mixed.transpose(1, 2).flatten(2)).transpose(1, 2).view_as(x)


class Block(nn.Module):
    def __init__(self, inputs, outputs, itself, asked):
        super().__init__()
        self.residual = Residual(inputs, outputs)
        self.itself = Attention(outputs, outputs) if itself else None
        self.asked = Attention(outputs, TOKEN) if asked else None

    def forward(self, x, condition, tokens):
        x = self.residual(x, condition)
        x = self.itself(x) if self.itself else x
        return self.asked(x, tokens) if self.asked else x


class Encoder(nn.Module):
    """One thing in the picture; its canvas is stretched to the latents' size."""

    def __init__(self):
        super().__init__()
        self.tags, self.styles = nn.Embedding(TAGS, TOKEN), nn.Embedding(STYLES, TOKEN)
        self.canvases = nn.Embedding(TAGS * STYLES, 8 * 8 * CANVAS)
        self.empty = nn.Parameter(torch.zeros(1, TOKEN))
        self.attributes, self.mix = nn.Linear(28, TOKEN), nn.Linear(TOKEN, TOKEN)
        self.background = nn.Linear(4, TOKEN)

    def forward(self, height, width):
        index = torch.zeros(1, dtype=torch.long)
        h = self.tags(index) + self.styles(index) + self.attributes(torch.zeros(1, 28))
        tokens = torch.stack([self.background(torch.zeros(1, 4)), h + self.mix(h)], dim=1)
        canvas = self.canvases(index).view(8, 8 * CANVAS)
        tall = torch.zeros(height, 8) @ canvas
        wide = torch.zeros(width, 8) @ tall.view(height, 8, CANVAS).transpose(0, 1).reshape(8, -1)
        painted = wide.view(width, height, CANVAS).permute(2, 1, 0)[None]
        return tokens, torch.cat([painted, torch.zeros(1, 11, height, width)], dim=1)


class Tiny(nn.Module):
    def __init__(self):
        super().__init__()
        conv = lambda i, o, stride=1: nn.Conv2d(i, o, 3, stride, padding=1)  # noqa: E731
        self.encoder = Encoder()
        self.time = nn.Sequential(nn.Linear(64, TOKEN), nn.Linear(TOKEN, TOKEN))
        self.input = conv(LATENT + CANVAS + 11, WIDE)
        self.down = nn.ModuleList(
            [
                Block(WIDE, WIDE, False, False),
                Block(WIDER, WIDER, False, True),
                Block(WIDEST, WIDEST, True, True),
            ]
        )
        self.halve = nn.ModuleList([conv(WIDE, WIDER, 2), conv(WIDER, WIDEST, 2)])
        self.middle = nn.ModuleList(
            [Block(WIDEST, WIDEST, True, True), Block(WIDEST, WIDEST, False, False)]
        )
        self.up = nn.ModuleList(
            [
                Block(2 * WIDE, WIDE, False, False),
                Block(2 * WIDER, WIDER, False, True),
                Block(2 * WIDEST, WIDEST, True, True),
            ]
        )
        self.grow = nn.ModuleList([conv(WIDER, WIDE), conv(WIDEST, WIDER)])
        self.norm, self.output = nn.GroupNorm(16, WIDE), conv(WIDE, LATENT)
        self.upsample = nn.Upsample(scale_factor=2)

    def forward(self, x):
        tokens, maps = self.encoder(*x.shape[2:])
        condition = tokens.sum(1) + self.time(torch.zeros(1, 64))
        full = self.down[0](self.input(torch.cat([x, maps], 1)), condition, tokens)
        half = self.down[1](self.halve[0](full), condition, tokens)
        quarter = self.down[2](self.halve[1](half), condition, tokens)
        h = self.middle[1](self.middle[0](quarter, condition, tokens), condition, tokens)
        h = self.up[2](torch.cat([h, quarter], 1), condition, tokens)
        h = self.grow[1](self.upsample(h))
        h = self.up[1](torch.cat([h, half], 1), condition, tokens)
        h = self.grow[0](self.upsample(h))
        h = self.up[0](torch.cat([h, full], 1), condition, tokens)
        return self.output(self.norm(h))


class Decoder(nn.Module):
    def __init__(self):
        super().__init__()
        values = PATCH * PATCH * 3
        conv = lambda i, o: nn.Conv2d(i, o, 3, padding=1)  # noqa: E731
        self.components = nn.Parameter(torch.zeros(LATENT, values))
        self.centre = nn.Parameter(torch.zeros(values))
        self.mean = nn.Parameter(torch.zeros(LATENT))
        self.scale = nn.Parameter(torch.zeros(LATENT))
        self.decoder = nn.Sequential(conv(LATENT, DECODER), conv(DECODER, DECODER), conv(DECODER, DECODER))
        self.detail = nn.Sequential(conv(DECODER, DETAIL), conv(DETAIL, DETAIL), conv(DETAIL, values // 4))
        self.upsample = nn.Upsample(scale_factor=2)

    def forward(self, z):
        base = z.flatten(2).transpose(1, 2) @ self.components + self.centre
        return base, self.detail(self.upsample(self.decoder(z * self.scale[:, None, None])))


def sd15_denoiser():
    network = UNet2DConditionModel(
        sample_size=64,
        cross_attention_dim=768,
        block_out_channels=(320, 640, 1280, 1280),
        layers_per_block=2,
        attention_head_dim=8,
    )
    run = lambda x: network(x, torch.zeros(1), torch.zeros(1, 77, 768))  # noqa: E731
    return run, list(network.parameters()), [1, 4], 8


def sd15_decoder():
    network = AutoencoderKL(
        block_out_channels=(128, 256, 512, 512),
        layers_per_block=2,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        latent_channels=4,
    )
    weights = [*network.decoder.parameters(), *network.post_quant_conv.parameters()]
    return network.decode, weights, [1, 4], 8


def tiny(network):
    return network, list(network.parameters()), [1, LATENT], PATCH


NETWORKS = {
    "sd15 denoiser": (sd15_denoiser, [512, 256, 768]),
    "sd15 decoder": (sd15_decoder, [512, 256, 768]),
    "tiny denoiser": (lambda: tiny(Tiny()), [64, 32, 256]),
    "tiny decoder": (lambda: tiny(Decoder()), [64, 32, 256]),
}


def counts():
    for name, (build, sides) in NETWORKS.items():
        run, weights, shape, scale = build()
        for side in sides:
            size = [side, side // 2] if side == sides[-1] else [side, side]
            with FlopCounterMode(display=False) as counter:
                run(torch.zeros(*shape, *(pixels // scale for pixels in size)))
            yield {
                "network": name,
                "size": size,
                "flop": counter.get_total_flops(),
                "params": sum(weight.numel() for weight in weights),
            }


with torch.device("meta"):
    write("flops", list(counts()))
