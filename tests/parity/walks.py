"""Timesteps, noise levels and the scale of start noise, as diffusers' schedulers choose them."""

from common import floats, write
from diffusers import (
    DDIMScheduler,
    DPMSolverMultistepScheduler,
    EulerAncestralDiscreteScheduler,
    EulerDiscreteScheduler,
    UniPCMultistepScheduler,
)

SD = dict(beta_schedule="scaled_linear", beta_start=0.00085, beta_end=0.012)
SPACINGS = ("linspace", "leading", "trailing")


def walk(sampler, kind, steps, **settings):
    scheduler = kind(**SD, **settings)
    scheduler.set_timesteps(steps)
    if kind is DDIMScheduler:
        alphas = [*scheduler.alphas_cumprod[scheduler.timesteps], scheduler.final_alpha_cumprod]
        sigmas = [((1 - a) / a) ** 0.5 for a in alphas]
    else:
        sigmas = scheduler.sigmas
    start = float(scheduler.init_noise_sigma)
    if not isinstance(scheduler, (EulerDiscreteScheduler, EulerAncestralDiscreteScheduler)):
        # These keep pictures at unit variance; x = y·√(1 + σ²) is the other scale.
        start *= (1 + float(sigmas[0]) ** 2) ** 0.5
    return {
        "sampler": sampler,
        "steps": steps,
        "settings": settings,
        "timesteps": floats(scheduler.timesteps),
        "sigmas": floats(sigmas),
        "start": start,
    }


def walks(steps):
    for spacing in SPACINGS:
        common = dict(timestep_spacing=spacing, steps_offset=1 if spacing == "leading" else 0)
        yield walk("Euler a", EulerAncestralDiscreteScheduler, steps, **common)
        for karras in (False, True):
            for name, kind in (
                ("Euler", EulerDiscreteScheduler),
                ("DPM++ 2M", DPMSolverMultistepScheduler),
                ("UniPC", UniPCMultistepScheduler),
            ):
                yield walk(name, kind, steps, use_karras_sigmas=karras, **common)
    for spacing in ("leading", "trailing"):
        for one in (True, False):
            settings = dict(timestep_spacing=spacing, set_alpha_to_one=one)
            offset = 1 if spacing == "leading" else 0
            yield walk("DDIM", DDIMScheduler, steps, steps_offset=offset, **settings)
    early = dict(timestep_spacing="leading", steps_offset=1, final_sigmas_type="sigma_min")
    yield walk("Euler", EulerDiscreteScheduler, steps, **early)
    yield walk("DPM++ 2M", DPMSolverMultistepScheduler, steps, **early)


write("walks", [w for steps in (4, 25) for w in walks(steps)])
