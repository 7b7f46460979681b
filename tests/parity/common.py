"""What the export scripts share."""

import importlib.machinery
import importlib.util
import json
import sys
import types
from pathlib import Path
from unittest import mock

import torch

FIXTURES = Path(__file__).parent / "fixtures"


def write(name, content):
    FIXTURES.mkdir(exist_ok=True)
    (FIXTURES / f"{name}.json").write_text(json.dumps(content, separators=(",", ":")) + "\n")


def floats(tensor):
    """The values, short, yet exact to an f32."""
    return [float(f"{v:.9g}") for v in torch.as_tensor(tensor).double().flatten().tolist()]


def k_diffusion():
    """k-diffusion's samplers and wrappers, without the training code that its package imports."""
    for name in ("torchvision", "torchvision.transforms", "torchdiffeq", "torchsde"):
        if name not in sys.modules:
            stub = mock.MagicMock()
            stub.__spec__ = importlib.machinery.ModuleSpec(name, None)
            sys.modules[name] = stub
    package = types.ModuleType("k_diffusion")
    found = importlib.util.find_spec("k_diffusion")
    package.__path__ = list(found.submodule_search_locations)
    sys.modules["k_diffusion"] = package
    from k_diffusion import external, sampling

    return sampling, external
