"""Words: what names are found by as one types, whatever their case, accents and marks between words.

A name is kept once from each of its words on, folded by Python, so that nothing depends on the database's collation:
`Café d'Or, Paris` is found from its beginning as `cafe dor paris`, and later as `dor paris` and as `paris`.
"""

import re
import unicodedata
from collections.abc import Mapping
from typing import Final, Literal

from tenure.store.connection import Connection, numbers, rows, run, texts

WORD: Final = re.compile(r"[^\W_]+")
WITHIN: Final = str.maketrans("", "", "'`\u2019\u00b4")
"""Marks that stand within a word."""

PLACES: Final = 24
"""From how many words on a name is found; later ones are not looked for."""

CHARACTERS: Final = 120
"""How much of a name is compared, from each word on."""

ACCOUNTS_TOGETHER: Final = 5_000

Named = Literal["account", "product"]


def fold(text: str) -> str:
    """Give what all ways of writing a name have in common: its words, with one blank between them."""
    return _joined(_words(text))


def words_of(name: str) -> list[str]:
    """Give a folded name from each of its words on."""
    words = _words(name)
    return [_joined(words[place:]) for place in range(min(len(words), PLACES))]


def _words(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKD", text.translate(WITHIN)).casefold()
    bare = [each for each in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(each)]
    return WORD.findall("".join(bare))


def _joined(words: list[str]) -> str:
    return " ".join(words)[:CHARACTERS].rstrip()


def put_words(connection: Connection, named: Named, names: Mapping[int, str]) -> None:
    """Let accounts or products, by their ids, be found by these names, and by none that they had before."""
    folded = {one: words_of(name) for one, name in names.items()}
    counts = numbers(len(words) for words in folded.values())
    run(connection, f"remove_{named}_words", {"ids": numbers(folded), "counts": counts})
    words = [(one, place, word) for one, all_words in folded.items() for place, word in enumerate(all_words)]
    written = {
        "ids": numbers(one for one, _, _ in words),
        "places": numbers(place for _, place, _ in words),
        "words": texts(word for _, _, word in words),
    }
    run(connection, f"put_{named}_words", written)


def fold_standing_names(connection: Connection) -> None:
    """Let all accounts and products be found that are in the book."""
    put_words(
        connection, "product", {row.product_id: row.name for row in rows(connection, "list_product_names")}
    )
    after = -1
    while found := rows(connection, "list_account_names", {"after": after, "most": ACCOUNTS_TOGETHER}):
        put_words(connection, "account", {row.account_id: row.name for row in found})
        after = found[-1].account_id
