"""Documents: an invoice in, every line item with its code out."""

from hsclassify.documents.invoice import Document, LineItem, read_document, reclassified
from hsclassify.documents.limits import LimitError, Limits
from hsclassify.documents.sums import Sum

__all__ = [
    "Document",
    "LimitError",
    "Limits",
    "LineItem",
    "Sum",
    "read_document",
    "reclassified",
]
