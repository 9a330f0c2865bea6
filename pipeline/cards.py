"""The two cards on the Hub, from their templates. Every number comes from a file of the build."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hsclassify.bundle import Layout
from hsclassify.manifest import Manifest
from hsclassify.text import LANGUAGES
from pipeline.dataset import SPLITS, DatasetRecord, features_of
from pipeline.evaluate import NOTHING, share_answered
from pipeline.student.recipe import TRAINING_FILE

LICENSE: Final = "mit"
MAP_PICTURE: Final = "map.png"
_MODEL_TEMPLATE: Final = Path(__file__).parent / "model_card.md.j2"
_DATASET_TEMPLATE: Final = Path(__file__).parent.parent / "dataset_card" / "README.md.j2"
_NAMES: Final = {"en": "English", "th": "Thai", "vi": "Vietnamese", "zh": "Chinese"}
_TAGS: Final = ("customs", "harmonized-system", "hs-code", "tariff", "trade")


def model_card(
    manifest: Manifest,
    results: Mapping[str, Any],
    repo: str,
    dataset_repo: str,
    tag: str = "",
    *,
    training: Sequence[Mapping[str, Any]] = (),
    mapped: bool = False,
    tariffs: Mapping[str, Mapping[str, Any]] | None = None,
) -> str:
    """Return the model card.

    Args:
        manifest: of the bundle.
        results: what ``python -m pipeline evaluate --held-out --results`` wrote of it.
        repo: the model repo.
        dataset_repo: the dataset repo.
        tag: the tag that this version gets; "" for none.
        training: what the encoder went through, as :func:`training_runs` reads it.
        mapped: show :data:`MAP_PICTURE`.
        tariffs: the national tariffs beside the bundle, as
            :attr:`hsclassify.tariffs.Tariffs.sources` tells of them.
    """
    from huggingface_hub import ModelCard, ModelCardData

    own_encoder = manifest.encoder.kind == "onnx"
    data = ModelCardData(
        language=list(manifest.languages),
        license=LICENSE,
        library_name="sentence-transformers" if own_encoder else None,
        pipeline_tag="text-classification",
        tags=[*_TAGS, "feature-extraction", "onnx"] if own_encoder else list(_TAGS),
        base_model=_base_model(manifest),
        datasets=[dataset_repo],
        model_name=repo.split("/")[-1],
        eval_results=list(_eval_results(results["held_out"], dataset_repo)),
    )
    return str(
        ModelCard.from_template(
            data,
            template_path=str(_MODEL_TEMPLATE),
            manifest=manifest,
            digest=manifest.digest,
            own_encoder=own_encoder,
            language_names=_NAMES,
            held_out=results["held_out"],
            sets=results.get("sets", {}),
            repo=repo,
            dataset_repo=dataset_repo,
            revision=tag or "main",
            percent=percent,
            figures=figures,
            training=training,
            picture=MAP_PICTURE if mapped else "",
            tariffs=tariffs or {},
        )
    )


def training_runs(bundle: Path) -> list[dict[str, Any]]:
    """Return the notes of the runs that the encoder of *bundle* went through, in their order."""
    file = Layout(bundle).encoder / TRAINING_FILE
    note = json.loads(file.read_text("utf-8")) if file.is_file() else None
    runs = []
    while note:
        runs.append({**note, "steps": note.get("stopped_at", note["recipe"]["steps"])})
        note = note.get("earlier")
    return runs[::-1]


def dataset_card(record: DatasetRecord, folder: Path, repo: str) -> str:
    """Return the dataset card of the dataset in *folder*, as *repo*."""
    from datasets.info import DatasetInfo, DatasetInfosDict
    from datasets.splits import SplitDict, SplitInfo
    from huggingface_hub import DatasetCard, DatasetCardData

    texts = sum(record.rows["examples"].values())
    data = DatasetCardData(
        language=list(LANGUAGES),
        license=LICENSE,
        pretty_name="Traded goods with their HS 2022 code in four languages",
        task_categories=["text-classification", "sentence-similarity", "translation"],
        multilinguality=["multilingual"],
        size_categories=[_size_category(texts)],
        annotations_creators=["expert-generated"],
        language_creators=["expert-generated"],
        source_datasets=["original"],
        tags=list(_TAGS),
        configs=[
            {
                "config_name": config,
                "data_files": [{"split": s, "path": f"{config}/{s}.parquet"} for s in rows],
                **({"default": True} if config == "examples" else {}),
            }
            for config, rows in record.rows.items()
        ],
    )
    features = {config: features_of(folder, config) for config in record.rows}
    sizes = {row.path: row.bytes for row in record.files}
    DatasetInfosDict(
        {
            config: DatasetInfo(
                features=features[config],
                splits=SplitDict(
                    {s: SplitInfo(s, sizes[f"{config}/{s}.parquet"], n) for s, n in rows.items()}
                ),
                download_size=sum(sizes[f"{config}/{s}.parquet"] for s in rows),
                dataset_size=sum(sizes[f"{config}/{s}.parquet"] for s in rows),
            )
            for config, rows in record.rows.items()
        }
    ).to_dataset_card_data(data)
    return str(
        DatasetCard.from_template(
            data,
            template_path=str(_DATASET_TEMPLATE),
            record=record,
            columns={config: _columns(found) for config, found in features.items()},
            splits=SPLITS,
            languages=LANGUAGES,
            language_names=_NAMES,
            texts=texts,
            repo=repo,
        )
    )


def percent(share: float | None) -> str:
    """Return a share of 0 to 1 as the cards print it: ``41.2 %``, a dash for None."""
    return NOTHING if share is None else f"{share:.1%}".replace("%", " %")


def figures(measures: Mapping[str, Any]) -> str:
    """Return the cells of a row of the model card's tables, from the number of texts on."""
    ece = measures["ece"]
    cells = (
        f"{measures['n']:,}",
        *(percent(measures[top][x]) for x in ("2", "4", "6") for top in ("top1", "top3")),
        NOTHING if ece is None else f"{ece:.3f}",
        percent(share_answered(measures)),
        percent(measures["answered"]["precision"]),
    )
    return " | ".join(cells)


def _base_model(manifest: Manifest) -> str:
    """Return the Hub id that the encoder is, or is a student of."""
    return manifest.encoder.source.removeprefix("student of ")


def _eval_results(held_out: Mapping[str, Any], dataset_repo: str) -> Iterator[Any]:
    from huggingface_hub import EvalResult

    for lang, measures in held_out["by_language"].items():
        for level in ("6", "4", "2"):
            yield EvalResult(
                task_type="text-classification",
                task_name="HS code",
                dataset_type=dataset_repo,
                dataset_name="Held-out goods of the corpus",
                dataset_config="examples",
                dataset_split="test",
                metric_type="accuracy",
                metric_name=f"{_NAMES[lang]}, top-1 at {level} digits",
                metric_value=measures["top1"][level],
            )


def _size_category(rows: int) -> str:
    for limit, name in ((1_000, "n<1K"), (10_000, "1K<n<10K"), (100_000, "10K<n<100K")):
        if rows < limit:
            return name
    return "100K<n<1M"


def _columns(features: Mapping[str, Any]) -> dict[str, str]:
    """Return the type of each column, as a reader would name it."""
    return {
        name: f"ClassLabel, {feature.num_classes} names" if hasattr(feature, "names") else
        feature.dtype
        for name, feature in features.items()
    }  # fmt: skip
