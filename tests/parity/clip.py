"""Small text encoders of transformers' CLIP on weights from a formula.

The weights are those of formula.py, under the names that files have: some versions of transformers
leave out `text_model.` where there is no projection. A vector in place of a token is a row that the
reference's table has beyond the vocabulary; it is formula.py's u, under its own name.

The expected values come from the networks in float64 on these f32 weights. What PyTorch's f32
differs by is noted beside each output as `f32_difference`.
"""

import json

import torch
from common import floats, write
from formula import difference, fill, numbers, uniform
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

VOCABULARY = 30
SMALL = dict(
    vocab_size=VOCABULARY,
    hidden_size=16,
    intermediate_size=40,
    num_hidden_layers=3,
    num_attention_heads=4,
    max_position_embeddings=9,
    bos_token_id=28,
    pad_token_id=29,
)
# As Stable Diffusion 1 has it, but for the end, which its files say wrongly.
QUICK = dict(SMALL, hidden_act="quick_gelu", eos_token_id=29)
# As the second of SDXL has it: the end is the largest id.
PROJECTED = dict(
    SMALL, hidden_act="gelu", eos_token_id=2, projection_dim=12, layer_norm_eps=1e-4
)
# Beginning, words, end, and the end or other ids again to fill up; the last is a vector.
TEXTS = [
    [28, 3, 17, 3, 29, 29, 29, 29],
    [28, 29, 0, 0, 0, 0, 0, 0],
    [28, 5, 11, 0, 2, 9, 26, 29],
]
WITH_VECTOR = [[28, 4, VOCABULARY, 29, 29], [28, VOCABULARY, VOCABULARY, 7, 29]]
VECTOR = "vector"


def encoders(kind, config):
    """The network in f32 and in float64, with the vector as a row more of its table."""
    models = []
    for precision in (torch.float32, torch.float64):
        model = fill(kind(CLIPTextConfig(**config)))
        names = [[k, list(v.shape)] for k, v in model.state_dict().items()]
        table = model.get_input_embeddings()
        row = uniform(VECTOR, [1, config["hidden_size"]])
        table.weight = torch.nn.Parameter(torch.cat([table.weight, row]))
        models.append(model.to(precision))
    return *models, names


def outputs(model, texts):
    """What each layer gives, from the last, plain and normalised; the pooled texts."""
    found = model(torch.tensor(texts), output_hidden_states=True)
    text_model = getattr(model, "text_model", model)
    plain = found.hidden_states[:0:-1]
    normed = [text_model.final_layer_norm(hidden) for hidden in plain]
    assert torch.equal(normed[0], found.last_hidden_state)
    pooled = found.text_embeds if "text_embeds" in found else found.pooler_output
    return plain, normed, pooled


@torch.inference_mode()
def clip(name, kind, config, batches):
    single, double, names = encoders(kind, config)
    runs = []
    for texts in batches:
        plain, normed, pooled = outputs(double, texts)
        rounded = outputs(single, texts)
        pairs = zip([*plain, *normed, pooled], [*rounded[0], *rounded[1], rounded[2]])
        runs.append(
            {
                "texts": texts,
                "plain": [numbers(hidden) for hidden in plain],
                "normed": [numbers(hidden) for hidden in normed],
                "pooled": numbers(pooled),
                "f32_difference": max(difference(a, b) for a, b in pairs),
            }
        )
    content = {
        "config": json.loads(double.config.to_json_string(use_diff=False)),
        "parameters": names,
        "vector": floats(uniform(VECTOR, [config["hidden_size"]])),
        "runs": runs,
    }
    write(name, content)


clip("clip_quick", CLIPTextModel, QUICK, [TEXTS, WITH_VECTOR])
clip("clip_projected", CLIPTextModelWithProjection, PROJECTED, [TEXTS])
