"""Sealed columns: unreadable in the database, its journal and its backups without a key that lies elsewhere.

What is sealed cannot be searched: such a question is refused rather than answered with nothing.
"""

from maatje.sealing.columns import SealedJson as SealedJson
from maatje.sealing.columns import SealedText as SealedText
