"""Short runs with one part of the training changed, on the tiny bundle."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hsclassify.bundle import Bundle
from pipeline.ablation import ablation, table
from pipeline.corpus import Concept
from pipeline.student.recipe import Recipe
from pipeline.training_ablation import Runs, changes
from tests.pipeline.test_ablation import cases_file


def test_each_change_changes_one_part() -> None:
    recipe = Recipe(steps=30)
    for name, changed in changes(recipe).items():
        parts = [x for x in vars(recipe) if getattr(recipe, x) != getattr(changed, x)]
        assert len(parts) == (name != "all of it"), name


def test_runs_are_trained_and_measured(
    tiny_bundle: Bundle, tiny_concepts: list[Concept], tmp_path: Path
) -> None:
    runs = Runs.prepare(tiny_concepts, [], tmp_path)
    recipe = Recipe(steps=2, batch=8, warm_up=1)
    wanted = ("all of it", "without learned prototypes", "4 layers")
    tried = [v for v in runs.variants(recipe) if v.name in wanted]
    values = ablation(tiny_bundle, tried, [cases_file(tmp_path)], held_out=True)
    assert all(0 <= row["same_code"] <= 1 for row in values["variants"].values())
    rows = table(values).splitlines()
    assert rows[0].endswith("| one code in four languages |")
    assert {row.count("|") for row in rows} == {7}
    assert tuple(values["variants"]) == wanted
    assert len(runs.student.transformer.encoder.layer) == 6
    trained = tried[0].change(tiny_bundle)
    assert len(trained.concepts) < len(tiny_bundle.concepts)
    np.testing.assert_allclose(np.linalg.norm(trained.vectors.floats(), axis=1), 1, atol=1e-5)
