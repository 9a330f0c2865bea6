"""Bundle and dataset to the Hub: one commit a repo, then the tag; again and again if need be."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Literal

from hsclassify.bundle import FLOAT_WEIGHTS, Bundle
from hsclassify.errors import PublishError
from hsclassify.latent import LatentMap
from hsclassify.manifest import MANIFEST_FILE, FileRow, Manifest, sha256_of
from hsclassify.tariffs import TARIFFS_FILE, Tariffs
from pipeline.cards import MAP_PICTURE, dataset_card, model_card, training_runs
from pipeline.dataset import CARD_FILE, RECORD_FILE, DatasetRecord
from pipeline.map_image import LOOKS, map_png

if TYPE_CHECKING:
    from huggingface_hub import HfApi

RESULTS_FILE: Final = "results.json"
_ENCODER_FILES: Final = ("modules.json", "config_sentence_transformers.json")
_OF_THE_HUB: Final = frozenset({".gitattributes"})

Content = Path | bytes


@dataclass(frozen=True)
class Plan:
    """What a repo will hold.

    Attributes:
        repo: "namespace/name".
        kind: of the repo.
        files: content by path in the repo, the card among them.
    """

    repo: str
    kind: Literal["model", "dataset"]
    files: Mapping[str, Content]

    @property
    def card(self) -> str:
        """The card."""
        content = self.files[CARD_FILE]
        return content.decode() if isinstance(content, bytes) else content.read_text("utf-8")

    def rows(self) -> list[FileRow]:
        """Return path, size and SHA-256 of every file, by path."""
        return [_row(path, content) for path, content in sorted(self.files.items())]


@dataclass(frozen=True)
class Published:
    """Where a plan is on the Hub: the repo's address, the commit, and whether it is a new one."""

    url: str
    commit: str
    is_new: bool


def model_plan(
    folder: Path,
    results_file: Path,
    repo: str,
    dataset_repo: str,
    tag: str = "",
    tariffs_file: Path | None = None,
) -> Plan:
    """Return what the model repo will hold: the bundle, its results and its card.

    Args:
        folder: the bundle.
        results_file: what ``python -m pipeline evaluate --held-out --results`` wrote of it.
        repo: the model repo.
        dataset_repo: the dataset repo.
        tag: the tag that this version gets; "" for none.
        tariffs_file: national tariff lines to publish beside the bundle; None for none.

    Raises:
        BundleError: the bundle fails its verification, or the tariff file is none.
        PublishError: the results are not of this bundle, or nobody else could use it.
    """
    bundle = Bundle.load(folder)
    manifest = bundle.manifest
    _check_encoder(folder, manifest)
    results = read_results(results_file, manifest)
    latent = LatentMap.read(bundle)
    tariffs = Tariffs.read(tariffs_file) if tariffs_file else None
    card = model_card(
        manifest,
        results,
        repo,
        dataset_repo,
        tag,
        training=training_runs(folder),
        mapped=latent is not None,
        tariffs=tariffs.sources if tariffs else {},
    )
    files: dict[str, Content] = {row.path: folder / row.path for row in manifest.files}
    files |= {MANIFEST_FILE: folder / MANIFEST_FILE, CARD_FILE: card.encode()}
    files[RESULTS_FILE] = _json(results)
    if tariffs_file:
        files[TARIFFS_FILE] = tariffs_file
    if latent:
        files[MAP_PICTURE] = map_png(latent, bundle.nomenclature, LOOKS["light"])
    if manifest.encoder.kind == "onnx":
        files |= {name: _encoder_pointer(folder / "encoder", name) for name in _ENCODER_FILES}
    return Plan(repo, "model", files)


