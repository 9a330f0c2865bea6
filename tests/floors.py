"""What the figures of a bundle may not fall below: ``floors.json``, moved by hand only.

The recorded figures are written anew with every build, so that a comparison with them lets a
slow loss pass. The floors stay.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pipeline.readme import DESCRIPTIONS, public_means

FLOORS_FILE = Path(__file__).with_name("floors.json")
CEILINGS = "ece"
"""What stands under this name may not be exceeded."""


def floors() -> dict[str, float]:
    """Return the limits by the path of the figure, such as ``held_out/th/top1/6``."""
    values = json.loads(FLOORS_FILE.read_text("utf-8"))
    return dict(_flat({k: v for k, v in values.items() if k not in ("about", "margin")}))


def figures(results: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of a results file, by their paths."""
    plain = results["sets"]["plain_descriptions"]
    public = [results["sets"][name] for name in DESCRIPTIONS]
    return {
        **held_out_figures(results["held_out"]),
        **dict(
            _flat(
                {
                    "plain_descriptions": _ranks(plain),
                    "public_mean": public_means(results),
                    "precision": {
                        "plain_descriptions": plain["answered"]["precision"],
                        "public_mean": _mean(x["answered"]["precision"] for x in public),
                    },
                    "answered": {
                        "plain_descriptions": _answered(plain),
                        "public_mean": _mean(_answered(x) for x in public),
                    },
                    CEILINGS: {
                        "plain_descriptions": plain["ece"],
                        "public_mean": _mean(x["ece"] for x in public),
                    },
                }
            )
        ),
    }


def held_out_figures(held_out: Mapping[str, Any]) -> dict[str, float]:
    """Return the figures of what ``evaluate_held_out`` measured, by their paths."""
    return dict(
        _flat(
            {
                "held_out": _ranks(held_out),
                "precision": {"held_out": held_out["answered"]["precision"]},
                "answered": {"held_out": _answered(held_out)},
                "same_code": held_out["same_code"],
                "same_right": held_out["same_right"],
                CEILINGS: {"held_out": held_out["ece"]},
            }
        )
    )


def broken(found: Mapping[str, float], limits: Mapping[str, float]) -> list[str]:
    """Return a line for each limit that *found* does not keep, or has no figure for."""
    lines = []
    for path, limit in limits.items():
        figure = found.get(path)
        sign = -1 if path.startswith(f"{CEILINGS}/") else 1
        if figure is None or sign * figure < sign * limit:
            lines.append(f"{path}: {figure} does not keep {limit}")
    return lines


def _ranks(measures: Mapping[str, Any]) -> dict[str, Any]:
    return {
        lang: {rank: own[rank] for rank in ("top1", "top3")}
        for lang, own in measures["by_language"].items()
    }


def _answered(measures: Mapping[str, Any]) -> float:
    """Return the share that got any answer: precision alone is easily had by few of them."""
    return round(1 - measures["answered"]["0"], 4)


def _mean(values: Iterator[float]) -> float:
    every = list(values)
    return sum(every) / len(every)


def _flat(values: Mapping[str, Any], before: str = "") -> Iterator[tuple[str, float]]:
    for key, value in values.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{before}{key}/")
        else:
            yield f"{before}{key}", value
