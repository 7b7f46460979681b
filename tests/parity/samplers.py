"""Trajectories of a toy network under every sampler, from k-diffusion and diffusers."""

import torch
from common import floats, k_diffusion, write
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    LCMScheduler,
    PNDMScheduler,
    UniPCMultistepScheduler,
)

sampling, _ = k_diffusion()

SHAPE = (1, 4, 2, 2)
SHORT = [5.0, 3.0, 1.6, 0.7, 0.0]
LONG = sampling.get_sigmas_karras(20, 0.0292, 14.6146)
SD = dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
# Every state of a short run is kept, and of a long one these.
KEPT_OF_LONG = (1, 5, 10, 15, 19)

K_SAMPLERS = {
    "Euler": sampling.sample_euler,
    "Euler a": sampling.sample_euler_ancestral,
    "Heun": sampling.sample_heun,
    "LMS": sampling.sample_lms,
    "DPM2": sampling.sample_dpm_2,
    "DPM2 a": sampling.sample_dpm_2_ancestral,
    "DPM++ 2M": sampling.sample_dpmpp_2m,
    "DPM++ 2M SDE": sampling.sample_dpmpp_2m_sde,
    "DPM++ SDE": sampling.sample_dpmpp_sde,
    "DPM++ 3M SDE": sampling.sample_dpmpp_3m_sde,
    "DPM++ 2S a": sampling.sample_dpmpp_2s_ancestral,
}
STOCHASTIC = {"Euler a", "DPM2 a", "DPM++ 2M SDE", "DPM++ SDE", "DPM++ 2S a", "DPM++ 3M SDE"}
D_SAMPLERS = {
    "DDPM": lambda: DDPMScheduler(**SD, prediction_type="sample", clip_sample=False),
    "DDIM": lambda: DDIMScheduler(**SD, prediction_type="sample", clip_sample=False),
    "UniPC": lambda: UniPCMultistepScheduler(**SD, prediction_type="sample"),
    "LCM": lambda: LCMScheduler(**SD, prediction_type="sample"),
}


def toy(x, sigma, **_):
    """A denoiser that is nonlinear in both arguments; the tests hold the same one."""
    sigma = torch.as_tensor(sigma).reshape(-1, 1, 1, 1)
    c = 1 / (1 + sigma**2) ** 0.5
    return 0.6 * torch.tanh(1.5 * c * x + 0.3 * c) + 0.3 * c**2 * x


class BrownianPath:
    """Increments of one path in sigma, from independent draws, as a noise sampler.

    A second interval that starts where the last one did contains it (DPM++ SDE asks so), and is
    the last increment plus an independent rest.
    """

    def __init__(self, generator):
        self.generator = generator
        self.last = None

    def __call__(self, start, end):
        start, end = float(start), float(end)
        fresh = torch.randn(SHAPE, generator=self.generator)
        if self.last is not None and abs(self.last[0] - start) < 1e-5 * start:
            share = (start - self.last[1]) / (start - end)
            fresh = share**0.5 * self.last[2] + (1 - share) ** 0.5 * fresh
            self.last = None
        else:
            self.last = (start, end, fresh)
        return fresh


def record(name, seed, sigmas, states, result):
    kept = KEPT_OF_LONG if len(sigmas) > 10 else range(1, len(sigmas) - 1)
    return {
        "sampler": name,
        "seed": seed,
        "sigmas": floats(sigmas),
        "states": [[i, floats(states[i])] for i in kept],
        "result": floats(result),
    }


def by_k_diffusion(name, seed, sigmas):
    sigmas = torch.as_tensor(sigmas)
    generator = torch.Generator().manual_seed(seed)
    x = torch.randn(SHAPE, generator=generator) * sigmas[0]
    extra = {"noise_sampler": BrownianPath(generator)} if name in STOCHASTIC else {}
    states = []
    keep = lambda info: states.append(info["x"].clone())
    result = K_SAMPLERS[name](toy, x, sigmas, callback=keep, disable=True, **extra)
    return record(name, seed, sigmas, states, result)


def by_diffusers(name, seed, steps):
    """diffusers scales pictures to unit variance; x = y·√(1 + σ²) is the other scale."""
    scheduler = D_SAMPLERS[name]()
    scheduler.set_timesteps(steps)
    generator = torch.Generator().manual_seed(seed)
    alphas = scheduler.alphas_cumprod[scheduler.timesteps].double()
    sigmas = torch.cat([((1 - alphas) / alphas) ** 0.5, torch.zeros(1)])
    noise = torch.randn(SHAPE, generator=generator)
    y = (noise * sigmas[0] / (1 + sigmas[0] ** 2) ** 0.5).float()
    states = []
    extra = {} if name in ("UniPC", "DDIM") else {"generator": generator}
    for sigma, timestep in zip(sigmas, scheduler.timesteps):
        x = (y.double() * (1 + sigma**2) ** 0.5).float()
        states.append(x)
        y = scheduler.step(toy(x, sigma.float()), timestep, y, **extra).prev_sample
    return record(name, seed, sigmas, states, y)


def by_pndm(seed, steps):
    """PNDM takes noise, not pictures, and asks twice in its first step, at the levels of both ends."""
    scheduler = PNDMScheduler(**SD, skip_prk_steps=True, set_alpha_to_one=True)
    scheduler.set_timesteps(steps)
    noise = torch.randn(SHAPE, generator=torch.Generator().manual_seed(seed))
    alphas = scheduler.alphas_cumprod[scheduler.timesteps].double()
    levels = ((1 - alphas) / alphas) ** 0.5
    y = (noise * levels[0] / (1 + levels[0] ** 2) ** 0.5).float()
    states = []
    for sigma, timestep in zip(levels, scheduler.timesteps):
        x = (y.double() * (1 + sigma**2) ** 0.5).float()
        states.append(x)
        y = scheduler.step((x - toy(x, sigma.float())) / sigma.float(), timestep, y).prev_sample
    once = [0, *range(2, len(levels))]
    sigmas = torch.cat([levels[once], torch.zeros(1)])
    return record("PLMS", seed, sigmas, [states[i] for i in once], y)


runs = []
for seed, name in enumerate(D_SAMPLERS, 100):
    runs += [by_diffusers(name, seed, steps) for steps in (4, 20)]
for seed, name in enumerate(K_SAMPLERS, 200):
    runs += [by_k_diffusion(name, seed, sigmas) for sigmas in (SHORT, LONG)]
runs += [by_pndm(300, steps) for steps in (4, 20)]
write("samplers", runs)
