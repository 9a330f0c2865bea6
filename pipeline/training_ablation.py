"""What each part of the training gives: short runs from the teacher, each with one part changed."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from hsclassify.bundle import Bundle, Concepts
from hsclassify.encoder import SentenceTransformerEncoder
from hsclassify.neighbors import Rows, normalised
from hsclassify.text import LANGUAGES
from pipeline.ablation import Variant
from pipeline.corpus import Concept
from pipeline.student.batches import training_rows
from pipeline.student.build import TARGETS_FILE, first_student, save_student
from pipeline.student.model import Codes, Student, class_means, keep_layers
from pipeline.student.recipe import Recipe
from pipeline.student.training import Material, labels_of, set_seed, train

BEGIN: Final = "<!-- training: written by `python -m pipeline ablate-training` -->"
END: Final = "<!-- end of training -->"

_EVERY: Final = 3
"""Of the goods only one in so many votes in these runs, or encoding would take longer than they."""


@dataclass(frozen=True)
class Runs:
    """What short runs have in common.

    Attributes:
        material: rows, the teacher's vectors, labels, tokenizer.
        student: one that has learned nothing yet.
        folder: where encoders and checkpoints go.
    """

    material: Material
    student: Student
    folder: Path

    @classmethod
    def prepare(
        cls, concepts: Sequence[Concept], glossary: Sequence[Mapping[str, str]], folder: Path
    ) -> Runs:
        """Make the first student from the corpus."""
        rows = training_rows(concepts, glossary, Recipe())
        codes = Codes.of([c.code for c in concepts if len(c.code) == 6])
        student, tokenizer, targets = first_student(rows, codes, folder / TARGETS_FILE)
        return cls(Material(rows, targets, labels_of(rows, codes), tokenizer), student, folder)

    def variants(self, recipe: Recipe) -> Iterator[Variant]:
        """Yield *recipe* and its changes; a run begins when its variant is applied to a bundle."""
        for name, changed in changes(recipe).items():
            yield Variant(name, self._run(name, changed))

    def _run(self, name: str, recipe: Recipe) -> Callable[[Bundle], Bundle]:
        folder = self.folder / name.replace(" ", "-")

        def run(bundle: Bundle) -> Bundle:
            set_seed(recipe.seed)
            student = copy.deepcopy(self.student)
            keep_layers(student, recipe.layers)
            train(student, self.material, recipe, folder)
            save_student(student.cpu().eval(), self.material.tokenizer, folder)
            own = SentenceTransformerEncoder(str(folder / "encoder"))
            return encoded(bundle, own, None if not recipe.code_weight else student)

        return run


def changes(recipe: Recipe) -> dict[str, Recipe]:
    """Return by name the *recipe* as it is and with one part changed.

    What other seeds change is chance: less than that, a part gives nothing that could be told.
    """
    return {
        "all of it": recipe,
        "another seed": replace(recipe, seed=recipe.seed + 1),
        "a third seed": replace(recipe, seed=recipe.seed + 2),
        "twice the steps": replace(recipe, steps=2 * recipe.steps),
        "the teacher's loss alone for a third of the steps": replace(
            recipe, teacher_first=recipe.steps // 3
        ),
        "without the teacher's loss": replace(recipe, teacher_weight=0.0),
        "without the contrast of languages": replace(recipe, contrast_weight=0.0),
        "four times the contrast of languages": replace(
            recipe, contrast_weight=4 * recipe.contrast_weight
        ),
        "without learned prototypes": replace(recipe, code_weight=0.0),
        "without siblings as negatives": replace(recipe, sibling_share=0.0),
        "without noise": replace(recipe, noise_share=0.0),
        "without texts in two languages": replace(recipe, bilingual_share=0.0),
        "without token dropout": replace(recipe, token_dropout=0.0),
        "4 layers": replace(recipe, layers=4),
    }


def encoded(bundle: Bundle, encoder: SentenceTransformerEncoder, student: Student | None) -> Bundle:
    """Return *bundle* with another encoder, and with a part of its goods.

    The prototypes are those of *student*; without one, the means of the rows of a code.
    """
    own = bundle.concepts
    kept = [i for i in range(len(own)) if own.kinds[i] == "title" or i % _EVERY == 0]
    concepts = Concepts(
        [own.ids[i] for i in kept],
        [own.codes[i] for i in kept],
        [own.kinds[i] for i in kept],
        {lang: [own.texts[lang][i] for i in kept] for lang in LANGUAGES},
        [own.splits[i] for i in kept],
    )
    vectors = sum(encoder.encode(concepts.texts[lang]) for lang in LANGUAGES)
    vectors = normalised(np.asarray(vectors))
    levels: dict[int, Any] = {
        level: bundle.nomenclature.codes(level) for level in bundle.prototypes
    }
    if student is None:
        found = {
            level: class_means(vectors, [c[:level] for c in concepts.codes], codes).numpy()
            for level, codes in levels.items()
        }
    else:
        learned = (p.detach().numpy() for p in student.prototypes)
        found = {level: normalised(p) for level, p in zip((6, 4, 2), learned, strict=True)}
    return replace(
        bundle,
        encoder=encoder,
        concepts=concepts,
        vectors=Rows.of(vectors),
        prototypes={level: Rows.of(p) for level, p in found.items()},
    )
