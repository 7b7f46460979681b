"""What torch.randn gives on the CPU, as a hash of the little-endian f32 bytes and a few values."""

import hashlib

import torch
from common import write

SEEDS = [0, 1, 42, 2**32 - 1, 2**32 + 5, 2**63 + 12345]
COUNTS = [1, 15, 16, 17, 4 * 64 * 64, 100_003]


def fill(count, generator):
    return torch.randn(count, generator=generator).numpy().astype("<f4")


def entry(seed, counts):
    """The hash of several fills in a row, and the ends of the last one."""
    generator = torch.Generator().manual_seed(seed)
    fills = [fill(count, generator) for count in counts]
    digest = hashlib.sha256(b"".join(f.tobytes() for f in fills)).hexdigest()
    bits = [int(v) for v in fills[-1].view("<u4")]
    return {"seed": seed, "counts": counts, "sha256": digest, "first": bits[:4], "last": bits[-4:]}


single = [entry(seed, [count]) for seed in SEEDS for count in COUNTS]
mixed = [entry(7, [3, 17, 2, 64]), entry(8, [1, 1, 1])]
write("noise", single + mixed)
