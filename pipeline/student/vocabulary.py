"""The student's vocabulary: the teacher's English word pieces plus Thai, Vietnamese and Chinese.

New tokens start from what they translate to: a word-by-word translation table
(IBM model 1; Brown et al., 1993, "The Mathematics of Statistical Machine
Translation") is estimated on the parallel rows, and a token's first vector is
the mean of the English token vectors it translates to.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from tokenizers import Regex, Tokenizer, normalizers, pre_tokenizers
from tokenizers.models import Unigram, WordPiece
from tokenizers.processors import TemplateProcessing
from tokenizers.trainers import UnigramTrainer

from hsclassify.text import LANGUAGES, Language, clean

THAI_PIECES: Final = 7000
THAI_PIECE_LENGTH: Final = 14
MAX_TOKENS: Final = 128
_MAX_ALIGNED: Final = 24
"""Tokens of a text that are aligned: pairs grow with the product of both lengths."""
_SPECIAL: Final = ("[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]")
_THAI_RUN: Final = re.compile(r"[\u0e00-\u0e7f]+")
_HAN: Final = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_WORD: Final = re.compile(r"[^\W\d_]+")


def teacher_pieces(tokenizer_file: Path) -> list[str]:
    """Return the teacher's word pieces in id order, without its unused slots."""
    vocabulary: dict[str, int] = json.loads(tokenizer_file.read_text("utf-8"))["model"]["vocab"]
    return [p for p in sorted(vocabulary, key=vocabulary.__getitem__) if "[unused" not in p]


def new_pieces(rows: Iterable[Mapping[Language, str]], known: Sequence[str]) -> list[str]:
    """Return the pieces that the other three languages need beyond *known*, sorted by kind."""
    texts: dict[str, list[str]] = {lang: [] for lang in LANGUAGES}
    for row in rows:
        for lang in LANGUAGES:
            texts[lang].append(clean(row[lang]).lower())
    thai = _thai_pieces(texts["th"])
    vietnamese = sorted({w for t in texts["vi"] for w in _WORD.findall(t) if not w.isascii()})
    characters = sorted({c for t in texts["vi"] for c in t if c.isalpha() and not c.isascii()})
    chinese = sorted({c for t in texts["zh"] for c in _HAN.findall(t)})
    candidates = [
        *thai,
        *(f"##{p}" for p in thai),
        *vietnamese,
        *characters,
        *(f"##{c}" for c in characters),
        *chinese,
        *_other_signs(texts),
    ]
    taken = set(known)
    return [p for p in dict.fromkeys(candidates) if p not in taken]


def _thai_pieces(texts: Sequence[str]) -> list[str]:
    runs = [run for t in texts for run in _THAI_RUN.findall(t)]
    model = Tokenizer(Unigram())
    trainer = UnigramTrainer(
        vocab_size=THAI_PIECES,
        max_piece_length=THAI_PIECE_LENGTH,
        show_progress=False,
        special_tokens=["[UNK]"],
        unk_token="[UNK]",  # noqa: S106 - a token of a vocabulary, no secret
    )
    model.train_from_iterator(runs, trainer)
    pieces = set(model.get_vocab()) - {"[UNK]"}
    return sorted(pieces | {chr(c) for c in range(0x0E01, 0x0E5C) if chr(c).isprintable()})


def _other_signs(texts: Mapping[str, Sequence[str]]) -> list[str]:
    """Signs and letters outside the four scripts that occur at least three times (≤, μ, №…)."""
    counts = Counter(c for ts in texts.values() for t in ts for c in t if not c.isascii())
    signs = sorted(
        c
        for c, n in counts.items()
        if n >= 3 and not _THAI_RUN.match(c) and not _HAN.match(c) and not c.isspace()
    )
    return [*signs, *(f"##{c}" for c in signs if unicodedata.category(c)[0] in "LN")]


