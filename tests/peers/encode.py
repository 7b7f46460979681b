"""Encodes texts with sentence-transformers on request: encode.py MODEL TEXTS.

MODEL is a folder in Hugging Face's layout; TEXTS has a JSON object with a `text` in each line.
As worker.py, it writes only JSON to the standard output, a line at once for each of:

    {"ready": true, "texts": N}    after loading and one first run
    {"seconds": S}                 for each line "run" it is given

The vectors of the last run go to the file that a line "write PATH" names, as f32, text after
text; the answer is {"written": true}.
"""

import json
import os
import sys
import time
from pathlib import Path

THREADS = 2
BATCH = 32


def main(model, texts):
    output = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    os.environ["RAYON_NUM_THREADS"] = str(THREADS)
    import torch
    from sentence_transformers import SentenceTransformer

    torch.set_num_threads(THREADS)
    encoder = SentenceTransformer(model, device="cpu", local_files_only=True)
    texts = [json.loads(line)["text"] for line in Path(texts).read_text().splitlines()]

    def say(**content):
        output.write(json.dumps(content) + "\n")

    def encode():
        return encoder.encode(texts, batch_size=BATCH, normalize_embeddings=True)

    vectors = encode()
    say(ready=True, texts=len(texts))
    for line in sys.stdin:
        word, _, path = line.strip().partition(" ")
        if word == "run":
            start = time.perf_counter()
            vectors = encode()
            say(seconds=time.perf_counter() - start)
        elif word == "write":
            vectors.astype("<f4").tofile(path)
            say(written=True)


main(*sys.argv[1:])
