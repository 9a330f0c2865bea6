"""What each part of the classifier gives, on the tiny bundle."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from hsclassify.bundle import Bundle
from pipeline import ablation


def cases_file(folder: Path) -> Path:
    file = folder / "cases.csv"
    file.write_text("text,hs6,lang\nfrozen shrimp,030617,en\nกุ้งแช่แข็ง,030617,th\n", "utf-8")
    return file


def test_every_variant_is_measured_and_shown(tiny_bundle: Bundle, tmp_path: Path) -> None:
    tried = ablation.variants()
    values = ablation.ablation(tiny_bundle, tried, [cases_file(tmp_path)])
    assert list(values["variants"]) == [v.name for v in tried]
    assert values["bundle"] == tiny_bundle.manifest.digest
    rows = ablation.table(values).splitlines()
    assert len(rows) == len(tried) + 2
    assert rows[2].startswith("| as served | ")


def test_a_part_left_out_leaves_the_rest(tiny_bundle: Bundle) -> None:
    by_name = {v.name: v.change(tiny_bundle) for v in ablation.variants()}
    assert by_name["without spelling"].calibration.lexical_weight == 0
    assert by_name["prototypes alone"].calibration.prototype_weight == 1
    by_text = by_name["without spelling, one vector a text"]
    assert len(by_text.concepts) == len(by_text.vectors) == 4 * len(tiny_bundle.concepts)
    alone = tiny_bundle.encoder.encode([tiny_bundle.concepts.texts["en"][0]])[0]
    assert float(alone @ by_text.vectors.floats()[0]) > 0.98


def test_fewer_dimensions_keep_the_likeness(tiny_bundle: Bundle) -> None:
    changed = ablation.smaller(tiny_bundle, 48)
    assert changed.vectors.dimension == changed.encoder.dimension == 48
    assert tiny_bundle.vectors.dimension == 64
    np.testing.assert_allclose(np.linalg.norm(changed.vectors.floats(), axis=1), 1, atol=1e-5)
    texts = ["frozen shrimp"]
    before = tiny_bundle.vectors.similarities(tiny_bundle.encoder.encode(texts))
    after = changed.vectors.similarities(changed.encoder.encode(texts))
    assert np.corrcoef(before[0], after[0])[0, 1] > 0.9
