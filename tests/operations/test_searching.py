"""Searching: whoever types the beginning of what they mean finds it, and nothing that is not there for them."""

import random
from collections.abc import Sequence

from tenure.kernel.orders import Account, Contract, Product
from tenure.operations.actor import ALL_PERMISSIONS, Actor, Scope
from tenure.operations.documents.searching import found_document
from tenure.operations.history import history
from tenure.operations.ledger import Ledger
from tenure.operations.loading import put_records
from tenure.operations.searching import Sort, search
from tenure.store.words import fold_standing_names
from tests.database import ACTOR, TODAY
from tests.operations.orders_told import DECEMBER, JANUARY, a_company, activated, order, sale

MARIA = Actor("maria", ALL_PERMISSIONS, Scope(owner="maria"))
HEADQUARTERS = Actor("hq", ALL_PERMISSIONS, Scope(roots=frozenset({"hq"})))


def accounts(ledger: Ledger, *named: tuple[str, str], owner: str | None = None) -> None:
    records = [Account(key=key, name=name, currency="USD", owner=owner) for key, name in named]
    assert put_records(ACTOR, TODAY, "r", ledger, records) == []


def found(ledger: Ledger, text: str, actor: Actor = ACTOR, most: int = 10) -> list[str]:
    """Give what is found in short: what it is, and what it is called."""
    results = search(actor, TODAY, "r", ledger, text, most=most).results
    return [f"{thing.sort} {thing.name}" for thing in results]


def keys(ledger: Ledger, text: str, actor: Actor = ACTOR, most: int = 10) -> list[str]:
    return [one.partition(" ")[2] for one in found(ledger, text, actor, most)]


def test_the_key_itself_comes_first_then_keys_then_names_then_later_words(ledger: Ledger) -> None:
    """Twelve firms end in Co, which is less than Contoso; they do not keep it from being seen."""
    accounts(ledger, *((f"f-{number:02}", f"Firm {number:02} Co") for number in range(12)))
    accounts(ledger, ("zeta", "Contoso"), ("co-2", "Yak"), ("CO", "Zebra"), ("co-1", "Xerus"))

    assert keys(ledger, "co", most=6) == ["CO", "co-1", "co-2", "zeta", "f-00", "f-01"]
    assert keys(ledger, "Co", most=6) == keys(ledger, "CO", most=6) == keys(ledger, " co ", most=6)
    assert keys(ledger, "con") == ["zeta"]
    assert keys(ledger, "firm 03") == ["f-03"]
    assert keys(ledger, "3 co") == []


def test_one_sort_alone_is_found_where_that_is_asked(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("SEA-1", sale("sea")))
    accounts(ledger, ("x", "Sea View"))

    assert sorted(found(ledger, "sea")) == ["account x", "asset sea", "order SEA-1", "product SEAT"]
    things = search(ACTOR, TODAY, "r", ledger, "sea", sorts={Sort.ACCOUNT}).results
    assert [(thing.sort, thing.name) for thing in things] == [(Sort.ACCOUNT, "x")]


SAME = (
    "café", "CAFE", "Cafe dor", "cafe d\u2019or, zü", "D'OR", "zurich", "Zürich", "strasse", "Straße 5", "5",
    "cafe\tdor",
)  # fmt: skip
OTHER = ("af", "or", "urich", "cafe or", "zurich cafe", "café-d-or", "house tea")


def test_case_accents_and_marks_do_not_count_in_names(ledger: Ledger) -> None:
    """What is within a word is not found, nor words the other way round."""
    accounts(ledger, ("a", "Café d'Or, Zürich (Straße 5)"), ("y", "Tea House"))

    assert [text for text in SAME if keys(ledger, text) != ["a"]] == []
    assert [text for text in OTHER if keys(ledger, text)] == []


def test_names_in_other_scripts_are_found(ledger: Ledger) -> None:
    accounts(ledger, ("kyoto", "京都 珈琲"), ("athens", "ΚΑΦΕΝΕΊΟ Αθήνα"), ("ÜBER-1", "Nobody"))

    assert keys(ledger, "京") == keys(ledger, "珈琲") == ["kyoto"]
    assert keys(ledger, "καφενειο αθ") == ["athens"]
    assert keys(ledger, "über") == keys(ledger, "Über-1") == ["ÜBER-1"]


