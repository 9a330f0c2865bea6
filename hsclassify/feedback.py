"""Feedback of users: what they say of an answer, kept as JSON lines and pushed to the Hub.

Nothing in it is about a person: no address, no session, no time of day. The description
and the remark are kept only with the user's consent.
"""

from __future__ import annotations

import json
import logging
import re
import threading
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from hsclassify.classifier import HSClassifier
from hsclassify.errors import InputError
from hsclassify.hub_client import bound_patience
from hsclassify.nomenclature import Nomenclature
from hsclassify.settings import Settings
from hsclassify.text import Language, ascii_digits, tidy
from hsclassify.version import __version__

if TYPE_CHECKING:
    from huggingface_hub import CommitScheduler

log = logging.getLogger(__name__)

MAX_REMARK_CHARACTERS: Final = 500
MAX_FILE_BYTES: Final = 20_000_000
"""What one process keeps at most, so that nobody fills the disk."""

PATH_IN_REPO: Final = "data"
_MINUTES_BETWEEN_PUSHES: Final = 5
_SECONDS_BETWEEN_TRIES: Final = 60.0
_EMAIL = re.compile(r"[^\s@]{1,64}@[^\s@.]+\.[^\s@]+")
_PHONE = re.compile(r"\+\d[\d\s().-]{7,}\d")
_LOCAL_PHONE = re.compile(r"(?<![\w.,/+-])\(?0\d(?:[\s().-]{0,2}\d){7,9}(?![\w/]|[.,-]\d)")
_HIDDEN: Final = "…"


@dataclass(frozen=True)
class Feedback:
    """What a user says of an answer.

    Attributes:
        id: random, so that a line that arrives twice counts once.
        date: day in UTC, YYYY-MM-DD.
        package_version: release that answered.
        bundle: digest of the bundle that answered.
        language: language of the description.
        predicted: the six-digit code that led.
        probability: its probability, 0 to 1.
        right: whether that code is right.
        code: the right code of 2, 4 or 6 digits; "" where the user does not know it.
        text: the description; "" without consent.
        remark: of the user; "" without consent.
    """

    id: str
    date: str
    package_version: str
    bundle: str
    language: Language
    predicted: str
    probability: float
    right: bool
    code: str
    text: str
    remark: str

    @classmethod
    def on(
        cls,
        classifier: HSClassifier,
        text: str,
        *,
        right: bool,
        code: str = "",
        remark: str = "",
        consent: bool = False,
        answers: Mapping[str, str] | None = None,
    ) -> Feedback:
        """Return the feedback on what *classifier* answers to *text*.

        Args:
            classifier: the one that answered.
            text: the description.
            right: whether the leading code is right.
            code: the right code, in any form that the nomenclature parses; may be empty.
            remark: anything else, cut at :data:`MAX_REMARK_CHARACTERS`.
            consent: whether *text* and *remark* may be kept.
            answers: what questions were answered with before, by id.

        Raises:
            InputError: there is no answer to judge, or *code* contradicts the verdict.
            UnknownCodeError: *code* does not exist.
        """
        prediction = classifier.answer(text, answers or {}, top_k=1)
        if not prediction.candidates:
            raise InputError("There is no answer to judge. Describe the goods in words first.")
        leading, tree = prediction.candidates[0], classifier.nomenclature
        return cls(
            id=uuid.uuid4().hex,
            date=datetime.now(UTC).date().isoformat(),
            package_version=__version__,
            bundle=classifier.bundle.manifest.digest,
            language=prediction.language,
            predicted=leading.code,
            probability=round(leading.probability, 4),
            right=right,
            code=leading.code if right else _right_code(classifier, code, leading.code),
            text=_impersonal(prediction.text, tree) if consent else "",
            remark=_impersonal(tidy(remark)[:MAX_REMARK_CHARACTERS], tree) if consent else "",
        )

    def to_dict(self) -> dict[str, Any]:
        """Return JSON-ready values."""
        return asdict(self)


