"""Weights on a text encoder's vectors, in PyTorch's words for A1111's and ComfyUI's rules."""

import torch
from common import floats, write

torch.manual_seed(11)
TOKENS, NUMBERS = 7, 5
vectors = torch.randn(TOKENS, NUMBERS) + 0.3
empty = torch.randn(TOKENS, NUMBERS)
weights = torch.tensor([1.0, 1.1, 1.3, 0.5, -0.4, 1 / 1.1, 1.0])

column = weights[:, None]
multiplied = vectors * column
write(
    "emphasis",
    {
        "weights": floats(weights),
        "vectors": floats(vectors),
        "empty": floats(empty),
        "multiplied": floats(multiplied),
        "restored": floats(multiplied * (vectors.mean() / multiplied.mean())),
        "from_empty": floats(torch.lerp(empty, vectors, column)),
    },
)
