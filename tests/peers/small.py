"""The small network that training is measured on.

It is a U-Net without attention and without a timestep: 4 222 595 parameters, 32x32 pictures of 3
channels in and out. Every convolution is 3x3 with padding 1 and a bias, but for the 1x1 ones on
the skips of blocks that change the width. Every norm is a GroupNorm of 32 groups, eps 1e-5.

A block of `i` to `o` channels gives `skip(x) + conv2(silu(norm2(conv1(silu(norm1(x))))))`, where
norm1 is over i, conv1 is i to o, norm2 is over o, conv2 is o to o, and skip is the 1x1
convolution of i to o, or x itself where i = o.

    conv_in                    3 -> 64          32x32
    down.0.block.0            64 -> 64          32x32
    down.0.block.1            64 -> 64          32x32, kept as s0
    down.0.conv               64 -> 64          stride 2, to 16x16
    down.1.block.0            64 -> 128         16x16, with a skip convolution
    down.1.block.1           128 -> 128         16x16, kept as s1
    down.1.conv              128 -> 128         stride 2, to 8x8
    mid.block.0              128 -> 256         8x8, with a skip convolution
    mid.block.1              256 -> 256         8x8
    up.0.conv                256 -> 128         after nearest x2, to 16x16
    up.0.block.0       128 + 128 -> 128         of the channels [x, s1], with a skip convolution
    up.0.block.1             128 -> 128         16x16
    up.1.conv                128 -> 64          after nearest x2, to 32x32
    up.1.block.0         64 + 64 -> 64          of the channels [x, s0], with a skip convolution
    norm_out, silu            64                32x32
    conv_out                  64 -> 3           32x32

Parameters are named by these paths: `down.1.block.0.norm1.weight`, `.conv1.bias`, `.skip.weight`,
`up.0.conv.weight`, `norm_out.bias`. Convolutions' weights are [out, in, height, width].

A step of training: the mean over all elements of (net(input) - target)^2, its gradients, and
AdamW with lr 1e-4, betas 0.9 and 0.999, eps 1e-8 and weight decay 0.01 on every parameter. The
batch of 16 is the same in every step.
"""

import torch
from torch import nn
from torch.nn.functional import interpolate, mse_loss, silu


def conv(i, o, stride=1):
    return nn.Conv2d(i, o, 3, stride=stride, padding=1)


def norm(channels):
    return nn.GroupNorm(32, channels)


class Block(nn.Module):
    def __init__(self, i, o):
        super().__init__()
        self.norm1, self.conv1 = norm(i), conv(i, o)
        self.norm2, self.conv2 = norm(o), conv(o, o)
        self.skip = nn.Identity() if i == o else nn.Conv2d(i, o, 1)

    def forward(self, x):
        inner = self.conv1(silu(self.norm1(x)))
        return self.skip(x) + self.conv2(silu(self.norm2(inner)))


class Level(nn.Module):
    """Blocks of these widths in a row, and the convolution that leads out of or into them."""

    def __init__(self, widths, convolution=None):
        super().__init__()
        self.block = nn.Sequential(*(Block(i, o) for i, o in zip(widths, widths[1:])))
        if convolution:
            self.conv = convolution


class Small(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv_in = conv(3, 64)
        self.down = nn.ModuleList(
            [
                Level([64, 64, 64], conv(64, 64, stride=2)),
                Level([64, 128, 128], conv(128, 128, stride=2)),
            ]
        )
        self.mid = Level([128, 256, 256])
        self.up = nn.ModuleList(
            [Level([256, 128, 128], conv(256, 128)), Level([128, 64], conv(128, 64))]
        )
        self.norm_out, self.conv_out = norm(64), conv(64, 3)

    def forward(self, x):
        x = self.conv_in(x)
        kept = []
        for level in self.down:
            x = level.block(x)
            kept.append(x)
            x = level.conv(x)
        x = self.mid.block(x)
        for level in self.up:
            x = level.conv(interpolate(x, scale_factor=2.0, mode="nearest"))
            x = level.block(torch.cat([x, kept.pop()], dim=1))
        return self.conv_out(silu(self.norm_out(x)))


def adamw(net):
    return torch.optim.AdamW(
        net.parameters(), lr=1e-4, betas=(0.9, 0.999), eps=1e-8, weight_decay=0.01, fused=True
    )


def step(net, optimiser, inputs, target):
    """One step of training; gives the loss before it. The gradients stay in the parameters."""
    optimiser.zero_grad(set_to_none=True)
    loss = mse_loss(net(inputs).float(), target)
    loss.backward()
    optimiser.step()
    return loss.item()
