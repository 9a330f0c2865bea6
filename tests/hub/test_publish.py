"""Publishing with the real client, and what other real clients then load."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from huggingface_hub import DatasetCard, HfApi, ModelCard

from hsclassify import hub_client
from hsclassify.errors import BundleError, PublishError
from hsclassify.manifest import Manifest
from hsclassify.tariffs import TARIFFS_FILE
from hsclassify.text import LANGUAGES
from pipeline.__main__ import main
from pipeline.cards import percent
from pipeline.publish import Plan, check_token, dataset_plan, model_plan, publish
from pipeline.tariffs import read_plain, read_us, write
from tests.hub.conftest import turn_to
from tests.hub.faults import failing, refusing_endpoint, silent_endpoint
from tests.hub.server import TOKEN, HubServer
from tests.tariff_samples import write_samples

MODEL, DATASET = "acme/hsclassify", "acme/hs-goods-4lang"
READER = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
from sentence_transformers import SentenceTransformer

dataset, model = sys.argv[1:]
found = {}
for config in get_dataset_config_names(dataset, revision="v1"):
    parts = load_dataset(dataset, config, revision="v1")
    first = next(iter(parts.values()))
    found[config] = {
        "rows": {name: part.num_rows for name, part in parts.items()},
        "features": {name: str(feature) for name, feature in first.features.items()},
    }
encoder = SentenceTransformer(model, revision="v1", device="cpu")
vectors = encoder.encode(["roasted coffee beans", "ร่ม"], normalize_embeddings=True)
print(json.dumps({"dataset": found, "vectors": vectors.tolist()}))
"""


@pytest.fixture
def model(tiny_bundle_folder: Path, tiny_results: Path) -> Plan:
    return model_plan(tiny_bundle_folder, tiny_results, MODEL, DATASET, "v1")


@pytest.fixture
def dataset(tiny_dataset: Path) -> Plan:
    return dataset_plan(tiny_dataset, DATASET)