def build_tokenizer(pieces: Sequence[str]) -> Tokenizer:
    """Return the word-piece tokenizer over *pieces* (ids in their order).

    NFKC, then BERT's normaliser in lower case with accents kept and Chinese
    characters set apart; Thai runs and the signs of limits are words of their own.
    """
    vocabulary = {piece: i for i, piece in enumerate(pieces)}
    tokenizer = Tokenizer(
        WordPiece(
            vocabulary,
            unk_token="[UNK]",  # noqa: S106
            max_input_chars_per_word=400,
        )
    )
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKC(),
            # NFKC splits SARA AM in two; hsclassify.text.clean joins it as well.
            normalizers.Replace("\u0e4d\u0e32", "\u0e33"),
            normalizers.BertNormalizer(
                clean_text=True, handle_chinese_chars=True, strip_accents=False, lowercase=True
            ),
        ]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [
            pre_tokenizers.BertPreTokenizer(),
            pre_tokenizers.Split(Regex(r"[\u0E00-\u0E7F]+|[≤≥±×°]"), behavior="isolated"),
        ]
    )
    tokenizer.post_processor = TemplateProcessing(
        single="[CLS] $A [SEP]",
        pair="[CLS] $A [SEP] $B:1 [SEP]:1",
        special_tokens=[(name, vocabulary[name]) for name in ("[CLS]", "[SEP]")],
    )
    tokenizer.enable_truncation(MAX_TOKENS)
    tokenizer.enable_padding(pad_id=vocabulary["[PAD]"], pad_token="[PAD]")  # noqa: S106
    return tokenizer


def first_vectors(
    tokenizer: Tokenizer,
    rows: Sequence[Mapping[Language, str]],
    known: npt.NDArray[np.float32],
    size: int,
    rounds: int = 6,
) -> npt.NDArray[np.float32]:
    """Return the first vectors of the tokens that the teacher does not know.

    Args:
        tokenizer: of the student; ids below ``len(known)`` are the teacher's.
        rows: parallel texts by language.
        known: the teacher's token vectors, shape (n_known, d).
        size: number of tokens of the student.
        rounds: of expectation-maximisation.

    Returns:
        Shape (size - n_known, d), float32, scaled to the teacher's mean vector length.
    """
    sources, targets, sentence = _aligned_tokens(tokenizer, rows, len(known))
    pairs, inverse = np.unique(sources * np.int64(size) + targets, return_inverse=True)
    pair_source, pair_target = pairs // size, pairs % size
    table = np.ones(len(pairs))
    groups = sentence * np.int64(size) + sources
    _, group = np.unique(groups, return_inverse=True)
    for _ in range(rounds):
        weight = table[inverse]
        weight /= np.bincount(group, weight)[group]
        counts = np.bincount(inverse, weight, len(pairs))
        table = counts / np.bincount(pair_target, counts, size)[pair_target]
    counts = np.bincount(inverse, table[inverse] / np.bincount(group, table[inverse])[group])
    share = counts / np.bincount(pair_source, counts, size)[pair_source]
    total = np.zeros((size, known.shape[1]), np.float32)
    np.add.at(total, pair_source, share[:, None].astype(np.float32) * known[pair_target])
    return _rescaled(total[len(known) :], known)


def _rescaled(
    vectors: npt.NDArray[np.float32], like: npt.NDArray[np.float32]
) -> npt.NDArray[np.float32]:
    """Bring *vectors* to the mean length of *like*; a token never seen gets the mean vector."""
    length = float(np.linalg.norm(like, axis=1).mean())
    norms = np.linalg.norm(vectors, axis=1, keepdims=True)
    mean = like.mean(axis=0)
    return np.where(norms > 0, vectors / np.maximum(norms, 1e-9) * length, mean).astype(np.float32)


def _aligned_tokens(
    tokenizer: Tokenizer, rows: Sequence[Mapping[Language, str]], known: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """Every (foreign token, teacher's token, sentence) of the rows, as three equal columns."""
    english = [ids[ids < known] for ids in _token_ids(tokenizer, [row["en"] for row in rows])]
    columns: list[tuple[Any, Any, Any]] = []
    number = 0
    for lang in LANGUAGES[1:]:
        for foreign, own in zip(
            _token_ids(tokenizer, [row[lang] for row in rows]), english, strict=True
        ):
            if foreign.size and own.size:
                columns.append(
                    (
                        np.repeat(foreign, own.size),
                        np.tile(own, foreign.size),
                        np.full(foreign.size * own.size, number),
                    )
                )
            number += 1
    first, second, third = zip(*columns, strict=True)
    return np.concatenate(first), np.concatenate(second), np.concatenate(third)


def _token_ids(tokenizer: Tokenizer, texts: Sequence[str]) -> list[npt.NDArray[np.int64]]:
    encodings = tokenizer.encode_batch([clean(t) for t in texts], add_special_tokens=False)
    return [
        np.asarray(
            [i for i, m in zip(e.ids, e.attention_mask, strict=True) if m][:_MAX_ALIGNED], np.int64
        )
        for e in encodings
    ]