NOTHING = (
    "", " ", "%", "_", "'", "\x00", "\ud800", "\x00\ud800", "a" * 10_000, "9" * 40, str(2**63), "½", "\U0010ffff", "*",
)  # fmt: skip


def test_texts_that_mean_nothing_find_nothing(ledger: Ledger) -> None:
    a_company(ledger)

    assert [text for text in NOTHING if keys(ledger, text)] == []


def test_what_cannot_be_read_in_a_text_does_not_count(ledger: Ledger) -> None:
    accounts(ledger, ("cap", "Capricorn"))

    assert keys(ledger, "\x00ca\ud800p\n") == ["cap"]


def test_who_is_called_otherwise_is_found_by_the_new_name_alone(ledger: Ledger) -> None:
    accounts(ledger, ("a", "Old Harbour Trading Company"))
    accounts(ledger, ("a", "New Harbour"))

    assert [keys(ledger, text) for text in ("old", "trading", "company", "harbour t")] == [[], [], [], []]
    assert keys(ledger, "new h") == keys(ledger, "harbour") == ["a"]
    assert ledger.connection.execute("select place, folded from account_word order by place").fetchall() == [
        (0, "new harbour"),
        (1, "harbour"),
    ]


def test_names_that_were_there_before_they_could_be_searched_are_found(ledger: Ledger) -> None:
    a_company(ledger)
    tables = ("account_word", "product_word")
    words = [ledger.connection.execute(f"table {one} order by 1, 2").fetchall() for one in tables]
    for one in tables:
        ledger.connection.execute(f"delete from {one}")

    fold_standing_names(ledger.connection)

    assert [ledger.connection.execute(f"table {one} order by 1, 2").fetchall() for one in tables] == words
    assert [len(one) for one in words] == [3, 5]


def test_a_thing_is_found_once_however_often_it_fits(ledger: Ledger) -> None:
    accounts(ledger, ("new", "New New New"), ("b", "New York"))

    assert keys(ledger, "new") == ["new", "b"]


def test_each_sort_of_things_is_found_by_what_it_is_called(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("ORD-7", sale("X-1"), sale(None, line="2", product="HOST", end_date=None)))
    unnamed = ledger.connection.execute("select asset_id::text from asset where key is null").fetchone()
    assert unnamed is not None

    assert found(ledger, "acm") == ["account acme"]
    assert found(ledger, "c-1") == ["contract C-1"]
    assert found(ledger, "ord") == ["order ORD-7"]
    assert found(ledger, "x-1") == ["asset X-1"]
    assert found(ledger, unnamed[0]) == [f"asset {unnamed[0]}"]
    assert found(ledger, unnamed[0][:-1]) == []
    assert found(ledger, "call-") == ["product CALL"]
    assert found(ledger, "out") == ["product CALL"]
    assert found(ledger, "seat") == ["product SEAT", "asset X-1"]
    assert found(ledger, "hosting") == ["product HOST", f"asset {unnamed[0]}"]


def test_what_was_found_says_enough_to_go_there(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("CAP", sale("CAPS")))
    asset = history(ACTOR, TODAY, "r", ledger, "CAPS")

    document = found_document(search(ACTOR, TODAY, "r", ledger, "cap"))

    acme = {"account": "acme", "account_name": "Acme"}
    assert document == {
        "text": "cap",
        "results": [
            {"kind": "order", "order": "CAP", **acme},
            {
                "kind": "asset",
                "asset": "CAPS",
                "id": str(asset.id),
                **acme,
                "product": "SEAT",
                "product_name": "Seat",
            },
        ],
    }
    assert found_document(search(ACTOR, TODAY, "r", ledger, "c-1"))["results"] == [
        {"kind": "contract", "contract": "C-1", **acme}
    ]
    assert found_document(search(ACTOR, TODAY, "r", ledger, "bolt"))["results"] == [
        {"kind": "account", "account": "bolt", "account_name": "Bolt"}
    ]
    assert found_document(search(ACTOR, TODAY, "r", ledger, "box"))["results"] == [
        {"kind": "product", "product": "BOX", "product_name": "Box"}
    ]


