"""The parallel corpus (``CC.csv``, one file a chapter) and what reads, checks and splits it."""

from pipeline.corpus.checks import check, codes_of, read_checked
from pipeline.corpus.facts import read_checked_facts, read_facts, split_headings
from pipeline.corpus.reader import CORPUS_FOLDER, read_concepts, read_glossary, read_sections
from pipeline.corpus.rows import Concept, Kind, Section, Split, split_of

__all__ = [
    "CORPUS_FOLDER",
    "Concept",
    "Kind",
    "Section",
    "Split",
    "check",
    "codes_of",
    "read_checked",
    "read_checked_facts",
    "read_concepts",
    "read_facts",
    "read_glossary",
    "read_sections",
    "split_headings",
    "split_of",
]
