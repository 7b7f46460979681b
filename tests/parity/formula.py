"""Weights from a formula, for the networks of other libraries.

The weights are not stored: both sides compute them from the parameters' names. Element i of the
tensor called NAME (row-major, as PyTorch lays it out) is built on

    seed = FNV-1a (64 bits) of NAME
    z    = splitmix64's finaliser of (i + seed) * 0x9e3779b97f4a7c15      (all modulo 2^64)
    u    = (z >> 40) / 2^23 - 1                                          (exact in f32)

and is, in f32 with one rounding per operation,

    0.1 * u          for every bias
    1 + 0.1 * u      for the weight of a norm, which is a weight with one axis
    s * u            for every other weight; s = sqrt(3 / fan_in), in f64 and then rounded

where fan_in is the product of all axes but the first.
"""

import numpy as np
import torch


def fnv1a(name):
    state = 0xCBF29CE484222325
    for byte in name.encode():
        state = (state ^ byte) * 0x100000001B3 % 2**64
    return state


def uniform(name, shape):
    """The values u of the formula."""
    with np.errstate(over="ignore"):
        z = np.arange(np.prod(shape, dtype=np.int64), dtype=np.uint64) + np.uint64(fnv1a(name))
        z *= np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    u = (z >> np.uint64(40)).astype(np.float32) / np.float32(2**23) - np.float32(1)
    return torch.from_numpy(u.reshape(shape))


def weight(name, shape):
    u = uniform(name, shape)
    if name.endswith(".bias"):
        return np.float32(0.1) * u
    if len(shape) == 1:
        return np.float32(1) + np.float32(0.1) * u
    return np.float32((3 / np.prod(shape[1:])) ** 0.5) * u


def fill(model):
    model.load_state_dict({k: weight(k, tuple(v.shape)) for k, v in model.state_dict().items()})
    return model.eval()


def numbers(tensor):
    return [float(f"{v:.7g}") for v in tensor.double().flatten().tolist()]


def difference(a, b):
    return float(f"{(a.double() - b.double()).abs().max().item():.2g}")
