"""Small BERTs of transformers on weights from a formula, and sentence embeddings of them.

Weights are by the formula of formula.py; tables of embeddings, which are no products, too. The
tokenizer is written here: WordPiece over a vocabulary of a few dozen entries, one that lower-cases
and one that does not.

The expected values come from the network in float64 on these f32 weights. What PyTorch's f32
differs by is noted beside each output as `f32_difference`.
"""

import json

import torch
from common import write
from formula import difference, fill, numbers
from tokenizers import Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import BertConfig, BertModel

CONFIG = dict(
    hidden_size=32,
    num_hidden_layers=2,
    num_attention_heads=4,
    intermediate_size=48,
    max_position_embeddings=24,
    type_vocab_size=2,
)
SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]
WORDS = (
    "a red cat sits on the mat ##s ##ting run ##ning blue , . ! ( ) 1 2 cafe "
    "猫 红 色 的 一 只 蓝 天 ， 。"
).split()
CASED = ["A", "Red", "Cat", "café"]
# As many tokens as sentence_bert_config.json would say.
LONGEST = 12
TEXTS = [
    "A red cat sits on the mat.",
    "cat",
    "",
    "一只红色的猫，蓝天。",
    "the CATS running, zebra (café) running 1 2!",
    "a [MASK] cat",
    "红色的 cat on 蓝天 the the the the the the the the",
]


def tokenizer(cased):
    words = SPECIAL + WORDS + (CASED if cased else [])
    vocabulary = {word: i for i, word in enumerate(words)}
    result = Tokenizer(models.WordPiece(vocabulary, unk_token="[UNK]"))
    result.normalizer = normalizers.BertNormalizer(lowercase=not cased)
    result.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    result.post_processor = processors.TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(word, vocabulary[word]) for word in ("[CLS]", "[SEP]")],
    )
    result.decoder = decoders.WordPiece()
    result.add_special_tokens(SPECIAL)
    # What a file says about cutting and padding is not what sentence-transformers goes by.
    result.enable_truncation(5)
    result.enable_padding(length=5)
    return result


@torch.inference_mode()
def bert(name, cased):
    tokens = tokenizer(cased)
    stored = tokens.to_str()
    config = BertConfig(vocab_size=tokens.get_vocab_size(), **CONFIG)
    single = fill(BertModel(config, add_pooling_layer=False))
    double = fill(BertModel(config, add_pooling_layer=False)).double()
    tokens.enable_truncation(LONGEST)
    tokens.enable_padding()
    batch = tokens.encode_batch(TEXTS)
    ids = torch.tensor([text.ids for text in batch])
    mask = torch.tensor([text.attention_mask for text in batch])
    hidden = double(ids, mask).last_hidden_state
    shares = mask[..., None].double()
    mean = (hidden * shares).sum(1) / shares.sum(1)
    content = {
        "config": json.loads(config.to_json_string(use_diff=False)),
        "tokenizer": json.loads(stored),
        "parameters": [[k, list(v.shape)] for k, v in double.state_dict().items()],
        "longest": LONGEST,
        "texts": TEXTS,
        "ids": ids.tolist(),
        "mask": mask.tolist(),
        "hidden": [numbers(h[: m.sum()]) for h, m in zip(hidden, mask)],
        "mean": [numbers(v) for v in torch.nn.functional.normalize(mean)],
        "first": [numbers(v) for v in torch.nn.functional.normalize(hidden[:, 0])],
        "f32_difference": difference(hidden, single(ids, mask).last_hidden_state),
    }
    write(name, content)


bert("bert_uncased", cased=False)
bert("bert_cased", cased=True)