def dataset_plan(folder: Path, repo: str, revision: str = "") -> Plan:
    """Return what the dataset repo will hold: the Parquet files, their record and the card.

    Args:
        folder: what ``python -m pipeline dataset`` wrote.
        repo: the dataset repo.
        revision: the corpus that it has to be of; "" for any.

    Raises:
        PublishError: the folder is no dataset, or of another corpus.
    """
    record = DatasetRecord.read(folder)
    if revision and record.revision != revision:
        raise PublishError(
            f"Expected a dataset of corpus {revision}, which the bundle was built from, but "
            f"{folder} is of corpus {record.revision}. Run `python -m pipeline dataset` and "
            "`python -m pipeline build` on the same corpus."
        )
    files: dict[str, Content] = {row.path: folder / row.path for row in record.files}
    files[RECORD_FILE] = folder / RECORD_FILE
    files[CARD_FILE] = dataset_card(record, folder, repo).encode()
    return Plan(repo, "dataset", files)


def read_results(file: Path, manifest: Manifest) -> dict[str, Any]:
    """Read a results file and check that it is of the bundle with *manifest*.

    Raises:
        PublishError: it is missing, of another bundle, or lacks the held-out measures.
    """
    again = "Run `python -m pipeline evaluate --bundle FOLDER --held-out --results FILE`."
    if not file.is_file():
        raise PublishError(f"Expected a results file, found no {file}. {again}")
    try:
        results: dict[str, Any] = json.loads(file.read_text("utf-8"))
        measured, held_out = results["bundle"], results.get("held_out")
    except (ValueError, KeyError, TypeError) as error:
        raise PublishError(f"{file} is not a results file ({error}). {again}") from error
    if measured != manifest.digest:
        raise PublishError(
            f"Expected results of bundle {manifest.digest}, but {file} is of bundle {measured}. "
            f"{again}"
        )
    if not held_out:
        raise PublishError(f"Expected {file} to hold the measures on held-out goods. {again}")
    return results


def publish(api: HfApi, plan: Plan, *, private: bool = False, tag: str = "") -> Published:
    """Bring *plan* to the Hub and tag it; what is there already is not sent again.

    A run that was interrupted is finished by running it again. Files that the repo holds
    besides are deleted in the same commit.

    Raises:
        PublishError: the token is missing or rejected, the tag names something else, or the
            Hub fails.
    """
    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    with _hub_errors():
        url = api.create_repo(
            plan.repo, repo_type=plan.kind, private=private or None, exist_ok=True
        )
        tagged = _tagged_commit(api, plan, tag)
        if tagged:
            return Published(str(url), tagged, is_new=False)
        head = api.repo_info(plan.repo, repo_type=plan.kind).sha
        stale = _digests(api, plan, "main").keys() - plan.files.keys() - _OF_THE_HUB
        commit = api.create_commit(
            plan.repo,
            [
                *(CommitOperationAdd(path, content) for path, content in plan.files.items()),
                *(CommitOperationDelete(path) for path in sorted(stale)),
            ],
            commit_message=f"Publish {tag}".strip(),
            repo_type=plan.kind,
        ).oid
        if tag:
            api.create_tag(plan.repo, tag=tag, revision=commit, repo_type=plan.kind)
    return Published(str(url), commit, is_new=commit != head)


def check_token(api: HfApi) -> str:
    """Return whose token it is.

    Raises:
        PublishError: there is none, or the Hub rejects it.
    """
    from huggingface_hub import get_token

    if not (api.token or get_token()):
        raise PublishError(
            "Expected a token that may write to the Hub, found none. Set HF_TOKEN or run "
            "`hf auth login`."
        )
    with _hub_errors():
        return str(api.whoami()["name"])


def pull_dataset(repo: str, revision: str) -> Path:
    """Return the folder of the Hub dataset *repo* at *revision*.

    Raises:
        PublishError: the Hub does not deliver it.
    """
    from huggingface_hub import snapshot_download

    with _hub_errors():
        return Path(snapshot_download(repo, revision=revision, repo_type="dataset"))


