"""The one text cleaner, and what can be told about a text from its letters alone.

Training, bundle building, serving and evaluation all pass their texts through
:func:`clean`, so that a text means the same everywhere.
"""

from __future__ import annotations

import html
import re
import unicodedata
from typing import Final, Literal

from opencc import OpenCC

from hsclassify.errors import InputError

Language = Literal["en", "th", "vi", "zh"]
LANGUAGES: Final[tuple[Language, ...]] = ("en", "th", "vi", "zh")

MAX_CHARACTERS: Final = 2000
"""A description is cut here, after cleaning. Long rulings fit; a pasted book does not."""

MAX_RAW_CHARACTERS: Final = 20_000
"""What :func:`clean` reads of a raw text, so that a pasted megabyte costs nothing."""

_ESCAPES: Final = 3
"""So many times entities are resolved at most: "&amp;amp;lt;" is "<" in the end."""

_TO_SIMPLIFIED: Final = OpenCC("t2s")
_THAI = re.compile(r"[\u0e00-\u0e7f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_VIETNAMESE = re.compile(
    r"[ăâđêôơưĂÂĐÊÔƠƯ\u1ea0-\u1ef9àáãèéìíòóõùúýĩũÀÁÃÈÉÌÍÒÓÕÙÚÝĨŨ]",
)
_VIETNAMESE_ONLY = re.compile(r"[ăđơưĂĐƠƯ\u1ea0-\u1ef9ĩũĨŨ]")
_WORD = re.compile(r"[^\W\d_]{2,}")
_SYLLABLE = re.compile(
    r"(?:ch|gh|gi|kh|ngh?|nh|ph|qu|th|tr|[bcdđghklmnpqrstvx])?"
    r"[aeiouyăâêôơưàáãèéìíòóõùúýĩũ\u1ea0-\u1ef9]{1,3}(?:ch|nh|ng|[cmnpt])?"
)
_SPACES = re.compile(r"\s+")
# Categories: control, format, surrogate, private use and unassigned characters carry no word.
_INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
_SPACING_CONTROLS: Final = frozenset("\t\n\r\x0b\x0c\x1c\x1d\x1e\x1f\x85\x00")


def named_language(name: object) -> Language | None:
    """Return the language whose name, such as "th", somebody sent; None for anything else."""
    return next((known for known in LANGUAGES if known == name), None)


def clean(text: str) -> str:
    """Return *text* as the model reads it: :func:`tidy`, in simplified Chinese.

    All goods are known in simplified characters, and traditional ones become these.

    Args:
        text: any string; lone surrogates and control characters are allowed.

    Returns:
        The cleaned text, at most :data:`MAX_CHARACTERS` characters; may be empty.

    Raises:
        InputError: *text* is not a string.
    """
    text = tidy(text)
    return _simplified(text)[:MAX_CHARACTERS].rstrip() if _HAN.search(text) else text


def tidy(text: str) -> str:
    """Return *text* as it is shown again, in the characters that were written.

    HTML entities are resolved, Unicode is brought to NFKC (full-width letters,
    ligatures and Kangxi radicals become ordinary ones), invisible characters go,
    white space is folded, and the result is cut at :data:`MAX_CHARACTERS`.

    Raises:
        InputError: *text* is not a string.
    """
    if not isinstance(text, str):
        raise InputError(
            f"A description has to be a text, but this one is of type {type(text).__name__}. "
            "Pass a string such as 'frozen vannamei shrimp'."
        )
    text = _unescaped(text[:MAX_RAW_CHARACTERS])
    if not text.isprintable():
        text = "".join(map(_visible, text))
    text = unicodedata.normalize("NFKC", text)
    # NFKC splits SARA AM in two; Thai keyboards and dictionaries write it as one letter.
    text = text.replace("\u0e4d\u0e32", "\u0e33")
    return _SPACES.sub(" ", text).strip()[:MAX_CHARACTERS].rstrip()


def _unescaped(text: str) -> str:
    """Return *text* without HTML entities; what web shops store is at times escaped twice."""
    for _ in range(_ESCAPES):
        plain = html.unescape(text)
        if plain == text:
            break
        text = plain
    return text


def _simplified(text: str) -> str:
    """Return *text* with each traditional character in its simplified form.

    Where that is outside the basic plane (names of some fishes), mainland texts have the
    traditional one as well.
    """
    simple = _TO_SIMPLIFIED.convert(text)
    if len(simple) != len(text):
        return simple
    return "".join(a if b > "\uffff" else b for a, b in zip(text, simple, strict=True))


def _visible(character: str) -> str:
    if character in _SPACING_CONTROLS:
        return " "
    return "" if unicodedata.category(character) in _INVISIBLE else character


def fold(text: str) -> str:
    """Return *text* in lower case without Latin diacritics, as hurried typists write it.

    Thai vowel and tone signs stay: without them a Thai word is another word.
    """
    text = text.lower().replace("đ", "d")
    decomposed = unicodedata.normalize("NFD", text)
    return unicodedata.normalize(
        "NFC", "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")
    )


def ascii_digits(text: str) -> str:
    """Return *text* with the digits of every script (Thai, Khmer, Lao, Arabic) as 0 to 9."""
    if text.isascii():
        return text
    return "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in text)


def has_words(text: str) -> bool:
    """Tell whether a cleaned text holds anything that could name goods (letters of any script)."""
    return any(unicodedata.category(c) in {"Ll", "Lu", "Lo", "Lt", "Lm"} for c in text)


def language(text: str) -> Language:
    """Guess the language of a cleaned text by its script and diacritics.

    Thai and Chinese win as soon as they make up a fifth of the letters, because
    their descriptions usually carry Latin brand and model names along.
    """
    letters = sum(c.isalpha() for c in text) or 1
    thai, han = len(_THAI.findall(text)), len(_HAN.findall(text))
    if max(thai, han) * 5 >= letters:
        return "th" if thai >= han else "zh"
    if _VIETNAMESE_ONLY.search(text):
        return "vi"
    # "café" is English: what a Vietnamese phrase marks is many of its words, and each a syllable.
    words = _WORD.findall(text.lower())
    marked = [word for word in words if _VIETNAMESE.search(word)]
    syllables = sum(bool(_SYLLABLE.fullmatch(word)) for word in marked)
    return "vi" if syllables == len(marked) and syllables * 3 > len(words) else "en"


def in_script(text: str, lang: Language) -> bool:
    """Tell whether *text* is written in the script of *lang* (Latin abbreviations allowed)."""
    thai, han = bool(_THAI.search(text)), bool(_HAN.search(text))
    if lang == "th":
        return thai and not han
    if lang == "zh":
        return han and not thai
    return not thai and not han and has_words(text)