class FeedbackStore:
    """Keeps feedback in a folder and, with a repo and a token, has it pushed every few minutes.

    Thread-safe.
    """

    def __init__(self, folder: Path, repo: str = "") -> None:
        """Keep feedback in *folder*, one file a process; *repo* is "" for no pushing."""
        self.repo = repo
        # Apart, so that what was given to stay here is not sent when a repo is named later.
        self.folder = folder / (repo.replace("/", "--") or "local")
        self.file = self.folder / f"feedback-{uuid.uuid4().hex}.jsonl"
        self._lock = threading.Lock()
        self._closed = threading.Event()
        self._scheduler: CommitScheduler | None = None

    @classmethod
    def open(cls, settings: Settings) -> FeedbackStore:
        """Return the store that *settings* name; the Hub is reached for in the background."""
        from huggingface_hub import constants, get_token

        default = Path(constants.HF_HOME) / "hsclassify" / "feedback"
        repo = settings.feedback_repo
        if repo and not get_token():
            log.warning("feedback stays on this machine: %s needs a token in HF_TOKEN", repo)
            repo = ""
        store = cls(Path(settings.feedback_folder or default), repo)
        if repo:
            threading.Thread(target=store.keep_connecting, name="feedback", daemon=True).start()
        return store

    @property
    def is_connected(self) -> bool:
        """Whether the Hub was reached, so that feedback is pushed."""
        return self._scheduler is not None

    def keep_connecting(self) -> None:
        """Connect, again and again until the Hub can be reached or the store is closed."""
        bound_patience()
        self.connect()
        while not self.is_connected and not self._closed.wait(_SECONDS_BETWEEN_TRIES):
            self.connect()

    def connect(self, minutes: float = _MINUTES_BETWEEN_PUSHES) -> None:
        """Have the folder pushed every *minutes*; a Hub that refuses is only logged."""
        import httpx2
        from huggingface_hub import CommitScheduler
        from huggingface_hub.errors import HFValidationError

        from hsclassify.puller import hide_secrets_in_logs, without_secrets

        hide_secrets_in_logs()
        try:
            self._scheduler = CommitScheduler(
                repo_id=self.repo,
                repo_type="dataset",
                folder_path=self.folder,
                path_in_repo=PATH_IN_REPO,
                allow_patterns="*.jsonl",
                private=True,
                every=minutes,
            )
        except (httpx2.HTTPError, HFValidationError, OSError) as error:
            reason = without_secrets(str(error))
            log.warning("feedback stays here: %s cannot be reached: %s", self.repo, reason)

    def keep(self, feedback: Feedback) -> None:
        """Append *feedback*.

        Raises:
            InputError: this process has kept as much as it may, or the disk refuses.
        """
        line = json.dumps(feedback.to_dict(), ensure_ascii=False) + "\n"
        # The scheduler reads the folder under its own lock, so that it never sees half a line.
        with self._scheduler.lock if self._scheduler else self._lock:
            try:
                self._append(line)
            except OSError as error:
                log.error("feedback cannot be kept in %s: %s", self.file, error)
                raise InputError("Feedback cannot be kept just now. Try again later.") from error

    def push(self) -> None:
        """Push now and wait for it, where the Hub was reached."""
        if self._scheduler:
            self._scheduler.trigger().result()

    def close(self) -> None:
        """Push what is left and stop pushing."""
        self._closed.set()
        if self._scheduler:
            self.push()
            self._scheduler.stop()

    def _append(self, line: str) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        if self.file.exists() and self.file.stat().st_size + len(line) > MAX_FILE_BYTES:
            raise InputError("There is no room for more feedback until this app is started again.")
        with self.file.open("a", encoding="utf-8") as stream:
            stream.write(line)


def _right_code(classifier: HSClassifier, code: str, predicted: str) -> str:
    if not code.strip():
        return ""
    parsed = classifier.nomenclature.parse(code)
    if parsed == predicted:
        raise InputError(
            f"{parsed} is the code that was answered. Say that it is right, or name another code."
        )
    return parsed


def _impersonal(text: str, tree: Nomenclature) -> str:
    """Return *text* without e-mail addresses and telephone numbers.

    A number with a zero in front may be a national tariff code as well: it stays when its
    first six digits are a subheading.
    """

    def hidden(match: re.Match[str]) -> str:
        digits = ascii_digits(re.sub(r"\D", "", match[0]))
        return match[0] if digits[:6] in tree else _HIDDEN

    return _LOCAL_PHONE.sub(hidden, _PHONE.sub(_HIDDEN, _EMAIL.sub(_HIDDEN, text)))