def _check_encoder(folder: Path, manifest: Manifest) -> None:
    if manifest.encoder.kind == "onnx" and not (folder / FLOAT_WEIGHTS).is_file():
        raise PublishError(
            f"Expected the float weights {FLOAT_WEIGHTS} in {folder}, without which "
            "SentenceTransformer cannot load the repo. Build the bundle without --embedded."
        )
    if manifest.encoder.kind != "onnx" and not manifest.encoder.revision:
        raise PublishError(
            f"The bundle's encoder {manifest.encoder.source} is a folder of this machine, which "
            "nobody else has. Publish the encoder first and build with its Hub id."
        )


def _encoder_pointer(folder: Path, name: str) -> bytes:
    """Return the encoder's file *name* as it has to be at the root of the repo.

    SentenceTransformer reads at the root which modules there are and in which folders.
    """
    values = json.loads((folder / name).read_text("utf-8"))
    if name == "modules.json":
        values = [{**m, "path": f"encoder/{m['path']}".rstrip("/")} for m in values]
    return _json(values)


def _tagged_commit(api: HfApi, plan: Plan, tag: str) -> str | None:
    """Return the commit that *tag* names when it holds *plan*; None when there is no such tag."""
    refs = api.list_repo_refs(plan.repo, repo_type=plan.kind) if tag else None
    commit = next((t.target_commit for t in refs.tags if t.name == tag), None) if refs else None
    if commit is None:
        return None
    there = {p: d for p, d in _digests(api, plan, commit).items() if p not in _OF_THE_HUB}
    if there != {path: _digest(content, there.get(path)) for path, content in plan.files.items()}:
        raise PublishError(
            f"{plan.repo} has a tag {tag} already, and it names another content. Published "
            "versions do not change: choose another tag."
        )
    return commit


def _digests(api: HfApi, plan: Plan, revision: str) -> dict[str, str]:
    """Return by path what the Hub says of the content: SHA-256 in LFS, git's SHA-1 elsewhere."""
    from huggingface_hub.hf_api import RepoFile

    tree = api.list_repo_tree(plan.repo, recursive=True, revision=revision, repo_type=plan.kind)
    return {
        entry.path: entry.lfs.sha256 if entry.lfs else entry.blob_id
        for entry in tree
        if isinstance(entry, RepoFile)
    }


def _digest(content: Content, like: str | None) -> str:
    """Return the digest of *content*, of the kind that *like* is."""
    row = _row("", content)
    if like is None or len(like) == len(row.sha256):
        return row.sha256
    blob = content if isinstance(content, bytes) else content.read_bytes()
    return hashlib.sha1(b"blob %d\0%b" % (len(blob), blob)).hexdigest()  # noqa: S324 - as git


def _row(path: str, content: Content) -> FileRow:
    if isinstance(content, bytes):
        return FileRow(path, len(content), hashlib.sha256(content).hexdigest())
    return FileRow(path, content.stat().st_size, sha256_of(content))


def _json(values: Any) -> bytes:
    return (json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True) + "\n").encode()


@contextmanager
def _hub_errors() -> Iterator[None]:
    """Turn what the Hub's client raises into a sentence."""
    import httpx2
    from huggingface_hub.errors import HFValidationError

    try:
        with warnings.catch_warnings():
            # The Parquet files of a bundle belong into a model repo.
            warnings.filterwarnings("ignore", message=".*commit a data file.*")
            yield
    # RuntimeError: an upload failed; OSError covers the Hub's own errors; ValueError: its answer
    # was not understood.
    except (httpx2.HTTPError, HFValidationError, RuntimeError, OSError, ValueError) as error:
        cause = error.__cause__ or error if isinstance(error, RuntimeError) else error
        raise PublishError(
            f"The Hub did not do it: {_first_line(error)}"
            + (f" {_first_line(cause)}" if cause is not error else "")
            + " Check the token's rights and the repo's name, then run the same command again: "
            "what has arrived is not transferred twice."
        ) from error


def _first_line(error: BaseException) -> str:
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return lines[0].rstrip(".") + "." if lines else type(error).__name__
