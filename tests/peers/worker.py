"""Runs one peer on request: worker.py ENGINE WORK PRECISION FOLDER.

ENGINE is torch, onnxruntime or openvino; WORK is unet64, vae32 or train (torch only); PRECISION is
f32 or bf16 (not onnxruntime, which has no bf16 on CPUs); FOLDER is what prepare.py wrote.

The one who measures calls each run, so that several engines can take turns on one machine. Only
JSON goes to the standard output, a line at once for each of:

    {"ready": true, "setup_seconds": S, "difference": D}    after setting up and one first run
    {"seconds": S}                                              for each line "run" it is given
    {"peak_gb": G}                                              at "quit" or the end of the input

`setup_seconds` count imports, loading and compiling, but not the first run. `difference` is that
from PyTorch's f32 result as a share, the root of the sum of its squares over that of the result;
for train, the largest from its first losses. `peak_gb` is the most
memory the process has held, in 1e9 bytes: since it started, setting up and the parts of files
that it maps included. Training tries two memory layouts in setting up, says in `layout` which it
took, and counts `peak_gb` from there on.

An engine's imports are in its own functions: no peer carries another's memory.
"""

import json
import os
import sys
import time
from pathlib import Path

THREADS = 2
RUNS = {
    "unet64": ("unet", ["sample", "timestep", "context"]),
    "vae32": ("vae", ["latents"]),
}


def open_output():
    """The standard output for us alone; what libraries print there goes to the errors instead."""
    ours = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return lambda **content: ours.write(json.dumps(content) + "\n")


def peak_gb():
    status = Path("/proc/self/status").read_text()
    kilobytes = status.split("VmHWM:")[1].split()[0]
    return int(kilobytes) * 1024 / 1e9


def forget_peak():
    """Has `peak_gb` count from what is held now."""
    Path("/proc/self/clear_refs").write_text("5")


def timed(run):
    start = time.perf_counter()
    result = run()
    return time.perf_counter() - start, result


def serve(say, run):
    """Runs whenever the input says so, until it says `quit` or ends."""
    for line in sys.stdin:
        if line.strip() == "quit":
            break
        if line.strip() == "run":
            say(seconds=timed(run)[0])
    say(peak_gb=peak_gb())


def torch_network(folder, network, dtype):
    """The network with its convolutions in the layout that oneDNN likes best.

    Parameters go one by one from the file to their place, so that there is never a second copy of
    them all. Of the autoencoder only what decodes is loaded.
    """
    import torch
    from diffusers import AutoencoderKL, UNet2DConditionModel
    from safetensors import safe_open

    kind = {"unet": UNet2DConditionModel, "vae": AutoencoderKL}[network]
    with torch.device("meta"):
        model = kind.from_config(kind.load_config(folder / network))
    if network == "vae":
        del model.encoder, model.quant_conv

    def place(name):
        with safe_open(folder / network / "diffusion_pytorch_model.safetensors", "pt") as file:
            stored = file.get_tensor(name)
        layout = torch.channels_last if stored.dim() == 4 else torch.contiguous_format
        return stored.to(dtype, memory_format=layout, copy=True)

    model.load_state_dict({name: place(name) for name in model.state_dict()}, assign=True)
    return model.eval()


def torch_inference(work, precision, folder):
    import torch
    from safetensors.torch import load_file

    torch.set_num_threads(THREADS)
    dtype = {"f32": torch.float32, "bf16": torch.bfloat16}[precision]
    network, names = RUNS[work]
    model = torch_network(folder, network, dtype)
    stored = load_file(folder / f"{work}.safetensors")
    inputs = [stored[name].to(dtype) for name in names]
    inputs[0] = inputs[0].contiguous(memory_format=torch.channels_last)
    predict = model if network == "unet" else model.decode

    @torch.inference_mode()
    def run():
        return predict(*inputs, return_dict=False)[0]

    def difference(out):
        return ((out.float() - stored["out"]).norm() / stored["out"].norm()).item()

    return run, difference, {}


def torch_train(_work, precision, folder):
    """Steps in whichever layout is the faster here: it differs by machine and by precision."""
    import torch
    from safetensors.torch import load_file
    from small import Small, adamw, step

    torch.set_num_threads(THREADS)
    batch = load_file(folder / "small" / "batch.safetensors")
    layouts = {"contiguous": torch.contiguous_format, "channels_last": torch.channels_last}

    def trainer(layout):
        net = Small()
        net.load_state_dict(load_file(folder / "small" / "model.safetensors"))
        net = net.to(memory_format=layouts[layout])
        data = [batch[k].contiguous(memory_format=layouts[layout]) for k in ("input", "target")]
        optimiser = adamw(net)

        def run():
            with torch.autocast("cpu", torch.bfloat16, enabled=precision == "bf16"):
                return step(net, optimiser, *data)

        return run

    layout, apart = fastest({name: trainer(name) for name in layouts}, batch["losses"].tolist())
    forget_peak()
    return trainer(layout), lambda _loss: apart, {"layout": layout}


def fastest(trainers, losses):
    """Whose best of 3 steps, taken in turns, is the shortest, and how far its losses are off."""
    steps = {name: [] for name in trainers}
    for _ in range(3):
        for name, run in trainers.items():
            steps[name].append(timed(run))
    best = min(steps, key=lambda name: min(seconds for seconds, _ in steps[name]))
    return best, max(abs(ours - theirs) for (_, ours), theirs in zip(steps[best], losses))


def numpy_run(work, folder):
    """Where the exported network is, its inputs and how far a result is from the stored one."""
    import numpy as np
    from safetensors.numpy import load_file

    network, names = RUNS[work]
    stored = load_file(folder / f"{work}.safetensors")
    inputs = {name: stored[name] for name in names}
    path = folder / f"{network}_onnx" / "model.onnx"

    def difference(out):
        return float(np.linalg.norm(out - stored["out"]) / np.linalg.norm(stored["out"]))

    return path, inputs, difference


def onnxruntime_inference(work, _precision, folder):
    import onnxruntime

    path, inputs, difference = numpy_run(work, folder)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = THREADS
    options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    return lambda: session.run(None, inputs)[0], difference, {}


def openvino_inference(work, precision, folder):
    import openvino

    path, inputs, difference = numpy_run(work, folder)
    settings = {
        "INFERENCE_NUM_THREADS": THREADS,
        "PERFORMANCE_HINT": "LATENCY",
        "INFERENCE_PRECISION_HINT": precision,
    }
    compiled = openvino.Core().compile_model(path, "CPU", settings)
    request = compiled.create_infer_request()
    return lambda: request.infer(inputs)[0], difference, {}


ENGINES = {
    **{("torch", work, p): torch_inference for work in RUNS for p in ("f32", "bf16")},
    **{("torch", "train", p): torch_train for p in ("f32", "bf16")},
    **{("onnxruntime", work, "f32"): onnxruntime_inference for work in RUNS},
    **{("openvino", work, p): openvino_inference for work in RUNS for p in ("f32", "bf16")},
}


def main(engine, work, precision, folder):
    say = open_output()
    if (engine, work, precision) not in ENGINES:
        sys.exit(f"{engine} does not do {work} in {precision}")
    set_up = ENGINES[engine, work, precision]
    setup_seconds, (run, difference, notes) = timed(lambda: set_up(work, precision, Path(folder)))
    say(ready=True, setup_seconds=setup_seconds, difference=difference(run()), **notes)
    serve(say, run)


if __name__ == "__main__":
    main(*sys.argv[1:])
