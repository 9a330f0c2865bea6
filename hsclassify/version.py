"""The version of the package; the changelog has its history."""

__version__ = "0.1.0"
