"""Blocks of few bits and a small file of GGUF, by llama.cpp's own package `gguf`; PyTorch's f8."""

import math
import tempfile
from pathlib import Path

import numpy as np
import torch
from common import floats, write
from gguf import GGML_QUANT_SIZES, GGMLQuantizationType, GGUFWriter
from gguf.quants import dequantize

KINDS = ("Q4_0", "Q4_1", "Q5_0", "Q5_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K")
# Where in a block the f16 numbers are, which must be no NaN.
HALVES = {"Q4_0": [0], "Q4_1": [0, 2], "Q5_0": [0], "Q5_1": [0, 2], "Q8_0": [0]}
HALVES |= {"Q4_K": [0, 2], "Q5_K": [0, 2], "Q6_K": [208]}
BLOCKS = 2


def random_blocks(kind, random):
    size = GGML_QUANT_SIZES[GGMLQuantizationType[kind]][1]
    blocks = random.integers(0, 256, (BLOCKS, size), dtype=np.uint8)
    for place in HALVES[kind]:
        halves = random.normal(size=BLOCKS).astype(np.float16)
        blocks[:, place : place + 2] = halves.view(np.uint8).reshape(BLOCKS, 2)
    return blocks


def small_file(random):
    """A file with a matrix in three formats, a list and a text among its values."""
    matrix = np.arange(6, dtype=np.float32).reshape(2, 3)
    q8_0 = random_blocks("Q8_0", random)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.gguf"
        writer = GGUFWriter(path, "sd1")
        writer.add_array("a.list", ["one", "two"])
        writer.add_array("comfy.gguf.orig_shape.reshaped", [2, 4, 2, 4])
        writer.add_tensor("single", matrix)
        writer.add_tensor("half", matrix.astype(np.float16))
        writer.add_tensor("blocks", q8_0, raw_dtype=GGMLQuantizationType.Q8_0)
        writer.add_tensor("reshaped", np.arange(64, dtype=np.float32))
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
        return path.read_bytes().hex(), floats(dequantize(q8_0, GGMLQuantizationType.Q8_0))


def every(kind):
    """The numbers of all bytes; none for what is not finite."""
    values = torch.arange(256, dtype=torch.uint8).view(kind).float()
    return [value if math.isfinite(value) else None for value in values.tolist()]


def main():
    random = np.random.default_rng(0)
    blocks = {}
    for kind in KINDS:
        stored = random_blocks(kind, random)
        values = dequantize(stored, GGMLQuantizationType[kind])
        blocks[kind] = {"bytes": stored.tobytes().hex(), "values": floats(values)}
    file, q8_0 = small_file(random)
    f8_e4m3, f8_e5m2 = every(torch.float8_e4m3fn), every(torch.float8_e5m2)
    content = {"blocks": blocks, "file": file, "q8_0": q8_0}
    write("quantised", content | {"f8_e4m3": f8_e4m3, "f8_e5m2": f8_e5m2})


main()
