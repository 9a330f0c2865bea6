"""Builds the bundle twice from the same sources, and names each file that is not the same.

    python -m benchmarks.build_twice [--encoder FOLDER|BUNDLE] [--corpus FOLDER [--part]]
        [--embedded] [--no-map] [--keep FOLDER] [--first FOLDER]

Each build runs in a process of its own, with another seed of Python's hashes. It takes as long as
``python -m pipeline build`` does, twice, or once where the first one is there already
(``--embedded --first hsclassify/embedded``). The status is 1 if anything differs.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from hsclassify.manifest import Manifest
from pipeline.corpus import CORPUS_FOLDER
from pipeline.verbs.encoder import ENCODER_FOLDER

_BUILD: Final = """
import sys
from pathlib import Path
from pipeline.build import EncoderChoice
from pipeline.verbs.build import from_corpus

encoder, folder, corpus, *kinds = sys.argv[1:]
embedded, mapped, whole = (kind == "1" for kind in kinds)
from_corpus(
    EncoderChoice(encoder),
    Path(folder),
    Path(corpus),
    embedded=embedded,
    mapped=mapped,
    whole=whole,
)
"""


def built(
    encoder: str,
    folder: Path,
    seed: int,
    corpus: Path = CORPUS_FOLDER,
    *,
    embedded: bool,
    mapped: bool,
    whole: bool = True,
) -> Manifest:
    """Build a bundle in *folder*, in a process of its own, and return its manifest.

    Args:
        encoder: folder, bundle or id of the encoder.
        folder: of the bundle.
        seed: of Python's hashes.
        corpus: folder of the corpus.
        embedded: without the float weights.
        mapped: with the map.
        whole: refuse a corpus that breaks a rule, as the verb does.
    """
    kinds = (f"{kind:d}" for kind in (embedded, mapped, whole))
    given = [encoder, str(folder), str(corpus), *kinds]
    subprocess.run(  # noqa: S603
        [sys.executable, "-c", _BUILD, *given],
        check=True,
        stdout=sys.stderr,
        env={**os.environ, "PYTHONHASHSEED": str(seed)},
    )
    return Manifest.read(folder)


def compared(one: Manifest, other: Manifest) -> dict[str, Any]:
    """Return the digests of two bundles, and what of them differs: files, or "manifest.json"."""
    digests = [{f.path: f.sha256 for f in manifest.files} for manifest in (one, other)]
    paths = sorted(set(digests[0]) | set(digests[1]))
    differing = [path for path in paths if digests[0].get(path) != digests[1].get(path)]
    if not differing and one != other:  # the metrics, for example
        differing = ["manifest.json"]
    return {
        "bundles": [one.digest, other.digest],
        "files": len(paths),
        "differing": differing,
        "same": not differing,
    }


def main(argv: Sequence[str] | None = None) -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--encoder", default=str(ENCODER_FOLDER), metavar="FOLDER|BUNDLE|ID")
    parser.add_argument("--corpus", type=Path, default=CORPUS_FOLDER, metavar="FOLDER")
    parser.add_argument(
        "--part", action="store_true", help="the corpus is a part: no checks, facts"
    )
    parser.add_argument("--embedded", action="store_true", help="without the float weights")
    parser.add_argument("--no-map", action="store_true", help="leave out the map")
    parser.add_argument("--keep", type=Path, metavar="FOLDER", help="where the two are to stay")
    parser.add_argument(
        "--first", type=Path, metavar="FOLDER", help="a bundle built from these sources before"
    )
    given = parser.parse_args(argv)
    with TemporaryDirectory() as passing:
        folder = (given.keep or Path(passing)).resolve()
        kinds = {
            "embedded": given.embedded,
            "mapped": not given.no_map,
            "whole": not given.part,
        }
        corpus = given.corpus.resolve()
        first = (
            Manifest.read(given.first)
            if given.first
            else built(given.encoder, folder / "1", 1, corpus, **kinds)
        )
        found = compared(first, built(given.encoder, folder / "2", 2, corpus, **kinds))
    print(json.dumps({**kinds, **found}, indent=2))
    return 0 if found["same"] else 1


if __name__ == "__main__":
    sys.exit(main())