def test_sorts_of_things_that_fit_equally_well_take_turns(ledger: Ledger) -> None:
    a_company(ledger)
    accounts(ledger, *((f"S{number:02}", "Nobody") for number in range(20)))
    activated(ledger, order("s-order", *(sale(f"S-{number:02}", line=str(number)) for number in range(20))))

    assert found(ledger, "s", most=7) == [
        "account S00",
        "account S01",
        "account S02",
        "product SEAT",
        "order s-order",
        "asset S-00",
        "asset S-01",
    ]


def test_the_newest_of_what_was_sold_of_a_product_come_first(ledger: Ledger) -> None:
    a_company(ledger)
    for number in range(4):
        hosting = sale(f"B-{number}", line="2", product="HOST", end_date=None)
        activated(ledger, order(f"O-{number}", sale(f"A-{number}"), hosting))

    assert found(ledger, "seat", most=3) == ["product SEAT", "asset A-3", "asset A-2"]
    assert found(ledger, "seat", MARIA) == ["product SEAT"]


def test_what_is_not_theirs_is_not_found(ledger: Ledger) -> None:
    """Maria looks after acme; bolt, with things of the same names and better ones, is not hers."""
    a_company(ledger)
    accounts(ledger, ("acme", "Acme East"), owner="maria")
    accounts(ledger, ("bolt", "Acme"), ("acme-2", "East"), owner="otto")
    contract = Contract(account="bolt", key="C-1", start_date=JANUARY, end_date=DECEMBER)
    assert put_records(ACTOR, TODAY, "r", ledger, [contract]) == []
    activated(ledger, order("O-acme", sale("seats"), account="acme"))
    activated(ledger, order("O-bolt", sale("seats"), sale("seats-2", line="2"), account="bolt"))
    theirs = str(history(ACTOR, TODAY, "r", ledger, "seats-2").id)
    hers = str(history(MARIA, TODAY, "r", ledger, "seats").id)

    assert found(ledger, "acme", MARIA) == ["account acme"]
    assert found(ledger, "east", MARIA) == ["account acme"]
    assert found(ledger, "bolt", MARIA) == []
    assert found(ledger, "o-a", MARIA) == ["order O-acme"]
    assert found(ledger, "c-1", MARIA) == ["contract C-1"]
    assert found(ledger, "seats", MARIA) == ["asset seats"]
    assert found(ledger, "seat", MARIA) == ["product SEAT", "asset seats"]
    assert (found(ledger, theirs, MARIA), found(ledger, hers, MARIA)) == ([], ["asset seats"])
    for text in ("acme", "east", "o-b", "c-1", "seats", "bolt"):
        assert len(found(ledger, text)) > len(found(ledger, text, MARIA))
        assert found(ledger, text, Actor("stranger", ALL_PERMISSIONS, Scope())) == []


def test_those_below_an_account_are_searched_with_it(ledger: Ledger) -> None:
    records = [
        Account(key="hq", name="Harbour", currency="USD"),
        Account(key="east", name="Harbour East", currency="USD", parent="hq"),
        Account(key="pier", name="Harbour Pier", currency="USD", parent="east"),
        Account(key="other", name="Harbour Other", currency="USD"),
    ]
    assert put_records(ACTOR, TODAY, "r", ledger, records) == []

    assert keys(ledger, "harb", HEADQUARTERS) == ["hq", "east", "pier"]
    assert keys(ledger, "harb") == ["hq", "east", "other", "pier"]


HIDDEN = {
    "account.key": ("acm", ["account acme"]),
    "account.name": ("incorporated", ["account acme"]),
    "contract.key": ("c-1", ["contract C-1"]),
    "order.number": ("ord", ["order ORD"]),
    "asset.key": ("x-", ["asset X-1"]),
    "asset.name": ("x-", ["asset X-1"]),
    "product.code": ("hos", ["product HOST"]),
    "product.name": ("call-out", ["product CALL"]),
}


