"""HSClassify: names the HS 2022 code of goods in English, Thai, Vietnamese or Chinese."""

from hsclassify.classifier import HSClassifier
from hsclassify.errors import BundleError, HSClassifyError, InputError, UnknownCodeError
from hsclassify.nomenclature import Nomenclature
from hsclassify.results import Candidate, Choice, Neighbor, Prediction, Question
from hsclassify.version import __version__

__all__ = [
    "BundleError",
    "Candidate",
    "Choice",
    "HSClassifier",
    "HSClassifyError",
    "InputError",
    "Neighbor",
    "Nomenclature",
    "Prediction",
    "Question",
    "UnknownCodeError",
    "__version__",
]
