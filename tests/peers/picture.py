"""Paints a picture on request: picture.py ENGINE FOLDER.

ENGINE is torch, openvino or sdcpp; FOLDER is what prepare.py wrote with --pictures. A picture is of
512x512 pixels by Stable Diffusion 1.5's networks, "a cat" without a negative prompt, 20 steps of
Euler, guidance 7.5, in bf16 (sdcpp: the file's f16). A run is all of it but loading: text, steps
and decoder. The protocol is worker.py's, without a difference.
"""

import sys
from pathlib import Path

from worker import THREADS, open_output, serve, timed, torch_network

STEPS = 20
GUIDANCE = 7.5
SIDE = 512
# "a cat" by CLIP's vocabulary, between its begin and end; padding is the end again.
BEGIN, END = 49406, 49407
CAT = [320, 2368]
SCALE = 0.18215


def ids():
    """The tokens of the empty prompt and of "a cat", [2, 77]."""
    import torch

    rows = [[BEGIN, *words, *[END] * (76 - len(words))] for words in ([], CAT)]
    return torch.tensor(rows)


def paint(encode, predict, decode):
    """What diffusers' pipeline does, over three functions on f32 tensors."""
    import torch
    from diffusers import EulerDiscreteScheduler

    scheduler = EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1,
        timestep_spacing="leading",
    )  # fmt: skip
    scheduler.set_timesteps(STEPS)
    context = encode(ids())
    noise = torch.randn(1, 4, SIDE // 8, SIDE // 8, generator=torch.manual_seed(1))
    latents = noise * scheduler.init_noise_sigma
    for time in scheduler.timesteps:
        x = scheduler.scale_model_input(latents, time)
        without, with_it = predict(torch.cat([x, x]), time.reshape(1).float(), context).chunk(2)
        noise = without + GUIDANCE * (with_it - without)
        latents = scheduler.step(noise, time, latents).prev_sample
    return decode(latents / SCALE)


def torch_painter(folder):
    import torch
    from transformers import CLIPTextModel

    torch.set_num_threads(THREADS)
    dtype = torch.bfloat16
    text = CLIPTextModel.from_pretrained(folder / "text", dtype=dtype).eval()
    unet, vae = (torch_network(folder, network, dtype) for network in ("unet", "vae"))

    def last(x):
        return x.to(dtype).contiguous(memory_format=torch.channels_last)

    @torch.inference_mode()
    def run():
        return paint(
            lambda ids: text(ids).last_hidden_state,
            lambda x, time, context: unet(last(x), time, context, return_dict=False)[0].float(),
            lambda latents: vae.decode(last(latents), return_dict=False)[0].float(),
        )

    return run


def openvino_painter(folder):
    import openvino
    import torch

    settings = {
        "INFERENCE_NUM_THREADS": THREADS,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": "bf16",
    }
    core = openvino.Core()

    def network(name):
        compiled = core.compile_model(folder / name / "model.onnx", "CPU", settings)
        request = compiled.create_infer_request()
        return lambda *inputs: torch.from_numpy(request.infer([x.numpy() for x in inputs])[0])

    networks = [network(name) for name in ("text_onnx", "unet_pair_onnx", "vae64_onnx")]
    return lambda: paint(*networks)


def sdcpp_painter(folder):
    from stable_diffusion_cpp import StableDiffusion

    file = str(folder / "sd15.safetensors")
    model = StableDiffusion(model_path=file, n_threads=THREADS, verbose=False)
    return lambda: model.generate_image(
        prompt="a cat", width=SIDE, height=SIDE, cfg_scale=GUIDANCE, sample_steps=STEPS,
        sample_method="euler", seed=1,
    )  # fmt: skip


PAINTERS = {"torch": torch_painter, "openvino": openvino_painter, "sdcpp": sdcpp_painter}


def main(engine, folder):
    say = open_output()
    setup_seconds, run = timed(lambda: PAINTERS[engine](Path(folder)))
    say(ready=True, setup_seconds=setup_seconds)
    serve(say, run)


if __name__ == "__main__":
    main(*sys.argv[1:])
