"""HSClassifier: from a description to ranked codes. The lines that join the parts."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cached_property, partial
from itertools import compress, pairwise, repeat
from pathlib import Path
from typing import TYPE_CHECKING, Final, overload

import numpy as np
import numpy.typing as npt

from hsclassify import neighbors, votes
from hsclassify.bundle import Bundle
from hsclassify.encoder import usable_cores
from hsclassify.errors import InputError, UnknownCodeError, quoted
from hsclassify.explanation import Explanation, explain
from hsclassify.lexical import LexicalIndex
from hsclassify.parallel import in_turn, pieces_of
from hsclassify.questions import KINDS, LEADING, questions
from hsclassify.results import Candidate, Level, Neighbor, Prediction, dotted, percent
from hsclassify.text import LANGUAGES, Language, clean, has_words, language
from hsclassify.vague import says_nothing
from hsclassify.windows import query_vectors

if TYPE_CHECKING:
    from hsclassify.nomenclature import Nomenclature

Floats = npt.NDArray[np.float32]

DEFAULT_TOP_K: Final = 5
MAX_TOP_K: Final = 50
_ANYTHING: Final = 0.2
"""How likely a text that says nothing means any code whatever, rather than one near its words."""

_NEIGHBORS_SHOWN: Final = 8
_LEAST: Final = 1e-12
"""Probability that no code left by an answer falls below, so that the rest adds up."""
PIECE: Final = 64
"""Texts that go through all steps together."""

_LEVELS: Final[tuple[Level, ...]] = (6, 4, 2)


class HSClassifier:
    """Classifies descriptions of goods with the bundle it is given.

    Thread-safe: it keeps no state between calls.
    """

    def __init__(
        self, bundle: Bundle, splits: Sequence[str] = ("train", "validation", "test")
    ) -> None:
        """Take *bundle* into use.

        Args:
            bundle: a loaded bundle.
            splits: which corpus rows may vote. All in service; ``("train",)`` to
                measure honestly on the rows that were held out.
        """
        self.bundle = bundle
        self.calibration = bundle.calibration
        concepts = bundle.concepts
        self._rows = np.flatnonzero(np.isin(np.array(concepts.splits), list(splits)))
        everything = len(self._rows) == len(concepts)  # then no copy of all vectors is made
        self._vectors = bundle.vectors if everything else bundle.vectors.take(self._rows)
        self._codes = {level: bundle.nomenclature.codes(level) for level in _LEVELS}
        self._titles = {
            level: [bundle.nomenclature.titles(code) for code in codes]
            for level, codes in self._codes.items()
        }
        number = {code: i for i, code in enumerate(self._codes[6])}
        self._row_codes = np.array(
            [number[concepts.codes[i]] for i in self._rows.tolist()], np.int64
        )
        self._parents = {
            above: np.searchsorted(
                np.array(self._codes[above]), [c[:above] for c in self._codes[below]]
            )
            for below, above in pairwise(_LEVELS)
        }
        """By level, the number of the parent of each code of the level below it."""

    @classmethod
    def load(cls, source: str | Path | None = None, *, revision: str | None = None) -> HSClassifier:
        """Load a classifier.

        Args:
            source: a bundle's folder, or a Hub repo such as ``"namespace/hsclassify"``;
                None takes what the environment configures, else the embedded bundle.
            revision: tag, branch or commit of the Hub repo.

        Raises:
            BundleError: there is no usable bundle.
        """
        from hsclassify import hub

        return cls(hub.load(source, revision=revision).bundle)

    @property
    def nomenclature(self) -> Nomenclature:
        """The tree of codes with their titles."""
        return self.bundle.nomenclature

    @overload
    def classify(self, text: str, top_k: int = ...) -> Prediction: ...
    @overload
    def classify(self, text: list[str], top_k: int = ...) -> list[Prediction]: ...

    def classify(
        self, text: str | list[str], top_k: int = DEFAULT_TOP_K
    ) -> Prediction | list[Prediction]:
        """Classify a description, or each of a list of them.

        Args:
            text: description of goods in English, Thai, Vietnamese or Chinese; what
                exceeds :data:`hsclassify.text.MAX_CHARACTERS` is not read. A text
                without any word gets level 0 and no candidates.
            top_k: how many candidates, headings and chapters to return, 1 to 50.

        Raises:
            InputError: *text* is no string, or *top_k* out of range.
        """
        _check_top_k(top_k)
        if isinstance(text, list):
            return list(self.classify_all(text, top_k))
        return next(self.classify_all([text], top_k))

    def classify_all(
        self, texts: Sequence[str], top_k: int = DEFAULT_TOP_K, shown: int = _NEIGHBORS_SHOWN
    ) -> Iterator[Prediction]:
        """Yield the prediction of each text, in order, with so many neighbours *shown*.

        Pieces of them are at work at once, each on a core of its own from its letters to its
        codes; no more than those and one are ahead of what was taken.
        """
        cores = usable_cores()
        size = max(1, min(PIECE, -(-len(texts) // cores)))
        self.prepare()
        classified = partial(self._classified, top_k=top_k, shown=shown)
        for answers in in_turn(classified, pieces_of(texts, size), cores):
            yield from answers

    def answer(
        self, text: str, answers: Mapping[str, str], top_k: int = DEFAULT_TOP_K
    ) -> Prediction:
        """Classify a description again, knowing answers to the questions it raised.

        All codes are weighed anew, not only those that were shown, and what an answer
        rules out is out. Codes of which a question says nothing stay in, but any answer
        would have been as likely for their goods, so the codes that it names gain on them.

        Args:
            text: the same description.
            answers: id of a choice by the id of its question; none is :meth:`classify`.
            top_k: as in :meth:`classify`.

        Raises:
            InputError: no such question or choice, or the answers leave no code.
        """
        weights = self._weights(answers) if answers else None
        cleaned = clean(text)
        _check_top_k(top_k)
        if not self._names_goods(cleaned):
            return _no_words(cleaned, self.nomenclature)
        queries = self.queries([cleaned])
        return next(self._answer_batch([cleaned], queries, top_k, weights, tuple(answers)))

    def _weights(self, answers: Mapping[str, str]) -> npt.NDArray[np.float32]:
        """Return of each subheading how likely its goods are to get *answers*, shape (5612,)."""
        codes = self._codes[6]
        weights = np.ones(len(codes), np.float32)
        for question, choice in answers.items():
            if question in KINDS:
                kind = self.nomenclature.parse(choice)
                weights *= [code.startswith(kind) for code in codes]
            else:
                weights *= self.bundle.facts.likelihoods(question, choice, codes)
        if not weights.any():
            raise InputError(
                f"No subheading fits all of these answers: {quoted(dict(answers))}. "
                "Take one of them back."
            )
        return weights

    def prepare(self) -> None:
        """Make what is made on first use, lest each of several threads makes it."""
        nothing = self.queries([])
        self.likeness(nothing)
        self._vectors.similarities(nothing)
        if self.calibration.lexical_weight:
            len(self._lexical)

    def _classified(self, texts: Sequence[str], top_k: int, shown: int) -> list[Prediction]:
        cleaned = [clean(t) for t in texts]
        named = [self._names_goods(t) for t in cleaned]
        goods = list(compress(cleaned, named))
        answers = self._answer_batch(goods, self.queries(goods), top_k, shown=shown)
        return [
            next(answers) if names_goods else _no_words(text, self.nomenclature)
            for text, names_goods in zip(cleaned, named, strict=True)
        ]

    def _names_goods(self, text: str) -> bool:
        """Tell whether a cleaned text has words, other than those before a code ("HS 8517.12")."""
        return has_words(text) and not self.nomenclature.writes_code(text)

    def _answer_batch(
        self,
        texts: list[str],
        queries: Floats,
        top_k: int,
        weights: npt.NDArray[np.float32] | None = None,
        answered: Collection[str] = (),
        shown: int = _NEIGHBORS_SHOWN,
    ) -> Iterator[Prediction]:
        scores, rows, probabilities = self._score(texts, queries)
        if weights is not None:
            probabilities = np.maximum(probabilities, _LEAST) * weights
            probabilities /= probabilities.sum(axis=1, keepdims=True)
        levels = self._summed_up(probabilities)
        best = {x: neighbors.top(p, max(top_k, LEADING[x])) for x, p in levels.items()}
        for i, text in enumerate(texts):
            level = self._safe_level({x: levels[x][i, best[x][i, 0]].item() for x in _LEVELS})
            asks = level < _LEVELS[0]
            ranked = {
                x: self._candidates(x, best[x][i, : None if asks else top_k], levels[x][i])
                for x in _LEVELS
            }
            lang, old = language(text), self.nomenclature.old_code_in(text)
            reason = self._reason(ranked[level or _LEVELS[-1]][0], level)
            yield Prediction(
                text=text,
                language=lang,
                level=level,
                reason=f"{old} {reason}" if old else reason,
                candidates=ranked[6][:top_k],
                headings=ranked[4][:top_k],
                chapters=ranked[2][:top_k],
                neighbors=tuple(
                    self._neighbor(int(row), float(score))
                    for row, score in zip(rows[i, :shown], scores[i, :shown], strict=True)
                ),
                questions=questions(text, lang, ranked, self.bundle.facts, answered)
                if asks
                else (),
            )

    def _summed_up(self, probabilities: Floats) -> dict[Level, Floats]:
        """Return the probabilities of subheadings (q, 5612) added up, by level."""
        headings = votes.summed_up(probabilities, self._parents[4], len(self._codes[4]))
        chapters = votes.summed_up(headings, self._parents[2], len(self._codes[2]))
        return {6: probabilities, 4: headings, 2: chapters}

    def explain(self, prediction: Prediction, language: Language | None = None) -> Explanation:
        """Say where the answer lies in the tree, what decided it, what would make others right.

        Args:
            prediction: an answer of this classifier.
            language: of labels and titles; the description's by default.
        """
        lang = language or prediction.language
        return explain(prediction, self.nomenclature, self.bundle.facts, lang)

    def _score(
        self, texts: Sequence[str], queries: Floats
    ) -> tuple[Floats, npt.NDArray[np.int64], Floats]:
        """Return neighbours' scores (q, k), their concepts' numbers (q, k), probabilities (q, m).

        The m probabilities come in the nomenclature's order of subheadings. Those of a text that
        says nothing are a fifth of the way to all codes being as likely, so that none is safe.
        """
        c = self.calibration
        scores, rows = self.nearest(texts, queries)
        likeness = self.likeness(queries)
        mixed = votes.mixed(scores, self._row_codes[rows], likeness, c)
        probabilities = votes.sharpened(mixed, scores[:, 0], c)
        # Rows near to such words are no sign: "samples" is not what only collectors call theirs.
        nothing = np.array([says_nothing(text) for text in texts], bool)
        probabilities[nothing] *= 1 - _ANYTHING
        probabilities[nothing] += _ANYTHING / probabilities.shape[1]
        return scores, self._rows[rows], probabilities

    def queries(self, texts: Sequence[str]) -> Floats:
        """Return the unit-norm vectors of cleaned descriptions, shape (q, d)."""
        return query_vectors(self.bundle.encoder, texts)

    def nearest(
        self, texts: Sequence[str], queries: Floats
    ) -> tuple[Floats, npt.NDArray[np.int64]]:
        """Return the fused scores of each text's k neighbours and their numbers among the voters.

        Both have shape (q, k), nearest first; *queries* are the vectors of *texts*, (q, d).
        """
        k = min(self.calibration.neighbors, len(self._vectors))
        scores, rows = np.empty((len(texts), k), np.float32), np.empty((len(texts), k), np.int64)
        for i, fused in enumerate(self._fused(texts, queries)):
            rows[i] = neighbors.top_of_row(fused, k)
            scores[i] = fused[rows[i]]
        return scores, rows

    def _fused(self, texts: Sequence[str], queries: Floats) -> Iterator[Floats]:
        """Yield for each text the fused scores of all voters, shape (n,)."""
        weight = self.calibration.lexical_weight
        products, scales = self._vectors.products((1 - weight) * queries)
        spellings = self._spelling(texts) if weight else repeat(None, len(texts))
        for fused, scale, spelling in zip(products, scales, spellings, strict=True):
            fused *= scale
            if spelling is not None:
                spelling *= weight
                fused += spelling
            yield fused

    def likeness(self, queries: Floats) -> votes.Likeness:
        """Compare *queries*, shape (q, d), with the prototypes of codes and headings."""
        near = {x: self.bundle.prototypes[x].similarities(queries) for x in (6, 4)}
        return votes.Likeness(near[6], near[4], self._parents[4])

    @property
    def voters(self) -> npt.NDArray[np.int64]:
        """The code number of every row that votes, shape (n,)."""
        return self._row_codes

    def _spelling(self, texts: Sequence[str]) -> Iterator[Floats]:
        """Yield for each text the voting rows' best spelling scores over the languages, (n,)."""
        for scores in self._lexical.scores_all(texts):
            yield scores.reshape(len(LANGUAGES), -1).max(axis=0)

    @cached_property
    def _lexical(self) -> LexicalIndex:
        # Language by language: the maximum over whole rows of the matrix is what numpy does fast.
        texts = self.bundle.concepts.texts
        return LexicalIndex([texts[lang][i] for lang in LANGUAGES for i in self._rows.tolist()])

    def _candidates(
        self, level: Level, best: npt.NDArray[np.int64], likely: Floats
    ) -> tuple[Candidate, ...]:
        codes, titles = self._codes[level], self._titles[level]
        pairs = zip(best.tolist(), likely[best].tolist(), strict=True)
        return tuple(Candidate(codes[c], p, titles[c]) for c, p in pairs if p > 0)

    def _neighbor(self, row: int, score: float) -> Neighbor:
        concepts = self.bundle.concepts
        texts = {lang: concepts.texts[lang][row] for lang in LANGUAGES}
        return Neighbor(concepts.ids[row], concepts.codes[row], concepts.kinds[row], texts, score)

    def _safe_level(self, leading: Mapping[Level, float]) -> Level:
        """Return the deepest level whose leading code is likely enough, 0 for none."""
        target = self.calibration.target_precision
        return next((level for level in _LEVELS if leading[level] >= target), 0)

    def _reason(self, leader: Candidate, level: Level) -> str:
        """Say why *level* is the safe one; *leader* leads there, or among the chapters for 0."""
        safe = percent(self.calibration.target_precision)
        if level:
            return (
                f"{leader.dotted} has a probability of {percent(leader.probability)}, "
                f"at or above the {safe} that counts as safe."
            )
        return (
            f"Even the chapter is not sure: {leader.code} leads with "
            f"{percent(leader.probability)}, below the {safe} that counts as safe. Say what the "
            "goods are, of what they are made, and what they are for."
        )


def _check_top_k(top_k: int) -> None:
    if not isinstance(top_k, int) or isinstance(top_k, bool) or not 1 <= top_k <= MAX_TOP_K:
        raise InputError(
            f"top_k has to be a whole number from 1 to {MAX_TOP_K}, got {quoted(top_k)}."
        )


def _no_words(text: str, tree: Nomenclature) -> Prediction:
    return Prediction(
        text=text,
        language="en",
        level=0,
        reason=f"{_said_of_code(text, tree)}There is no word in it that could name goods. "
        "Describe the goods in words, such as 'stainless steel vacuum flask'.",
        candidates=(),
        headings=(),
        chapters=(),
        neighbors=(),
    )


def _said_of_code(text: str, tree: Nomenclature) -> str:
    """Return what the code is that somebody typed for a description; "" for other figures."""
    try:
        code = tree.parse(text)
    except UnknownCodeError as error:
        return f"{error} " if error.successors else ""
    except InputError:
        return ""
    return f"{dotted(code)} is a code ({tree.title(code)}). " if len(code) == max(_LEVELS) else ""
