"""``python -m pipeline publish``."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.verbs.dataset import DATASET_FOLDER

if TYPE_CHECKING:
    from pipeline.publish import Plan


def add(verbs: Any) -> None:
    """Add the verb to the command line."""
    p = verbs.add_parser(
        "publish",
        help="publish bundle and dataset on the Hub",
        description="Bring the bundle and the dataset to the Hub, one commit a repo, then the tag. "
        "The token is taken from HF_TOKEN or `hf auth login`. What is on the Hub already is not "
        "sent again, and a run that was interrupted is finished by running it again.",
    )
    p.add_argument("--model-repo", required=True, metavar="NS/NAME", help="repo of the bundle")
    p.add_argument("--dataset-repo", required=True, metavar="NS/NAME", help="repo of the dataset")
    p.add_argument(
        "--bundle",
        type=Path,
        default=Path("build/bundle"),
        help="folder of `python -m pipeline build`, built without --embedded",
    )
    p.add_argument(
        "--results",
        type=Path,
        default=Path("build/results.json"),
        metavar="FILE",
        help="what `python -m pipeline evaluate --held-out --results` wrote of this bundle",
    )
    p.add_argument(
        "--dataset",
        type=Path,
        default=DATASET_FOLDER,
        help="folder of `python -m pipeline dataset`",
    )
    p.add_argument(
        "--tariffs",
        type=Path,
        metavar="FILE",
        help="national tariff lines to publish with the bundle, as `python -m pipeline tariffs` "
        "wrote them; without it the repo holds none",
    )
    p.add_argument("--private", action="store_true", help="make repos that are new private")
    p.add_argument("--tag", default="", help="name of this version, such as v1")
    p.add_argument(
        "--dry-run",
        action="store_true",
        help="print every file with size and SHA-256, and both cards; ask no Hub",
    )
    p.set_defaults(verb=_publish)


def _publish(arguments: argparse.Namespace) -> int:
    from huggingface_hub import HfApi

    from hsclassify.hub_client import bound_patience
    from hsclassify.manifest import Manifest
    from pipeline.publish import check_token, dataset_plan, model_plan, publish

    model = model_plan(
        arguments.bundle,
        arguments.results,
        arguments.model_repo,
        arguments.dataset_repo,
        arguments.tag,
        arguments.tariffs,
    )
    corpus = Manifest.read(arguments.bundle).dataset_revision
    dataset = dataset_plan(arguments.dataset, arguments.dataset_repo, corpus)
    if arguments.dry_run:
        print("\n\n".join(map(_preview, (dataset, model))))
        return 0
    bound_patience()
    api = HfApi()
    print(f"publishing as {check_token(api)}")
    # The dataset first: the model card points to it.
    for plan in (dataset, model):
        done = publish(api, plan, private=arguments.private, tag=arguments.tag)
        state = "published" if done.is_new else "unchanged"
        print(f"{state}: {done.url} at {done.commit}" + f" ({arguments.tag})" * bool(arguments.tag))
    return 0


def _preview(plan: Plan) -> str:
    rows = plan.rows()
    files = [f"{row.bytes:>12,}  {row.sha256}  {row.path}" for row in rows]
    total = sum(row.bytes for row in rows)
    head = f"{plan.kind} repo {plan.repo}: {len(rows)} files, {total:,} bytes"
    return "\n".join([head, *files, f"--- {plan.repo}/README.md", plan.card])
