"""The manifest of a bundle: what is in it, from what it was made, and how good it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Container, Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Final

from hsclassify.errors import BundleError, DamagedBundleError
from hsclassify.text import LANGUAGES

SCHEMA_VERSION: Final = 1
MANIFEST_FILE: Final = "manifest.json"
_LEVELS: Final = ("2", "4", "6")
_OWN_DIGEST: Final = "sha256"
"""The key under which a manifest holds the digest of all that it says besides."""


@dataclass(frozen=True)
class EncoderInfo:
    """Which encoder made the vectors, and so has to encode the queries.

    Attributes:
        kind: "onnx" for the graph in the bundle, "sentence-transformers" for a model by id.
        source: what it was trained from, or the id of the model.
        revision: revision of the model on the Hub; "" where there is none.
        dim: length of a vector.
        prompt: what is put before every text.
    """

    kind: str
    source: str
    revision: str
    dim: int
    prompt: str


@dataclass(frozen=True)
class FileRow:
    """A file of the bundle: path inside it, size in bytes, hex SHA-256."""

    path: str
    bytes: int
    sha256: str

    def check(self) -> None:
        """Raise ValueError where a value is of another kind than it has to be."""
        texts = type(self.path) is str and type(self.sha256) is str
        _expect(texts and type(self.bytes) is int, "path, bytes and SHA-256 of a file", self)
        _expect("\0" not in self.path, "the path of a file", self.path)


@dataclass(frozen=True)
class Manifest:
    """Everything ``manifest.json`` says. See the field names; metrics come from the evaluation."""

    package_version: str
    hs_edition: str
    languages: tuple[str, ...]
    encoder: EncoderInfo
    dataset_revision: str
    counts: Mapping[str, int]
    metrics: Mapping[str, Any]
    files: tuple[FileRow, ...]
    schema_version: int = SCHEMA_VERSION

    @property
    def digest(self) -> str:
        """Twelve hex digits that name exactly this content."""
        return _digest(asdict(self))[:12]

    def write(self, folder: Path) -> None:
        """Write the manifest into *folder*."""
        values = asdict(self)
        text = _json({**values, _OWN_DIGEST: _digest(values)})
        (folder / MANIFEST_FILE).write_text(text, "utf-8")

    def seal(self, folder: Path) -> None:
        """Write the manifest into *folder* with a row for every file that lies there now."""
        replace(self, files=file_rows(folder)).write(folder)

    @classmethod
    def read(cls, folder: Path) -> Manifest:
        """Read the manifest of the bundle in *folder*.

        Raises:
            DamagedBundleError: it is not as it was written.
            BundleError: there is none, it is not readable, of another schema version, or
                says something of another kind than it has to.
        """
        file = folder / MANIFEST_FILE
        try:
            values = json.loads(file.read_text("utf-8"))
            version = values["schema_version"]
        except (FileNotFoundError, NotADirectoryError, IsADirectoryError) as error:
            raise BundleError(
                f"Expected a bundle with a {MANIFEST_FILE} in {folder}, found none. "
                "Name the folder that `python -m pipeline build` wrote."
            ) from error
        except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
            raise BundleError(
                f"{file} is not a readable manifest ({error}). Build or download the bundle again."
            ) from error
        if version != SCHEMA_VERSION:
            raise BundleError(
                f"Expected a bundle of schema version {SCHEMA_VERSION}, found version {version!r}. "
                "Use the hsclassify release that made it, or rebuild it with "
                "`python -m pipeline build`."
            )
        try:
            _check_digest(file, values)
            manifest = cls(
                **{
                    **values,
                    "languages": tuple(values["languages"]),
                    "encoder": EncoderInfo(**values["encoder"]),
                    "files": tuple(FileRow(**row) for row in values["files"]),
                }
            )
            manifest._check()
            return manifest
        except (TypeError, KeyError, ValueError) as error:
            raise BundleError(
                f"{file} lacks something or holds too much ({error}). "
                "Build or download the bundle again."
            ) from error

    def _check(self) -> None:
        """Raise ValueError or KeyError for what whoever shows the manifest would stumble over."""
        _expect(isinstance(self.counts, dict), "counts by their names", self.counts)
        _expect(isinstance(self.metrics, dict), "metrics by their names", self.metrics)
        for row in self.files:
            row.check()
        names = (self.package_version, self.hs_edition, self.dataset_revision)
        info = self.encoder
        encoder = (info.kind, info.source, info.revision, info.prompt)
        _expect(type(info.dim) is int and info.dim > 0, "a length of vectors", info.dim)
        _expect(all(type(x) is str for x in (*names, *encoder)), "names that are texts", names)
        known = set(self.languages) <= set(LANGUAGES)
        _expect(known, f"languages among {', '.join(LANGUAGES)}", self.languages)
        counts = all(type(n) is int and n >= 0 for n in self.counts.values())
        _expect(counts, "counts that are whole numbers", self.counts)
        if held_out := self.metrics.get("held_out"):
            _expect(type(held_out["n"]) is int, "a whole number of queries", held_out["n"])
            for level in _LEVELS:
                share = held_out["top1"][level]
                right = isinstance(share, int | float) and 0 <= share <= 1
                _expect(right, "a share of 0 to 1 at every level", share)

    def verify(self, folder: Path, optional: Container[str] = ()) -> None:
        """Check size and SHA-256 of every file before anything of it is used.

        Args:
            folder: the bundle's folder.
            optional: paths of files that may be missing; when there, they are checked too.

        Raises:
            DamagedBundleError: a file is missing or not as recorded.
            BundleError: the manifest names a file outside the folder.
        """
        for row in self.files:
            try:
                _verify(row, folder, may_lack=row.path in optional)
            except OSError as error:  # its name is too long, or it must not be read
                raise DamagedBundleError(_damage(row, error.strerror or "no file")) from error


def _verify(row: FileRow, folder: Path, *, may_lack: bool) -> None:
    file = folder / row.path
    if may_lack and not file.exists():
        return
    if not file.resolve().is_relative_to(folder.resolve()) and not file.is_symlink():
        raise BundleError(f"The manifest names {row.path}, which lies outside the bundle.")
    if not file.is_file():
        raise DamagedBundleError(_damage(row, "no such file"))
    if file.stat().st_size != row.bytes:
        raise DamagedBundleError(_damage(row, f"{file.stat().st_size:,} bytes"))
    found = sha256_of(file)
    if found != row.sha256:
        raise DamagedBundleError(_damage(row, f"SHA-256 {found[:12]}…"))


def _json(values: Mapping[str, Any]) -> str:
    return json.dumps(values, indent=2, ensure_ascii=False, sort_keys=True) + "\n"


def _digest(values: Mapping[str, Any]) -> str:
    return hashlib.sha256(_json(values).encode()).hexdigest()


def _check_digest(file: Path, values: dict[str, Any]) -> None:
    """Take the digest out of *values* and check it. Manifests of older releases have none."""
    written = values.pop(_OWN_DIGEST, None)
    found = _digest(values)
    if written is not None and written != found:
        raise DamagedBundleError(
            f"{file} was written with the digest {str(written)[:12]}…, and what it says has "
            f"{found[:12]}…. The bundle is damaged: build or download it again."
        )


def _expect(holds: bool, what: str, found: object) -> None:
    if not holds:
        raise ValueError(f"expected {what}, got {found!r:.200}")


def _damage(row: FileRow, found: str) -> str:
    return (
        f"{row.path:.200}: expected {row.bytes:,} bytes with SHA-256 {row.sha256[:12]}…, "
        f"found {found}. The bundle is damaged: build or download it again."
    )


def sha256_of(file: Path) -> str:
    """Return the hex SHA-256 of a file's content."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def file_rows(folder: Path) -> tuple[FileRow, ...]:
    """Return a row for every file below *folder* but the manifest itself, sorted by path."""
    return tuple(
        FileRow(file.relative_to(folder).as_posix(), file.stat().st_size, sha256_of(file))
        for file in sorted(folder.rglob("*"))
        if file.is_file() and file.name != MANIFEST_FILE
    )