def without(field: str) -> Actor:
    return Actor("blind", ALL_PERMISSIONS, hidden=frozenset({field}))


def test_nothing_is_found_by_what_is_hidden(ledger: Ledger) -> None:
    a_company(ledger)
    hosting = Product(code="HOST", name="Servers", selling_model="evergreen", pricing_term_unit="month")
    assert put_records(ACTOR, TODAY, "r", ledger, [hosting]) == []
    accounts(ledger, ("acme", "Capricorn Incorporated"))
    activated(ledger, order("ORD", sale("X-1")))

    for field, (text, seen) in HIDDEN.items():
        assert (found(ledger, text), found(ledger, text, without(field))) == (seen, [])


def test_assets_are_found_by_what_is_told_of_their_product(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("ORD", sale("X-1")))
    armchair = Product(code="SEAT", name="Armchair", selling_model="term", pricing_term_unit="month")
    assert put_records(ACTOR, TODAY, "r", ledger, [armchair]) == []

    assert found(ledger, "armch", without("product.name")) == []
    assert found(ledger, "armch", without("asset.product")) == ["product SEAT"]
    assert found(ledger, "armch", without("product.code")) == ["product SEAT", "asset X-1"]
    told = found_document(search(without("account.name"), TODAY, "r", ledger, "armch"))["results"]
    assert [sorted(document) for document in told] == [
        ["kind", "product", "product_name"],
        ["account", "asset", "id", "kind", "product", "product_name"],
    ]


def test_an_id_that_is_hidden_finds_nothing_and_is_not_told(ledger: Ledger) -> None:
    a_company(ledger)
    activated(ledger, order("O-1", sale("X-1")))
    asset_id = str(history(ACTOR, TODAY, "r", ledger, "X-1").id)
    blind = Actor("blind", ALL_PERMISSIONS, hidden=frozenset({"asset.id"}))

    assert (found(ledger, asset_id), found(ledger, asset_id, blind)) == (["asset X-1"], [])
    assert asset_id not in str(found_document(search(blind, TODAY, "r", ledger, "X-1")))


WORDS = ("ab", "abc", "Abé", "b", "Bc", "café", "c-d", "d'e", "é")


def plain(word: str) -> str:
    return word.lower().replace("é", "e").replace("'", "").replace("-", " ")


def expected(named: Sequence[tuple[str, str]], text: str) -> list[str]:
    """Find among accounts as the ranking says, without an index: by how well, then by what fitted, as they came."""
    ranked = []
    for place, (key, name) in enumerate(named):
        whole = plain(name)
        starts = [0, *(at + 1 for at, letter in enumerate(whole) if letter == " ")]
        fits = [
            (0 if key.lower() == text.lower() else 1, key.lower()) if key.lower().startswith(text.lower()) else None,
            *(((3 if at else 2), whole[at:]) if whole[at:].startswith(plain(text)) else None for at in starts),
        ]  # fmt: skip
        best = min((fit for fit in fits if fit is not None), default=None)
        if best is not None:
            ranked.append((*best, place, key))
    return [key for *_, key in sorted(ranked)]


def test_random_names_are_found_as_if_all_were_looked_through(ledger: Ledger, chance: random.Random) -> None:
    named = []
    for number in range(120):
        key = "".join(chance.choice("aBc") for _ in range(chance.randrange(1, 4))) + str(number)
        named.append((key, " ".join(chance.choice(WORDS) for _ in range(chance.randrange(1, 4)))))
    mine = [one for one in named if chance.random() < 0.4]
    accounts(ledger, *named)
    accounts(ledger, *mine, owner="maria")
    texts = {"a", "B", "ab", "abc b", "c d", "é", "e", "de", *(key for key, _ in named[:5]), *WORDS}

    for text in sorted(texts):
        assert keys(ledger, text, most=200) == expected(named, text)
        assert keys(ledger, text, MARIA, most=200) == expected(mine, text)
        most = chance.randrange(1, 12)
        assert keys(ledger, text, most=most) == expected(named, text)[:most]
