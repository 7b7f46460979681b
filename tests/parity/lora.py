"""Learning a LoRA in PyTorch: gradients of one step, and losses over several steps of AdamW.

The network is that of unet_small.json, frozen, on weights from formula.py. Each linear layer and each
convolution of one pixel in its transformers has a change alpha / rank * up * down on top, as kohya's
scripts place them, under their names; down and up begin with the formula's values, halved. Latents,
noise and context are the formula's u. The loss is that of a network that predicts the noise, weighed
by min-SNR with gamma 5 (Hang et al. 2023), under Stable Diffusion's betas.
"""

import json

import torch
from common import FIXTURES, write
from diffusers import DDPMScheduler, UNet2DConditionModel
from formula import fill, numbers, uniform, weight

RANK, ALPHA, GAMMA = 3, 2.0, 5.0
TIMESTEPS = [741, 58]
STEPS, RATE = 5, 0.01
# Modules of which all gradients are kept; of the others only the norms.
KEPT = ("proj_in", "0_attn1_to_q", "0_attn2_to_k", "0_ff_net_2")


class Change(torch.nn.Module):
    """A linear layer or convolution of one pixel with a change on top."""

    def __init__(self, layer, name):
        super().__init__()
        self.layer = layer
        outputs, inputs = layer.weight.shape[:2]
        ones = layer.weight.shape[2:]
        half = lambda piece, shape: torch.nn.Parameter(
            weight(f"{name}.lora_{piece}.weight", shape) / 2
        )
        self.down = half("down", (RANK, inputs, *ones))
        self.up = half("up", (outputs, RANK, *ones))

    def forward(self, x):
        if self.down.ndim == 4:
            narrow = torch.nn.functional.conv2d(x, self.down)
            change = torch.nn.functional.conv2d(narrow, self.up)
        else:
            change = x @ self.down.T @ self.up.T
        return self.layer(x) + ALPHA / RANK * change


def changed(model):
    """Puts changes on top; gives them by kohya's names."""
    changes = {}
    for name, module in list(model.named_modules()):
        pointwise = getattr(module, "kernel_size", None) == (1, 1)
        if ".attentions." not in f".{name}" or not (
            isinstance(module, torch.nn.Linear) or pointwise
        ):
            continue
        parent, _, last = name.rpartition(".")
        kohya = "lora_unet_" + name.replace(".", "_")
        changes[kohya] = Change(module, kohya)
        setattr(model.get_submodule(parent), last, changes[kohya])
    return changes


def main():
    config = json.loads((FIXTURES / "unet_small.json").read_text())["config"]
    model = fill(UNet2DConditionModel.from_config(config)).requires_grad_(False)
    changes = changed(model)
    model = model.double()
    shape = (len(TIMESTEPS), 4, 8, 8)
    latents, noise = (uniform(name, shape).double() for name in ("latents", "noise"))
    context = uniform("context", (len(TIMESTEPS), 5, 24)).double()
    schedule = DDPMScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear"
    )
    share = schedule.alphas_cumprod.double()[TIMESTEPS].view(-1, 1, 1, 1)
    snr = share / (1 - share)
    noisy = share.sqrt() * latents + (1 - share).sqrt() * noise
    weights = snr.clamp(max=GAMMA) / snr

    def loss():
        predicted = model(noisy, torch.tensor(TIMESTEPS), context).sample
        return (weights * (predicted - noise) ** 2).mean()

    first = loss()
    first.backward()
    grads = {}
    for name, change in sorted(changes.items()):
        for piece, parameter in (("down", change.down), ("up", change.up)):
            found = {"norm": numbers(parameter.grad.norm())[0]}
            if name.endswith(KEPT) and "mid_block" in name:
                found["values"] = numbers(parameter.grad)
            grads[f"{name}.lora_{piece}.weight"] = found

    parameters = [p for change in changes.values() for p in (change.down, change.up)]
    optimiser = torch.optim.AdamW(parameters, lr=RATE, betas=(0.9, 0.999), weight_decay=0.01)
    losses = []
    for _ in range(STEPS):
        optimiser.zero_grad()
        value = loss()
        value.backward()
        torch.nn.utils.clip_grad_norm_(parameters, 1.0)
        optimiser.step()
        losses.append(value.item())
    write(
        "lora",
        {
            "rank": RANK,
            "alpha": ALPHA,
            "timesteps": TIMESTEPS,
            "shares": numbers(share),
            "weights": numbers(weights),
            "rate": RATE,
            "grads": grads,
            "losses": [float(f"{value:.9g}") for value in losses],
        },
    )


main()
