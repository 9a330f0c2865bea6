"""Vocabulary, batches, losses and the training loop, on a tiny corpus with the real teacher."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import torch
from safetensors.numpy import load_file
from sentence_transformers import SentenceTransformer

from hsclassify.encoder import SentenceTransformerEncoder
from hsclassify.errors import InputError
from hsclassify.text import LANGUAGES
from pipeline.build import EncoderChoice, build
from pipeline.corpus import Concept, read_glossary, read_sections
from pipeline.student import training
from pipeline.student.batches import Row, batches, training_rows
from pipeline.student.build import PublicTexts, teacher_folder, train_student
from pipeline.student.losses import NO_CODE, code_loss, contrast_loss, teacher_loss
from pipeline.student.recipe import Recipe
from pipeline.student.vocabulary import (
    build_tokenizer,
    first_vectors,
    new_pieces,
    teacher_pieces,
)


@pytest.fixture(scope="module")
def pieces(tiny_concepts: list[Concept]) -> list[str]:
    known = teacher_pieces(teacher_folder() / "tokenizer.json")
    return [*known, *new_pieces([c.texts for c in tiny_concepts], known)]


def test_the_vocabulary_knows_every_text(tiny_concepts: list[Concept], pieces: list[str]) -> None:
    assert len(pieces) == len(set(pieces))
    tokenizer = build_tokenizer(pieces)
    for lang in LANGUAGES:
        encodings = tokenizer.encode_batch([c.texts[lang] for c in tiny_concepts])
        tokens = [t for e in encodings for t in e.tokens]
        assert tokens.count("[UNK]") / len(tokens) < 0.001, lang


def test_english_is_cut_as_the_teacher_cuts_it(pieces: list[str]) -> None:
    from tokenizers import Tokenizer

    teacher = Tokenizer.from_file(str(teacher_folder() / "tokenizer.json"))
    teacher.no_padding()
    student = build_tokenizer(pieces)
    for text in ("frozen vannamei shrimp, peeled", "Women's T-shirts (cotton) 100% NEW", "USB3.0"):
        assert student.encode(text).tokens == teacher.encode(text).tokens


def test_a_new_token_starts_near_what_it_translates_to(
    tiny_concepts: list[Concept], pieces: list[str]
) -> None:
    known = teacher_pieces(teacher_folder() / "tokenizer.json")
    # Random vectors of this length are nearly orthogonal, so a vector names its token.
    vectors = np.random.default_rng(0).normal(size=(len(known), 128)).astype(np.float32)
    tokenizer = build_tokenizer(pieces)
    first = first_vectors(tokenizer, [c.texts for c in tiny_concepts], vectors, len(pieces))
    tea = first[pieces.index("trà") - len(known)]
    assert known[int((vectors @ tea).argmax())] == "tea"


def test_batches_repeat_and_hold_two_languages(tiny_concepts: list[Concept]) -> None:
    rows = training_rows(tiny_concepts, read_glossary()[:50], Recipe())
    assert not {r.texts["en"] for r in rows} & {
        c.texts["en"] for c in tiny_concepts if c.split != "train"
    }
    first, second = (list(islice(batches(rows, Recipe(batch=32, seed=1)), 8)) for _ in range(2))
    assert first == second
    assert list(islice(batches(rows, Recipe(batch=32, seed=1), start=5), 3)) == first[5:]
    assert all(len(b.rows) == len(set(b.rows)) == len(b.first) == len(b.second) for b in first)
    assert list(islice(batches(rows, Recipe(batch=32, seed=2)), 8)) != first


def test_losses_are_small_where_all_is_right_and_large_where_not() -> None:
    right = torch.eye(4)
    wrong = right.roll(1, dims=0)
    codes = torch.tensor([0, 1, 2, NO_CODE])
    assert teacher_loss(right, right) == pytest.approx(0, abs=1e-6)
    assert teacher_loss(right, wrong) == pytest.approx(1)
    labels = [codes, codes, codes]
    assert contrast_loss(right, right, labels) < 0.01 < 5 < contrast_loss(right, wrong, labels)
    assert code_loss(right, [right] * 3, labels) < 0.1 < 5 < code_loss(wrong, [right] * 3, labels)


@pytest.mark.parametrize(
    ("six", "four", "two", "apart"),
    [
        ([7, 7], [3, 3], [1, 1], False),
        ([7, 8], [3, 3], [1, 1], True),
        ([7, 8], [3, 4], [1, 1], True),
        ([NO_CODE, 7], [3, 3], [1, 1], False),
        ([NO_CODE, 7], [3, 4], [1, 1], True),
        ([NO_CODE, 7], [NO_CODE, 4], [1, 1], False),
        ([NO_CODE, NO_CODE], [NO_CODE, NO_CODE], [1, 2], True),
        ([NO_CODE] * 2, [NO_CODE] * 2, [NO_CODE] * 2, True),
    ],
)
def test_one_code_and_a_title_above_are_no_negatives(
    six: list[int], four: list[int], two: list[int], apart: bool
) -> None:
    same = torch.nn.functional.normalize(torch.ones(2, 3), dim=-1)
    loss = contrast_loss(same, same, [torch.tensor(x) for x in (six, four, two)])
    assert loss > 0.6 if apart else loss == pytest.approx(0, abs=1e-6)


def test_a_word_that_is_a_held_out_good_trains_nothing(tiny_concepts: list[Concept]) -> None:
    hidden = next(c for c in tiny_concepts if c.split == "test")
    words = read_glossary()[:2]
    words.append({**words[0], "th": hidden.texts["th"].upper()})
    rows = training_rows(tiny_concepts, words, Recipe())
    assert sum(not r.code for r in rows) == 2


def test_losses_work_where_the_vectors_are() -> None:
    """As on a GPU: what the losses make themselves has to be with them, whatever the default."""
    vectors, codes = torch.eye(4), torch.arange(4)
    with torch.device("meta"):
        assert contrast_loss(vectors, vectors, [codes] * 3) < 0.01
        assert code_loss(vectors, [vectors] * 3, [codes] * 3) < 0.1


def test_siblings_are_of_another_code() -> None:
    texts = dict.fromkeys(LANGUAGES, "x")
    rows = [*(Row(texts, "090111") for _ in range(20)), Row(texts, "090112"), Row(texts, "660199")]
    drawn = islice(batches(rows, Recipe(batch=2, sibling_share=0.5, noise_share=0)), 60)
    for batch in drawn:
        codes = {rows[i].code for i in batch.rows}
        assert codes in ({"090111", "090112"}, {"660199"})


def test_a_run_that_was_stopped_goes_on_where_it_was(
    tiny_concepts: list[Concept], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Four steps in one go end in the same prototypes as two, a Ctrl-C, and two more."""
    glossary = read_glossary()[:20]
    recipe = Recipe(steps=4, batch=8, warm_up=1, checkpoint_every=2)
    whole, parts = tmp_path / "whole", tmp_path / "parts"
    assert len(train_student(tiny_concepts, glossary, PublicTexts(), recipe, whole)) == 4

    def save_and_stop(*arguments: Any) -> None:
        save(*arguments)
        raise KeyboardInterrupt

    save = training._save
    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(training, "_save", save_and_stop)
        train_student(tiny_concepts, glossary, PublicTexts(), recipe, parts)
    assert not (parts / "encoder").exists()
    assert len(train_student(tiny_concepts, glossary, PublicTexts(), recipe, parts)) == 2
    for name in ("subheadings", "headings", "chapters"):
        np.testing.assert_allclose(
            load_file(whole / "prototypes.safetensors")[name],
            load_file(parts / "prototypes.safetensors")[name],
            atol=1e-4,
        )
    note = json.loads((whole / "training.json").read_text())
    assert note["recipe"]["steps"] == 4
    assert note["official_nomenclature"] is False


