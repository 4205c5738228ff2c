"""What is asked of a list, understood: what each field has to be, in which order, from where on, and how many.

Who asks for a field that is hidden from them asks for one that there is not.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from msgspec import Struct, field, structs

from tenure.catalogue.vocabulary import Kind, Picklist
from tenure.kernel.spans import Zone
from tenure.operations.documents.keys import Key
from tenure.operations.hidden import Hidden
from tenure.operations.limits import FILTER_VALUES, PAGE, PARAMETERS
from tenure.operations.lists.listed import EMPTY, SORT, TEXTS, Listed, takes_several
from tenure.operations.lists.values import NoValue, stretch_of, text_of, truth_of
from tenure.operations.outcomes import LineRefusal
from tenure.operations.reading.wording import suggestion, visible

DOWN: Final = "-"
"""What stands before a field to sort the other way round."""


ZoneOf = Callable[[], Zone]
"""Gives the organisation's zone where it is needed, which is where an instant is asked for."""


class CannotList(Exception):
    """What is asked of a list cannot be asked of it; `refusal` says why."""

    def __init__(self, code: str, sentence: str, key: str) -> None:
        super().__init__(sentence)
        self.refusal = LineRefusal(code, sentence, key=key)


class Question(Struct, frozen=True):
    """What is asked of a list, as it was sent: parameters with their values, where it goes on, and how many.

    `about` is what else decides which list it is: of which account, on which day.
    """

    asked: Sequence[tuple[str, str]] = ()
    cursor: str | None = None
    limit: int = PAGE
    about: tuple[str | None, ...] = ()


class Wanted(Struct, frozen=True):
    """What a field has to be; what is None is not asked. `below` is exclusive."""

    any: frozenset[Any] | None = None
    none: frozenset[str] | None = None
    starts: str | None = None
    least: Any = None
    below: Any = None
    empty: bool | None = None

    def fits(self, value: Any) -> bool:
        """Tell whether a value is as wanted. What is empty is neither below nor above anything."""
        if value is None:
            asked = (self.any, self.starts, self.least, self.below)
            return self.empty is not False and all(one is None for one in asked)
        return (
            self.empty is not True
            and (self.any is None or value in self.any)
            and (self.none is None or value not in self.none)
            and (self.starts is None or value.startswith(self.starts))
            and (self.least is None or value >= self.least)
            and (self.below is None or value < self.below)
        )


class Understood(Struct, frozen=True):
    """What is asked of a list: what its fields have to be, by their names, and by which one it is sorted."""

    wanted: Mapping[str, Wanted] = field(default_factory=dict)
    sort: str | None = None
    down: bool = False

    @property
    def order(self) -> str | None:
        """Give the sort as it is asked for."""
        return self.sort and f"{DOWN if self.down else ''}{self.sort}"


def understood(listed: Listed, hidden: Hidden, question: Question, zone: ZoneOf) -> Understood:
    """Give what is asked of a list; raise `CannotList`."""
    found = Understood(sort=_usual_sort(listed, hidden))
    if not question.asked:
        return found
    parameters, sortable = listed.parameters(hidden), listed.sortable(hidden)
    given: dict[str, list[str]] = {}
    for name, value in question.asked[: PARAMETERS + 1]:
        given.setdefault(name, []).append(value)
    if len(question.asked) > PARAMETERS:
        raise CannotList("PARAMETER_WRONG", f"At most {PARAMETERS} values are asked for at once.", name)
    for name, values in given.items():
        if name == SORT:
            found = _sorted(found, sortable, values)
        elif name in parameters:
            key, operator = parameters[name]
            wanted = found.wanted.get(key.name, Wanted())
            change = _narrowed(wanted, name, key, operator, values, zone)
            found = structs.replace(found, wanted={**found.wanted, key.name: change})
        else:
            raise _unknown(name, [*parameters, SORT])
    return found


def _usual_sort(listed: Listed, hidden: Hidden) -> str | None:
    """Give what a list is sorted by where nothing else is asked: None where things come as they are."""
    if not listed.sorts:
        return None
    return next(iter(listed.sortable(hidden)), listed.sorts[0])


def _unknown(name: str, known: Collection[str]) -> CannotList:
    sentence = f"There is no parameter {visible(name)} here.{suggestion(name, known)}"
    return CannotList("UNKNOWN_PARAMETER", sentence, visible(name))


def _sorted(found: Understood, sortable: Sequence[str], values: Sequence[str]) -> Understood:
    [name] = _one(SORT, values)
    plain = name.removeprefix(DOWN)
    if plain not in sortable:
        by = ", ".join(sortable)
        sentence = (
            f"Nothing is sorted by {visible(name)} here: it is by {by}, with {DOWN} the other way round."
        )
        raise CannotList("PARAMETER_WRONG", sentence, SORT)
    return structs.replace(found, sort=plain, down=name.startswith(DOWN))


def _one(name: str, values: Sequence[str]) -> Sequence[str]:
    if len(values) > 1:
        raise CannotList("PARAMETER_WRONG", f"{name} is given once.", name)
    return values


def _narrowed(
    wanted: Wanted, name: str, key: Key, operator: str, values: Sequence[str], zone: ZoneOf
) -> Wanted:
    if not takes_several(key, operator):
        _one(name, values)
    elif len(values) > FILTER_VALUES:
        raise CannotList("PARAMETER_WRONG", f"{name} is given at most {FILTER_VALUES} times.", name)
    try:
        return _with(wanted, key.kind, operator, values, zone)
    except NoValue as wrong:
        raise CannotList("PARAMETER_WRONG", f"{name}: {wrong}.", name) from None


def _with(
    wanted: Wanted, kind: Kind | Picklist | None, operator: str, values: Sequence[str], zone: ZoneOf
) -> Wanted:
    """Give what is wanted with one parameter more; raise `NoValue`."""
    assert kind is not None
    if operator == EMPTY:
        return structs.replace(wanted, empty=truth_of(values[0]))
    if kind is Kind.BOOLEAN:
        return structs.replace(wanted, any=frozenset({truth_of(values[0])}))
    if isinstance(kind, Picklist) or kind in TEXTS:
        texts = frozenset(text_of(kind, value) for value in values)
        match operator:
            case "ne":
                return structs.replace(wanted, none=texts)
            case "starts":
                return structs.replace(wanted, starts=values[0])
        return structs.replace(wanted, any=texts)
    first, behind = stretch_of(kind, values[0], zone())
    least, below = {
        "": (first, behind),
        "gt": (behind, None),
        "gte": (first, None),
        "lt": (None, first),
        "lte": (None, behind),
    }[operator]
    return structs.replace(
        wanted,
        least=_narrower(wanted.least, least, max),
        below=_narrower(wanted.below, below, min),
    )


def _narrower(one: Any, other: Any, narrow: Any) -> Any:
    given = [bound for bound in (one, other) if bound is not None]
    return narrow(given) if given else None
