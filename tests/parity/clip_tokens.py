"""CLIP's tokens of many texts by transformers' CLIPTokenizer, and the merges in the program.

The list of merges is OpenAI's, as the package open-clip-torch carries it. The vocabulary follows
from it: each byte within a word, each at its end, each merge in order, the two marks.
"""

import gzip
import importlib.util
import random
import struct
import unicodedata
from pathlib import Path

from common import write
from transformers import CLIPTokenizer

MERGES = Path(__file__).parents[2] / "crates/diffusion/data/clip/merges.bin"
# The file has more merges than the vocabulary of 49,408 tokens.
COUNT = 49_408 - 2 * 256 - 2

TEXTS = """
a photo of a cat
A PHOTO OF A CAT
masterpiece, best quality, 1girl, solo, long hair, (red eyes:1.2), looking at viewer
1girl,solo,long_hair,red_eyes
photo-realistic, ultra-detailed, 8k, f/1.8, 35mm, ISO 100
by Greg Rutkowski and Alphonse Mucha, trending on ArtStation
score_9, score_8_up, score_7_up, rating_explicit
lowres, bad anatomy, bad hands, text, error, missing fingers, extra digit
Don't stop; it's what they'll do, we've said, I'm sure you're right, he'd go
DON'T STOP; IT'S WHAT THEY'LL DO
'sleep 'tis 're 've 'm 'll 'd 's's ''s "'s" '''
rock'n'roll o'clock O'Neill's
supercalifragilisticexpialidocious
pneumonoultramicroscopicsilicovolcanoconiosis
Donaudampfschifffahrtsgesellschaftskapitänsmütze
aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa
hahahahahahahahahahaha
!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!!
?!?!?! ... ,,, --- === ___ *** ~~~
a,b.c;d:e|f/g\\h<i>j[k]l{m}n(o)p
@user #hashtag $100 50% a&b a+b=c ^_^ `code`
1234567890 3.14159 1,000,000 2e10 0x1F 1st 2nd 12:30
Ⅷ ½ ² ₃ ① ㊿ ٣ ५ 五 〇
x²+y²=z² H₂O E=mc²
café naïve façade Ångström résumé Übergröße
cafe\u0301 nai\u0308ve A\u030angstrom
ﬁne ﬂow Ａｂｃ １２３ ＂
ΣΑΣ ΟΔΥΣΣΕΥΣ σίσυφος ὈΔΥΣΣΕΎΣ
İstanbul ISPARTA ırmak ıI
ẞ ß STRASSE ﬀ ŉ ǰ
Привет, МИР! Ёлка
שלום עולם
مرحبا بالعالم
नमस्ते दुनिया हिन्दी
สวัสดีชาวโลก
안녕하세요 세계
こんにちは世界 カタカナ ﾊﾝｶｸ
一只红色的猫，坐在蓝色的椅子上。
红色cat猫 a猫b 猫1猫
「你好」——他说：“再见！”
繁體中文 简体中文
𠮷野家 𝔘𝔫𝔦𝔠𝔬𝔡𝔢 𝟙𝟚𝟛
👍 👍🏽 👨‍👩‍👧‍👦 🇨🇳 ❤️ ☺ 🐱‍👤 1️⃣
a👍b 👍👍👍 cat🐱dog
Ⓐ ⓐ 🄰 🅰 🅱️ b
a\u200bb a\u200cb a\u200db a\ufeffb a\u00adb
a\u0000b\u0001c\u0007d\u001be\u007ff
a\u0085b a\u00a0b a\u2003b a\u3000b a\u2028b a\u2029b
a\u001cb a\u001fb a\u180eb a\u200eb
tab\there carriage\rreturn form\u000cfeed vertical\u000btab
\ufffd \ue000 \U000f0000 \U0010ffff
a\u0301\u0302\u0303 e\u0327\u0301 q\u0307\u0323
\u1100\u1161\u11a8 각
\u212b \u2126 \uf900
ſ K ǅ ǲ
zalgo h\u0335\u0321e\u0336l\u0337l\u0338o
<|startoftext|>
<|endoftext|>
a <|endoftext|> b<|startoftext|>c
<|endoftext|><|endoftext|>!
<|end oftext|> <|endoftext <start_of_text>
<|ENDOFTEXT|> a
&amp; &lt;b&gt; &quot;hi&quot; &#39;
<b>bold</b> http://example.com/a?b=c&d=e user@example.com
C++ C# F# .NET node.js a.b.c v1.5-pruned
embedding:easynegative <lora:add_detail:0.8> [cat:dog:0.5] {a|b} __wildcard__
easynegative bad-hands-5 BadDream FastNegativeV2 ng_deepnegative_v1_75t
""".strip("\n").split("\n")
BLANKS = ["", "new\nline", " ", "   ", "\n", "\t \n", "\u3000", " a", "a ", "  a  b  ", "\n\na\n\nb\n\n"]
WORDS = "cat Dog hair, red_eyes 1girl (blue) don't 猫 红色 👍 É ... 's 12 x² \u0301 \u200b ２ ｱ ё".split(" ")
# Ranges of characters of which texts are drawn: all of them, planes that are used, signs.
RANGES = [(0x20, 0x7F), (0xA0, 0x250), (0x370, 0x600), (0x900, 0xE00), (0x2000, 0x2C00)]
RANGES += [(0x3000, 0x3200), (0x4E00, 0x9FFF), (0x1F300, 0x1F700), (0, 0x500), (0xF900, 0xFFFF)]


def drawn(source):
    """Texts of random words, and of random characters that are assigned."""
    for _ in range(50):
        yield source.choice(["", " "]).join(source.choices(WORDS, k=source.randint(1, 12)))
    for i in range(80):
        low, high = RANGES[i % len(RANGES)]
        letters = (chr(source.randrange(low, high)) for _ in range(source.randint(1, 16)))
        # What this Python does not know yet, the libraries may see each in their own way.
        yield "".join(letter for letter in letters if unicodedata.category(letter) not in ("Cn", "Cs"))


def merges():
    folder = importlib.util.find_spec("open_clip").submodule_search_locations[0]
    text = gzip.open(Path(folder) / "bpe_simple_vocab_16e6.txt.gz").read().decode()
    return [tuple(line.split()) for line in text.split("\n")[1 : COUNT + 1]]


def vocabulary(pairs):
    visible = [*range(33, 127), *range(161, 173), *range(174, 256)]
    hidden = 256 - len(visible)
    letters = [chr(byte) for byte in visible] + [chr(256 + i) for i in range(hidden)]
    tokens = letters + [letter + "</w>" for letter in letters] + [a + b for a, b in pairs]
    return {token: i for i, token in enumerate(tokens + ["<|startoftext|>", "<|endoftext|>"])}


pairs = merges()
ids = vocabulary(pairs)
MERGES.write_bytes(b"".join(struct.pack("<HH", ids[a], ids[b]) for a, b in pairs))
tokenizer = CLIPTokenizer(vocab=ids, merges=pairs)
texts = TEXTS + BLANKS + list(drawn(random.Random(5)))
tokens = tokenizer(texts, add_special_tokens=False)["input_ids"]
write("clip_tokens", list(zip(texts, tokens)))
