"""``python -m hsclassify``: the code of one text, of every row of a table, or a record checked."""

from __future__ import annotations

import argparse
import json
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from hsclassify.classifier import MAX_TOP_K, HSClassifier
from hsclassify.errors import HSClassifyError, InputError
from hsclassify.memory import no_collections
from hsclassify.record import Record, verify
from hsclassify.results import Prediction, percent
from hsclassify.text import LANGUAGES, Language, clean
from hsclassify.version import __version__

_BAR_WIDTH = 20
_TOP_K = 3
_RECORD_FAILS = 2
_STOPPED = 130  # what shells expect of a command that ctrl-C ended
_TERMINATED = 143  # and of one that SIGTERM ended

_OF_ONE_TEXT: Final = {
    "text": "A description is answered by itself",
    "top_k": "--top-k is how many codes to show for one description",
    "json": "--json prints the answer to one description",
    "record": "--record keeps the answer to one description",
}
_OF_A_TABLE: Final = {
    "column": "--column names the descriptions in the file of --table",
    "declared": "--declared names a column in the file of --table",
    "out": "--out says where the rows of --table go",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command; return the exit status (1: the input or the bundle is at fault).

    2 says that a record does not hold.
    """
    arguments = _parser().parse_args(argv)
    try:
        _check_together(arguments)
        if arguments.verify:
            return _verify(arguments)
        if arguments.table:
            return _table(arguments)
        return _text(arguments)
    except HSClassifyError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; no file was written", file=sys.stderr)
        return _STOPPED


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m hsclassify", description=__doc__)
    parser.add_argument("text", nargs="?", help="description of goods")
    parser.add_argument(
        "--top-k", type=int, help=f"codes to show, 1 to {MAX_TOP_K}; default: {_TOP_K}"
    )
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    parser.add_argument(
        "--language", choices=LANGUAGES, help="of titles and alternatives; default: the text's"
    )
    parser.add_argument("--table", type=Path, metavar="FILE", help="a CSV, XLSX or Parquet file")
    parser.add_argument(
        "--column", default="", help="column with the descriptions; default: what looks like it"
    )
    parser.add_argument("--declared", default="", help="column with declared codes to compare with")
    parser.add_argument("--out", type=Path, metavar="FILE", help="CSV, XLSX or Parquet to write")
    parser.add_argument(
        "--record", type=Path, metavar="FILE", help="also write the answer as a JSON record"
    )
    parser.add_argument(
        "--verify",
        type=Path,
        metavar="FILE",
        help="compute a record's answer again and say whether it holds",
    )
    parser.add_argument("--bundle", help="bundle folder or Hub repo; default: the one at hand")
    parser.add_argument(
        "--revision", help="tag, branch or commit of the Hub repo that --bundle names"
    )
    parser.add_argument("--version", action="version", version=__version__)
    return parser


def _check_together(arguments: argparse.Namespace) -> None:
    """Refuse options that would be passed over in silence."""
    given = _given(arguments)
    for name, what in _OF_ONE_TEXT.items():
        if name in given and given & {"table", "verify"}:
            raise InputError(
                f"{what}, and does not go with --table or --verify. Leave one of the two out."
            )
    if "verify" in given and given & {"table", "language"}:
        raise InputError(
            "--verify computes one record again, as it was asked, and does not go with --table or "
            "--language. Leave one of the two out."
        )
    for name, what in _OF_A_TABLE.items():
        if name in given and "table" not in given:
            raise InputError(
                f"{what}, and there is no table. Name one with --table FILE, or leave it out; the "
                "answer to one description is kept with --record FILE."
            )


def _given(arguments: argparse.Namespace) -> set[str]:
    """Return the names of the arguments that say something; 0 codes do, no column does not."""
    values = vars(arguments).items()
    return {name for name, value in values if value not in (None, "") and value is not False}


def _text(arguments: argparse.Namespace) -> int:
    if arguments.text is None:
        raise InputError(
            "Expected a description, such as python -m hsclassify 'frozen shrimp', or --table FILE."
        )
    with no_collections():
        classifier = _classifier(arguments)
        prediction = classifier.classify(
            arguments.text, top_k=_TOP_K if arguments.top_k is None else arguments.top_k
        )
    if arguments.record:
        _write_record(Record.of(classifier, arguments.text, prediction), arguments.record)
    if arguments.json:
        others = classifier.explain(prediction, arguments.language).alternatives
        answer = {**prediction.to_dict(), "alternatives": [a.to_dict() for a in others]}
        print(json.dumps(answer, ensure_ascii=False, indent=2))
    else:
        print("\n".join(_lines(prediction, arguments.language or prediction.language)))
    return 0


def _write_record(record: Record, file: Path) -> None:
    try:
        record.write(file)
    except OSError as error:
        raise InputError(
            f"The record cannot be written to {file} ({error}). Name another file."
        ) from error


def _verify(arguments: argparse.Namespace) -> int:
    record = Record.read(arguments.verify)
    classifier = _classifier(arguments)
    verdict = verify(record, classifier)
    time, differences = _printable(record.time), map(_printable, verdict.differences)
    if verdict.holds:
        print(f"The record of {time} holds: {record.cleaned!r} is answered the same.")
        return 0
    print(f"The record of {time} does not hold:", *differences, sep="\n- ")
    if record.repo and record.bundle != classifier.bundle.manifest.digest:
        named = clean(f"--bundle {record.repo} --revision {record.commit}")
        print(f"Another bundle answered it. Compare with that one: {named}")
    return _RECORD_FAILS


def _printable(text: str) -> str:
    """Return what a stranger's file says so that it can neither steer a terminal nor fail to print.

    Escaped, not cleaned: two texts that differ in what is invisible have to look different.
    """
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text
    )


def _classifier(arguments: argparse.Namespace) -> HSClassifier:
    if arguments.revision and not arguments.bundle:
        raise InputError(
            "--revision has to be one of a Hub repo. Name that too: --bundle NAMESPACE/NAME."
        )
    return HSClassifier.load(arguments.bundle, revision=arguments.revision)


def _lines(prediction: Prediction, lang: Language) -> list[str]:
    lines = []
    for candidate in prediction.candidates:
        bar = "█" * round(candidate.probability * _BAR_WIDTH)
        lines.append(
            f"{candidate.dotted}  {percent(candidate.probability):>4}  {bar:<{_BAR_WIDTH}}  "
            f"{candidate.title(lang)}"
        )
    return [*lines, f"{prediction.reason} {prediction.still_open}".rstrip()]


def _table(arguments: argparse.Namespace) -> int:
    if not arguments.out:
        raise InputError("--table also needs --out FILE.")
    from tqdm import tqdm

    from hsclassify.tables import TableResult, classify_table

    # What is there when processes are forked is left out of looks for garbage, which write to it.
    with no_collections():
        classifier = _classifier(arguments)
        classifier.prepare()
    with tqdm(unit=" rows", file=sys.stderr) as bar:

        def show(result: TableResult) -> None:
            bar.set_postfix_str(f"{result.share:.0%}", refresh=False)
            bar.update(result.rows - bar.n)

        result = classify_table(
            classifier,
            arguments.table,
            arguments.column,
            arguments.out,
            declared=arguments.declared,
            title_language=arguments.language,
            progress=show,
            fork=True,
        )
    print(f"Rows of column {result.column!r} written to {arguments.out}: {result.rows:,}")
    if result.sheets:
        others = ", ".join(map(repr, result.sheets.others))
        print(f"Sheet {result.sheets.read!r} was read, and not: {others}.")
    return 0


if __name__ == "__main__":
    # Ended from outside, it takes a half-written table away, as with ctrl-C.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(_TERMINATED))
    sys.exit(main())
