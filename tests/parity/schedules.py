"""Noise schedules, spacings, the forward process and guidance, from diffusers and k-diffusion."""

import numpy as np
import torch
from common import floats, k_diffusion, write
from diffusers import DDPMScheduler, EulerDiscreteScheduler
from diffusers.guiders.guider_utils import rescale_noise_cfg

sampling, external = k_diffusion()

SCHEDULES = {
    "linear": dict(beta_schedule="linear", beta_start=0.0001, beta_end=0.02),
    "scaled_linear": dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012),
    "cosine": dict(beta_schedule="squaredcos_cap_v2"),
    "sigmoid": dict(beta_schedule="sigmoid", beta_start=0.0001, beta_end=0.02),
}
SD = SCHEDULES["scaled_linear"]
INDICES = [0, 1, 10, 100, 250, 333, 500, 700, 900, 990, 998, 999]


def schedule(name, settings, zero):
    ddpm = DDPMScheduler(**settings, rescale_betas_zero_snr=zero)
    alphas = ddpm.alphas_cumprod.clone()
    if zero:
        # What diffusers' own sigma-based schedulers do.
        alphas[-1] = 2**-24
    return {
        "name": name,
        "zero_terminal_snr": zero,
        "indices": INDICES,
        "betas": floats(ddpm.betas[INDICES]),
        "alphas_cumprod": floats(alphas[INDICES]),
    }


def conversions():
    """Between timesteps and noise levels, by k-diffusion.

    The table is in double precision: 1 - ᾱ of the first timesteps keeps only four digits in
    single precision, which shifts the timestep of a small level by some 3e-5.
    """
    betas = torch.linspace(0.00085**0.5, 0.012**0.5, 1000, dtype=torch.float64) ** 2
    alphas = torch.cumprod(1 - betas, dim=0)
    table = external.DiscreteSchedule(((1 - alphas) / alphas) ** 0.5, quantize=False)
    t = torch.tensor([0.0, 0.25, 17.5, 499.9, 998.6, 999.0])
    sigmas = torch.tensor([0.01, 0.03, 0.5, 1.0, 7.3, 14.6, 20.0], dtype=torch.float64)
    return {
        "timesteps": floats(t),
        "sigmas_of_timesteps": floats(table.t_to_sigma(t)),
        "sigmas": floats(sigmas),
        "timesteps_of_sigmas": floats(table.sigma_to_t(sigmas)),
    }


def sd_sigmas():
    alphas = DDPMScheduler(**SD).alphas_cumprod
    return ((1 - alphas) / alphas) ** 0.5


def euler(steps, **settings):
    scheduler = EulerDiscreteScheduler(**SD, **settings)
    scheduler.set_timesteps(steps)
    return scheduler.sigmas


def spacings(steps):
    table = external.DiscreteSchedule(sd_sigmas(), quantize=False)
    low, high = table.sigma_min.item(), table.sigma_max.item()
    # The last two are in no package; they are stated here in k-diffusion's terms.
    uniform = torch.linspace(999, 0, steps + 1)[:-1]
    simple = [table.sigmas[-(1 + int(i * 1000 / steps))].item() for i in range(steps)]
    return {
        "Normal": table.get_sigmas(steps),
        "Trailing": euler(steps, timestep_spacing="trailing"),
        "Karras": sampling.get_sigmas_karras(steps, low, high),
        "Exponential": sampling.get_sigmas_exponential(steps, low, high),
        "Beta": euler(steps, use_beta_sigmas=True),
        "SGM Uniform": sampling.append_zero(table.t_to_sigma(uniform)),
        "Simple": torch.tensor([*simple, 0.0]),
    }


def forward():
    """add_noise, get_velocity and the guidance rescale on two small pictures."""
    ddpm = DDPMScheduler(**SD)
    torch.manual_seed(2)
    clean, noise = torch.randn(2, 2, 2, 2), torch.randn(2, 2, 2, 2)
    timesteps = torch.tensor([30, 870])
    guided = noise + 7.5 * (clean - noise)
    return {
        "seed": 2,
        "timesteps": timesteps.tolist(),
        "noisy": floats(ddpm.add_noise(clean, noise, timesteps)),
        "velocity": floats(ddpm.get_velocity(clean, noise, timesteps)),
        "guided": floats(guided),
        "rescaled": floats(rescale_noise_cfg(guided, clean, guidance_rescale=0.7)),
    }


write(
    "schedules",
    {
        "schedules": [schedule(n, s, zero) for n, s in SCHEDULES.items() for zero in (False, True)],
        "conversions": conversions(),
        "spacings": [
            {"spacing": name, "sigmas": floats(np.asarray(sigmas))}
            for steps in (7, 20)
            for name, sigmas in spacings(steps).items()
        ],
        "forward": forward(),
    },
)