def test_other_clients_load_what_was_published(
    api: HfApi, model: Plan, dataset: Plan, tiny_bundle_folder: Path, tiny_dataset: Path
) -> None:
    from hsclassify.encoder import OnnxEncoder

    publish(api, dataset, tag="v1")
    publish(api, model, tag="v1")
    said = subprocess.run(
        [sys.executable, "-c", READER, DATASET, MODEL], capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    answer = json.loads(said.stdout.splitlines()[-1])
    record = json.loads((tiny_dataset / "dataset.json").read_text("utf-8"))
    assert {name: found["rows"] for name, found in answer["dataset"].items()} == record["rows"]
    documented = {
        config: re.findall(r"`(\w+)` \(", line)
        for config, line in re.findall(r"^\*\*`(\w+)`\*\*: (.*)$", dataset.card, re.MULTILINE)
    }
    assert documented == {name: list(x["features"]) for name, x in answer["dataset"].items()}
    features = answer["dataset"]["examples"]["features"]
    assert list(features) == ["text", "lang", "hs6", "heading", "chapter", "concept_id"]
    assert features["chapter"].startswith("ClassLabel(names=['09', '46', '66']")
    served = OnnxEncoder(tiny_bundle_folder / "encoder").encode(["roasted coffee beans", "ร่ม"])
    assert (served * answer["vectors"]).sum(axis=1).min() > 0.97


def test_one_commit_holds_everything(api: HfApi, model: Plan, hub: HubServer) -> None:
    done = publish(api, model, tag="v1")
    repo = hub.repo(MODEL)
    assert [c.title for c in repo.commits] == ["initial commit", "Publish v1"]
    assert repo.tags == {"v1": done.commit}
    assert set(repo.at("v1").files) == {*model.files, ".gitattributes"}


def test_the_same_content_makes_no_new_commit(api: HfApi, model: Plan, hub: HubServer) -> None:
    first = publish(api, model)
    hub.asked.clear()
    again = publish(api, model)
    assert (again.commit, again.is_new) == (first.commit, False)
    assert not [path for path in hub.asked if path.startswith("PUT") or "/commit/" in path]
    assert publish(api, model, tag="v1").commit == first.commit


def test_a_tag_that_names_something_else_is_not_moved(
    api: HfApi, dataset: Plan, hub: HubServer
) -> None:
    first = publish(api, dataset, tag="v1")
    changed = Plan(DATASET, "dataset", {**dataset.files, "README.md": b"# Another\n"})
    with pytest.raises(PublishError, match=r"tag v1 already.*another tag"):
        publish(api, changed, tag="v1")
    assert publish(api, dataset, tag="v1") == type(first)(first.url, first.commit, is_new=False)
    assert len(hub.repo(DATASET, "dataset").commits) == 2


def test_what_is_no_longer_part_of_it_goes(api: HfApi, dataset: Plan, hub: HubServer) -> None:
    publish(api, Plan(DATASET, "dataset", {**dataset.files, "old.txt": b"old"}))
    publish(api, dataset)
    head = hub.repo(DATASET, "dataset").at("main")
    assert "old.txt" not in head.files
    assert ".gitattributes" in head.files


def test_an_interrupted_run_is_finished_by_the_next(
    api: HfApi, dataset: Plan, hub: HubServer
) -> None:
    hub.fault = failing(400, "/commit/")
    with pytest.raises(PublishError, match="run the same command again"):
        publish(api, dataset, tag="v1")
    hub.fault = None
    hub.asked.clear()
    assert publish(api, dataset, tag="v1").is_new
    assert not [path for path in hub.asked if path.startswith("PUT")]


@pytest.mark.parametrize(
    ("status", "part", "headers"),
    [
        (401, "/repos/create", {}),
        (403, "/commit/", {}),
        (429, "/repos/create", {"RateLimit": '"api";r=0;t=1', "Retry-After": "1"}),
        (500, "/preupload/", {}),
    ],
    ids=["token rejected", "token may not write", "rate limited", "HTTP 500"],
)
def test_a_hub_that_refuses_is_quoted(
    status: int, part: str, headers: dict[str, str], api: HfApi, dataset: Plan, hub: HubServer
) -> None:
    hub.fault = failing(status, part, headers)
    with pytest.raises(PublishError, match=rf"{status}[\s\S]*token's rights.*same command again"):
        publish(api, dataset, tag="v1")


@pytest.mark.parametrize("way", ["refused", "silent"])
def test_a_hub_that_cannot_be_reached_ends_the_command(
    way: str,
    home: Path,
    tiny_bundle_folder: Path,
    tiny_results: Path,
    tiny_dataset: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(hub_client, "PATIENCE_SECONDS", 2.0)
    with silent_endpoint() as silent:
        turn_to(refusing_endpoint() if way == "refused" else silent, home, monkeypatch)
        monkeypatch.setenv("HF_TOKEN", TOKEN)
        arguments = ["--model-repo", MODEL, "--dataset-repo", DATASET]
        places = {"bundle": tiny_bundle_folder, "results": tiny_results, "dataset": tiny_dataset}
        arguments += [word for name, place in places.items() for word in (f"--{name}", str(place))]
        assert main(["publish", *arguments]) == 1
    assert "The Hub did not do it" in capsys.readouterr().err


def test_a_commit_without_its_tag_gets_it_from_the_next_run(
    api: HfApi, dataset: Plan, hub: HubServer
) -> None:
    hub.fault = failing(400, "/tag/")
    with pytest.raises(PublishError):
        publish(api, dataset, tag="v1")
    hub.fault = None
    done = publish(api, dataset, tag="v1")
    assert hub.repo(DATASET, "dataset").tags == {"v1": done.commit}
    assert len(hub.repo(DATASET, "dataset").commits) == 2


def test_private_repos_need_the_token(api: HfApi, dataset: Plan, hub: HubServer) -> None:
    publish(api, dataset, private=True)
    assert hub.repo(DATASET, "dataset").private


@pytest.mark.usefixtures("home")
def test_a_missing_token_is_said(hub: HubServer) -> None:
    with pytest.raises(PublishError, match="HF_TOKEN"):
        check_token(HfApi(endpoint=hub.endpoint))
    assert check_token(HfApi(endpoint=hub.endpoint, token=TOKEN)) == "acme"
    with pytest.raises(PublishError, match="token"):
        check_token(HfApi(endpoint=hub.endpoint, token="hf_stale"))  # noqa: S106


def test_results_of_another_bundle_are_refused(
    tiny_bundle_folder: Path, tiny_results: Path, tmp_path: Path
) -> None:
    values = json.loads(tiny_results.read_text("utf-8"))
    for change, said in (
        ({"bundle": "0123456789ab"}, "of bundle 0123456789ab"),
        ({"held_out": None}, "held-out goods"),
    ):
        file = tmp_path / "results.json"
        file.write_text(json.dumps({**values, **change}), "utf-8")
        with pytest.raises(PublishError, match=said):
            model_plan(tiny_bundle_folder, file, MODEL, DATASET)
    with pytest.raises(PublishError, match="found no"):
        model_plan(tiny_bundle_folder, tmp_path / "none.json", MODEL, DATASET)


def test_bundles_that_others_could_not_use_are_refused(
    tiny_bundle_folder: Path, tiny_results: Path, tmp_path: Path
) -> None:
    folder = Path(shutil.copytree(tiny_bundle_folder, tmp_path / "copy"))
    (folder / "encoder" / "model.safetensors").unlink()
    with pytest.raises(PublishError, match="without --embedded"):
        model_plan(folder, tiny_results, MODEL, DATASET)
    (folder / "calibration.json").write_text("{}", "utf-8")
    with pytest.raises(BundleError, match=r"calibration\.json"):
        model_plan(folder, tiny_results, MODEL, DATASET)


def test_a_dataset_of_another_corpus_is_refused(tiny_dataset: Path) -> None:
    with pytest.raises(PublishError, match="of corpus 00ff"):
        dataset_plan(tiny_dataset, DATASET, "00ff")


def figures(measures: dict[str, Any]) -> list[str]:
    """The figures of a row of the model card's tables."""
    shares = [percent(measures[top][x]) for x in ("2", "4", "6") for top in ("top1", "top3")]
    answered = measures["answered"]
    safe = percent(sum(answered[x] for x in ("2", "4", "6")))
    return [
        f"{measures['n']:,}", *shares, f"{measures['ece']:.3f}", safe,
        percent(answered["precision"]),
    ]  # fmt: skip


def test_the_cards_figures_are_those_of_the_results(
    tiny_results: Path, tiny_bundle_folder: Path, tmp_path: Path
) -> None:
    values = json.loads(tiny_results.read_text("utf-8"))
    held_out = values["held_out"]
    sets = {
        "customs": {**held_out["by_language"]["en"], "seen": 3},
        "shops": held_out["by_language"]["th"],
    }
    results = tmp_path / "results.json"
    results.write_text(json.dumps({**values, "sets": sets}), "utf-8")
    card = model_plan(tiny_bundle_folder, results, MODEL, DATASET, "v1").card
    found = re.findall(r"^\| (\S+) \| (\d.*) \|$", card, re.MULTILINE)
    rows = {name: row.split(" | ") for name, row in found}
    names = dict(zip(("English", "Thai", "Vietnamese", "Chinese"), LANGUAGES, strict=True))
    assert rows == {
        **{name: figures(held_out["by_language"][lang]) for name, lang in names.items()},
        "all": figures(held_out),
        **{name: [*figures(of), str(of.get("seen", "–"))] for name, of in sets.items()},
    }
    prose, answered = " ".join(card.split()), held_out["answered"]
    shares = {x: percent(answered[x]) for x in ("6", "4", "2", "0", "precision")}
    assert (
        f"{shares['6']} of these texts are answered at six digits, {shares['4']} at four, "
        f"{shares['2']} at two and {shares['0']} not at all; {shares['precision']} of the answers"
    ) in prose
    assert (
        f"the same first code for {percent(held_out['same_code'])} of the goods, "
        f"the right one for {percent(held_out['same_right'])}."
    ) in prose
    assert f"On {held_out['n']:,} texts of goods" in prose
    manifest = Manifest.read(tiny_bundle_folder)
    assert f"`{manifest.digest}`" in prose
    assert f"`{manifest.dataset_revision}`" in prose
    assert f"{manifest.counts['concepts']:,} concepts" in prose
    assert f"with {manifest.counts['subheadings']:,} subheadings" in prose
    assert f"encoder of {manifest.encoder.dim} dimensions" in prose


@pytest.mark.usefixtures("home")
def test_the_hub_takes_the_metadata_of_both_cards(model: Plan, dataset: Plan) -> None:
    for plan, kind in ((model, ModelCard), (dataset, DatasetCard)):
        card = kind(plan.card)
        assert card.data.license == "mit"
        card.validate(plan.kind)
    with pytest.raises(ValueError, match="license"):
        ModelCard(model.card.replace("license: mit", "license: none-such", 1)).validate("model")
    measured = ModelCard(model.card).data.eval_results or []
    assert len(measured) == len(LANGUAGES) * 3


def test_the_card_shows_the_map_of_a_bundle_that_has_one(
    mapped_bundle_folder: Path, tiny_results: Path, model: Plan, tmp_path: Path
) -> None:
    digest = Manifest.read(mapped_bundle_folder).digest
    results = tmp_path / "results.json"
    values = {**json.loads(tiny_results.read_text("utf-8")), "bundle": digest}
    results.write_text(json.dumps(values), "utf-8")
    one, other = (model_plan(mapped_bundle_folder, results, MODEL, DATASET) for _ in range(2))
    assert "(map.png)" in one.card
    assert one.files["map.png"] == other.files["map.png"]
    assert one.files["map.png"].startswith(b"\x89PNG")
    assert "map.png" not in model.card
    assert "map.png" not in model.files


@pytest.fixture
def tariffs_file(tmp_path: Path) -> Path:
    us, plain = write_samples(tmp_path)
    sources = [read_us(str(us), as_of="2026-07-01"), read_plain("TH", str(plain))]
    write(sources, tmp_path / "some-tariffs.parquet")
    return tmp_path / "some-tariffs.parquet"


def test_tariffs_go_with_the_bundle_in_one_commit(
    api: HfApi, hub: HubServer, model: Plan, tariffs_file: Path, tiny_bundle_folder: Path,
    tiny_results: Path,
) -> None:  # fmt: skip
    plan = model_plan(tiny_bundle_folder, tiny_results, MODEL, DATASET, tariffs_file=tariffs_file)
    publish(api, plan)
    assert len(hub.repo(MODEL).commits) == 2
    assert set(hub.repo(MODEL).at("main").files) == {*model.files, TARIFFS_FILE, ".gitattributes"}
    assert "| TH | 2 | not said | plain.csv | `" in plan.card
    assert "| US | 5 | 2026-07-01 | us.json | `" in plan.card
    assert "national lines are not in it" in model.card
    assert TARIFFS_FILE not in model.card
    tariffs_file.write_bytes(tariffs_file.read_bytes()[:-9])
    with pytest.raises(BundleError, match="Expected a tariff file"):
        model_plan(tiny_bundle_folder, tiny_results, MODEL, DATASET, tariffs_file=tariffs_file)


def test_the_card_names_the_runs_of_the_encoder(
    tiny_bundle_folder: Path, tiny_results: Path, tmp_path: Path
) -> None:
    folder, results = tmp_path / "bundle", tmp_path / "results.json"
    shutil.copytree(tiny_bundle_folder, folder)
    first = {"recipe": {"steps": 700, "batch": 96}, "rows": 41000, "official_nomenclature": True}
    second = {
        "recipe": {"steps": 900, "batch": 96},
        "rows": 52000,
        "stopped_at": 850,
        "official_nomenclature": True,
        "tariff_lines": 1234,
        "earlier": first,
    }
    (folder / "encoder" / "training.json").write_text(json.dumps(second), "utf-8")
    Manifest.read(folder).seal(folder)
    digest = Manifest.read(folder).digest
    values = {**json.loads(tiny_results.read_text("utf-8")), "bundle": digest}
    results.write_text(json.dumps(values), "utf-8")
    card = model_plan(folder, results, MODEL, DATASET).card
    runs = re.findall(r"^- \d+ steps of .*(?:\n  .*)*", card, re.MULTILINE)
    assert runs[0].startswith("- 700 steps of 96 rows over 41,000 rows, among them")
    assert "tariff" not in runs[0]
    assert runs[1].startswith("- 850 steps")
    assert "of 1,234 lines of the US tariff" in runs[1]


def test_a_dry_run_shows_everything_and_asks_nobody(
    hub: HubServer,
    home: Path,  # noqa: ARG001 - no token either
    tiny_bundle_folder: Path,
    tiny_results: Path,
    tiny_dataset: Path,
    tariffs_file: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    arguments = ["--model-repo", MODEL, "--dataset-repo", DATASET, "--tariffs", str(tariffs_file)]
    arguments += ["--dry-run"]
    places = {"bundle": tiny_bundle_folder, "results": tiny_results, "dataset": tiny_dataset}
    arguments += [word for name, place in places.items() for word in (f"--{name}", str(place))]
    assert main(["publish", *arguments]) == 0
    said = capsys.readouterr().out
    for row in Manifest.read(tiny_bundle_folder).files:
        assert re.search(rf"{row.bytes:,} +{row.sha256} +{re.escape(row.path)}\n", said)
    assert "examples/train.parquet" in said
    digest = hashlib.sha256(tariffs_file.read_bytes()).hexdigest()
    assert f"{tariffs_file.stat().st_size:,}  {digest}  {TARIFFS_FILE}\n" in said
    assert said.count("license: mit") == 2
    assert hub.asked == []
    assert main(["publish", *arguments[:-7], *arguments[-6:]]) == 1
    assert "HF_TOKEN" in capsys.readouterr().err
