"""The map of a bundle: computed, measured, written, drawn."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from PIL import Image

from hsclassify.bundle import Bundle, Layout
from hsclassify.latent import STEPS, LatentMap
from hsclassify.neighbors import Rows, normalised
from pipeline.__main__ import main
from pipeline.map_measures import measures, nearest, trustworthiness
from pipeline.map_page import BEGIN, END
from pipeline.projection import (
    DEFAULT_VARIANT,
    VARIANTS,
    framed,
    held_out_predictions,
    held_out_rows,
    project,
    taken_for,
    write_map,
)

MEASURES = {
    "trustworthiness",
    "kept_neighbors",
    "same_section",
    "same_chapter",
    "held_out_distance",
}
CLOUDS = hnp.arrays(
    np.float64,
    st.tuples(st.integers(2, 30), st.just(2)),
    elements=st.floats(-100, 100, allow_subnormal=False),
)


@pytest.fixture(scope="module")
def verb(
    tiny_bundle_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, dict[str, float]]:
    """Folder of a bundle after ``python -m pipeline map``, its picture, and what it printed."""
    folder = tmp_path_factory.mktemp("projected") / "bundle"
    shutil.copytree(tiny_bundle_folder, folder)
    picture = folder.parent / "pictures" / "map.png"
    assert main(["map", "--bundle", str(folder), "--picture", str(picture)]) == 0
    return folder, picture, dict(Bundle.load(folder).manifest.metrics["map"])


def test_the_verb_gives_a_bundle_its_map(verb: tuple[Path, Path, dict[str, float]]) -> None:
    folder, _, values = verb
    bundle = Bundle.load(folder)
    latent = LatentMap.read(bundle)
    assert latent is not None
    assert len(latent) == len(bundle.concepts)
    assert set(values) == MEASURES
    assert 0.5 < values["trustworthiness"] <= 1
    assert values["same_chapter"] > 0.9
    assert "held_out" in bundle.manifest.metrics
    asked = {i for i, taken in enumerate(latent.taken_for) if taken}
    assert asked <= set(held_out_rows(bundle))
    assert asked


def test_the_verb_draws_two_pictures(verb: tuple[Path, Path, dict[str, float]]) -> None:
    _, picture, _ = verb
    light, dark = Image.open(picture), Image.open(picture.with_stem("map-dark"))
    assert light.size == dark.size
    assert light.width == 1600
    light = light.convert("RGB")
    assert light.getpixel((0, 0)) == (255, 255, 255)
    assert len(set(light.resize((400, 300)).getdata())) > 10


def test_the_picture_alone_is_drawn_without_a_new_map(
    verb: tuple[Path, Path, dict[str, float]], tmp_path: Path
) -> None:
    folder, picture, _ = verb
    before = Bundle.load(folder).manifest.digest
    again = tmp_path / "map.png"
    asked = ["map", "--bundle", str(folder), "--picture-only", "--picture", str(again)]
    assert main(asked) == 0
    assert again.read_bytes() == picture.read_bytes()
    assert Bundle.load(folder).manifest.digest == before


def test_the_comparison_is_written_between_its_marks(
    tiny_bundle_folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.projection.VARIANTS", {"plain": VARIANTS["plain"]})
    page = tmp_path / "map.md"
    page.write_text(f"before\n{BEGIN}\nold\n{END}\nafter\n", "utf-8")
    asked = ["map", "--bundle", str(tiny_bundle_folder), "--compare", "120", "--page", str(page)]
    assert main(asked) == 0
    text = page.read_text("utf-8")
    assert re.search(r"^\| plain \| 120 \| 15 \| 0.8 \| 2.0 \| 0.0 \| [01]\.\d{3} \|", text, re.M)
    assert "old" not in text
    assert "in use" not in text
    assert text.startswith("before\n")
    assert text.endswith("after\n")
    page.write_text("no marks", "utf-8")
    assert main(asked) == 1


def test_trustworthiness_is_that_of_scikit_learn() -> None:
    from sklearn.manifold import trustworthiness as known

    rng = np.random.default_rng(3)
    vectors = normalised(rng.normal(size=(300, 8)).astype(np.float32))
    points = vectors[:, :2] + rng.normal(0, 0.1, (300, 2)).astype(np.float32)
    rows = np.arange(len(points))
    found = trustworthiness(vectors, rows, nearest(points, rows, 15, "euclidean"))
    assert found == pytest.approx(known(vectors, points, n_neighbors=15, metric="cosine"), abs=1e-4)


def test_the_same_vectors_give_the_same_places(tiny_bundle: Bundle) -> None:
    rows = slice(0, 120)
    codes = list(tiny_bundle.concepts.codes)[rows]
    vectors = tiny_bundle.vectors.floats()[rows]
    one, other = (project(vectors, codes, VARIANTS["plain"]) for _ in range(2))
    assert np.array_equal(one, other)
    assert np.abs(one).max() <= 1


def test_unknown_variant(tiny_bundle_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--bundle", str(tiny_bundle_folder), "--variant", "round"]) == 1
    assert "Expected a variant of plain, wide, chapters" in capsys.readouterr().err
    assert DEFAULT_VARIANT in VARIANTS


def test_no_bundle(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["map", "--bundle", str(tmp_path)]) == 1
    assert "Expected a bundle" in capsys.readouterr().err


@given(CLOUDS)
def test_a_frame_fits_and_keeps_proportions(places: np.ndarray) -> None:
    found = framed(places).astype(np.float64)
    assert np.abs(found).max() <= 0.98

    def distances(xy: np.ndarray) -> np.ndarray:
        return np.linalg.norm(xy[:, None] - xy[None], axis=2)

    before, after = distances(places), distances(found)
    if before.max() > 1e-3:
        assert np.allclose(after / after.max(), before / before.max(), atol=1e-4)


def test_turning_a_cloud_does_not_change_the_map() -> None:
    cloud = np.random.default_rng(0).gamma(2.0, 1.0, (200, 2)) * (3, 1)
    turn = np.deg2rad(137)
    turned = cloud @ [[np.cos(turn), -np.sin(turn)], [np.sin(turn), np.cos(turn)]] + 5
    assert np.allclose(framed(cloud), framed(turned), atol=1e-5)


def test_what_is_written_is_small_and_exact(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    points = rng.uniform(-1, 1, (40_000, 2)).astype(np.float32)
    ids = [f"{i // 7:06}.{i % 7}" for i in range(len(points))]
    taken = ["8471" if i % 15 == 0 else "" for i in range(len(points))]
    file = tmp_path / "map.parquet"
    write_map(ids, points, taken, file)
    assert file.stat().st_size < 400_000
    table = pq.read_table(file)
    assert table.column("concept_id").to_pylist() == ids
    assert table.column("taken_for").to_pylist() == taken
    read = np.stack([table.column(a).to_numpy() for a in ("x", "y")], axis=1) / STEPS
    assert np.abs(read - points).max() <= 0.51 / STEPS
    assert list(tmp_path.iterdir()) == [file]


def test_nearest_leaves_the_row_itself_out() -> None:
    points = np.array([[0, 0], [0, 0], [0, 0], [1, 0], [3, 0]], np.float32)
    near = nearest(points, np.arange(5), 2, "euclidean")
    assert near.shape == (5, 2)
    assert not (near == np.arange(5)[:, None]).any()
    assert set(near[3].tolist()) <= {0, 1, 2}


def test_measures_of_a_perfect_and_of_a_shuffled_map(tiny_bundle: Bundle) -> None:
    rng = np.random.default_rng(0)
    angles = np.sort(rng.uniform(0, np.pi, len(tiny_bundle.concepts)))
    points = np.stack([np.cos(angles), np.sin(angles)], axis=1).astype(np.float32)
    bundle = replace(tiny_bundle, vectors=Rows.of(normalised(points)))
    perfect = measures(bundle, points)
    shuffled = measures(bundle, rng.permutation(points))
    assert perfect["trustworthiness"] > 0.999
    assert perfect["kept_neighbors"] > 0.95
    # Concepts come by code, so neighbours on the arc are of one chapter.
    assert perfect["same_chapter"] > 0.95
    assert shuffled["trustworthiness"] < 0.6
    assert shuffled["kept_neighbors"] < 0.2
    assert shuffled["same_chapter"] < perfect["same_chapter"]


def test_taken_for_is_what_most_languages_lead_to(tiny_bundle: Bundle) -> None:
    predictions = list(held_out_predictions(tiny_bundle))
    taken = taken_for(tiny_bundle, predictions)
    rows = held_out_rows(tiny_bundle)
    assert len(predictions) == 4 * len(rows)
    assert [i for i, t in enumerate(taken) if t] == rows
    leaders = [p.headings[0].code for p in predictions[:4]]
    assert leaders.count(taken[rows[0]]) == max(map(leaders.count, leaders))


def test_a_new_map_replaces_the_old_and_is_vouched_for(
    mapped_bundle_folder: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "bundle"
    shutil.copytree(mapped_bundle_folder, folder)
    bundle = Bundle.load(folder)
    before = json.loads((folder / "manifest.json").read_text())
    write_map(bundle.concepts.ids, np.zeros((len(bundle.concepts), 2)), [""] * len(bundle.concepts),
              Layout(folder).map)  # fmt: skip
    bundle.manifest.seal(folder)
    after = json.loads((folder / "manifest.json").read_text())
    changed = [
        one["path"] for one, other in zip(before["files"], after["files"], strict=True)
        if one != other
    ]  # fmt: skip
    assert changed == ["map.parquet"]
    assert LatentMap.read(Bundle.load(folder)) is not None
