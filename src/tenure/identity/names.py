"""Names: which ones there can be, and when two of them are one.

Logins are compared by what Python folds them to, kept in a column of its own, so nothing depends on the database's
collation: `Ann`, `ANN` and the same in full-width letters are one login.
"""

import unicodedata

from tenure.identity.limits import NAME_LENGTH


def fold(name: str) -> str:
    """Give what all ways of writing a login have in common."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded)


def is_name(name: str) -> bool:
    """Tell whether something can be called so: a line that can be read, without blanks around it."""
    return name == name.strip() and name != "" and is_words(name) and len(fold(name)) <= NAME_LENGTH


def is_words(text: str) -> bool:
    """Tell whether a text is a line that can be read, or nothing."""
    return text.isprintable() and len(text) <= NAME_LENGTH