def test_training_goes_on_from_an_earlier_encoder(
    tiny_concepts: list[Concept], tmp_path: Path
) -> None:
    """What both runs know comes from the earlier one; at a rate of zero nothing else changes."""
    recipe = Recipe(steps=2, batch=8, warm_up=1)
    train_student(tiny_concepts, [], PublicTexts(), recipe, tmp_path / "first")
    still = replace(recipe, layer_rate=0, known_rate=0, new_rate=0, prototype_rate=0)
    train_student(tiny_concepts, [], PublicTexts(), still, tmp_path / "second", tmp_path / "first")
    for name in ("subheadings", "headings", "chapters"):
        np.testing.assert_allclose(
            load_file(tmp_path / "first" / "prototypes.safetensors")[name],
            load_file(tmp_path / "second" / "prototypes.safetensors")[name],
            atol=1e-6,
        )
    first, second = (
        SentenceTransformer(str(tmp_path / x / "encoder"), device="cpu").encode(
            ["frozen shrimp", "ชาเขียว", "cà phê rang"], normalize_embeddings=True
        )
        for x in ("first", "second")
    )
    np.testing.assert_allclose(first, second, atol=1e-5)
    note = json.loads((tmp_path / "second" / "training.json").read_text())
    assert note["earlier"]["recipe"]["steps"] == 2


def test_the_mean_lies_halfway_between_the_earlier_encoder_and_the_end_of_training(
    tiny_concepts: list[Concept], tmp_path: Path
) -> None:
    recipe = Recipe(steps=2, batch=8, warm_up=1, checkpoint_every=2)
    first, second = tmp_path / "first", tmp_path / "second"
    train_student(tiny_concepts, [], PublicTexts(), recipe, first)
    train_student(tiny_concepts, [], PublicTexts(), recipe, second, first)
    ended = weights_in(second)
    assert train_student(tiny_concepts, [], PublicTexts(), recipe, second, first, mean=True) == []
    before, mean = weights_in(first), weights_in(second)
    assert mean.keys() == before.keys() == ended.keys()
    for name, weights in mean.items():
        between = (before[name] + ended[name]) / 2
        if name in ("subheadings", "headings", "chapters"):
            between /= np.linalg.norm(between, axis=1, keepdims=True)
        np.testing.assert_allclose(weights, between, atol=1e-6, err_msg=name)
    moved = "encoder.layer.0.attention.self.query.weight"
    assert np.abs(before[moved] - ended[moved]).max() > 1e-5
    assert json.loads((second / "training.json").read_text())["mean_with_earlier"] is True


def weights_in(folder: Path) -> dict[str, npt.NDArray[np.float32]]:
    """Return all that the encoder in *folder* learned, by name; its pooler is never asked."""
    weights = load_file(folder / "encoder" / "model.safetensors")
    learned = {name: w for name, w in weights.items() if not name.startswith("pooler.")}
    return learned | load_file(folder / "prototypes.safetensors")


def test_a_mean_needs_an_earlier_encoder(tiny_concepts: list[Concept], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--from"):
        train_student(tiny_concepts, [], PublicTexts(), Recipe(), tmp_path, mean=True)


def test_training_goes_on_from_a_bundle(
    tiny_corpus: Path, tiny_concepts: list[Concept], tmp_path: Path
) -> None:
    """What a bundle serves in int8 is what was trained, as near as its steps allow."""
    recipe = Recipe(steps=2, batch=8, warm_up=1)
    first, second, bundle = (tmp_path / x for x in ("first", "second", "bundle"))
    train_student(tiny_concepts, [], PublicTexts(), recipe, first)
    build(
        tiny_concepts,
        read_sections(tiny_corpus),
        EncoderChoice(str(first)),
        bundle,
        embedded=True,
    )
    still = replace(recipe, layer_rate=0, known_rate=0, new_rate=0, prototype_rate=0)
    train_student(tiny_concepts, [], PublicTexts(), still, second, bundle)
    before, after = (load_file(x / "prototypes.safetensors") for x in (first, second))
    for name in ("subheadings", "headings", "chapters"):
        assert (before[name] * after[name]).sum(axis=1).min() > 0.999
    texts = ["frozen shrimp", "ชาเขียว", "cà phê rang"]
    trained, taken_up = (
        SentenceTransformerEncoder(str(x / "encoder")).encode(texts) for x in (first, second)
    )
    assert (trained * taken_up).sum(axis=1).min() > 0.995
    note = json.loads((second / "training.json").read_text())
    assert note["earlier"]["recipe"]["steps"] == 2


def test_a_student_can_have_fewer_layers(tiny_concepts: list[Concept], tmp_path: Path) -> None:
    recipe = Recipe(steps=1, batch=8, warm_up=1, layers=2)
    train_student(tiny_concepts, [], PublicTexts(), recipe, tmp_path)
    encoder = SentenceTransformer(str(tmp_path / "encoder"), device="cpu")
    assert len(encoder[0].auto_model.encoder.layer) == 2


def test_an_earlier_encoder_has_to_be_one(tiny_concepts: list[Concept], tmp_path: Path) -> None:
    with pytest.raises(InputError, match="python -m pipeline encoder"):
        train_student(
            tiny_concepts, [], PublicTexts(), Recipe(steps=1), tmp_path, tmp_path / "none"
        )


def test_another_corpus_starts_anew(tiny_concepts: list[Concept], tmp_path: Path) -> None:
    """Rather than fail at the shapes of new tokens, or take no step and note the new rows."""
    recipe = Recipe(steps=1, batch=8, warm_up=1, checkpoint_every=1)
    new = replace(
        next(c for c in tiny_concepts if c.kind == "goods" and c.split == "train"),
        texts={"en": "hammock", "th": "เปลญวน", "vi": "võng xếp dã ngoại", "zh": "吊床"},
    )
    less = [c for c in tiny_concepts if c.kind == "title"]
    for concepts in (tiny_concepts, [*tiny_concepts, new], less):
        assert len(train_student(concepts, [], PublicTexts(), recipe, tmp_path)) == 1
    assert train_student(less, [], PublicTexts(), recipe, tmp_path) == []


def test_another_start_starts_anew(tiny_concepts: list[Concept], tmp_path: Path) -> None:
    recipe = Recipe(steps=1, batch=8, warm_up=1, checkpoint_every=1)
    first, second = tmp_path / "first", tmp_path / "second"
    train_student(tiny_concepts, [], PublicTexts(), recipe, first)
    train_student(tiny_concepts, [], PublicTexts(), recipe, second)
    assert len(train_student(tiny_concepts, [], PublicTexts(), recipe, second, first)) == 1
    assert train_student(tiny_concepts, [], PublicTexts(), recipe, second, first) == []


def test_another_recipe_starts_anew(tiny_concepts: list[Concept], tmp_path: Path) -> None:
    for steps in (1, 2):
        recipe = Recipe(steps=steps, batch=8, warm_up=1, checkpoint_every=1)
        assert len(train_student(tiny_concepts, [], PublicTexts(), recipe, tmp_path)) == steps
