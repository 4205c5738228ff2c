"""Tells which customers' tables a query reads without saying of which accounts.

A table is bound by an equality that always holds: a conjunct of WHERE, ON or USING. Under an outer join
it binds only the side that may be missing. It stands between the table's `account_id` and a parameter, a
query, a directory, the rows of a function, the query around it, or the account of a table that is bound
itself.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from pglast import ast
from pglast.enums import A_Expr_Kind, BoolExprType, SubLinkType

from tests.style.sql.keys import ACCOUNT
from tests.style.sql.scope import Relation, Scope
from tests.style.sql.tree import names, walk_level


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition of a query, and the relations it can bind: None for all."""

    expression: Any
    binds: frozenset[str] | None = None


def unbound(scope: Scope, conditions: Iterable[Condition]) -> list[Relation]:
    """Return the relations of the scope that need an account and are bound to none."""
    waiting = {relation.name: relation for relation in scope.relations if relation.needs_account}
    sides = [
        (side, other, condition.binds)
        for condition in conditions
        for left, right in equalities(condition.expression)
        for side, other in ((left, right), (right, left))
    ]
    moved = True
    while moved:
        moved = False
        for side, other, binds in sides:
            name = account_of(scope, side)
            if name in waiting and (binds is None or name in binds) and is_bound(scope, other, waiting):
                del waiting[name]
                moved = True
    return list(waiting.values())


def equalities(expression: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs that are equal wherever the condition holds; a list stands for one of its members."""
    match expression:
        case ast.BoolExpr(boolop=BoolExprType.AND_EXPR, args=parts):
            for part in parts:
                yield from equalities(part)
        case ast.A_Expr(kind=A_Expr_Kind.AEXPR_OP | A_Expr_Kind.AEXPR_OP_ANY | A_Expr_Kind.AEXPR_IN):
            if names(expression.name) == ("=",):
                yield from pairs(expression.lexpr, expression.rexpr)
        case ast.SubLink(subLinkType=SubLinkType.ANY_SUBLINK, testexpr=tested, operName=operator):
            if names(operator) in {(), ("=",)}:
                for part in tested.args if isinstance(tested, ast.RowExpr) else (tested,):
                    yield part, ()


def pairs(left: Any, right: Any) -> Iterator[tuple[Any, Any]]:
    """Yield the pairs of an equality, member by member where rows are compared."""
    rows = right if isinstance(right, tuple) else (right,)
    if isinstance(left, ast.RowExpr) and all(isinstance(row, ast.RowExpr) for row in rows):
        for position, part in enumerate(left.args):
            members = tuple(row.args[position] for row in rows)
            yield part, members if isinstance(right, tuple) else members[0]
    else:
        yield left, right


def account_of(scope: Scope, side: Any) -> str | None:
    """Return the relation of this query whose account one side of an equality is."""
    if isinstance(side, ast.ColumnRef) and names(side.fields)[-1:] == (ACCOUNT,):
        relation = scope.own(side)
        return relation.name if relation else None
    return None


def is_bound(scope: Scope, expression: Any, waiting: Iterable[str]) -> bool:
    """Tell whether an expression is made of nothing but parameters and accounts that are already settled."""
    inside = [expression] if not isinstance(expression, tuple) else list(expression)
    references = [
        node for part in inside for node in (part, *walk_level(part)) if isinstance(node, ast.ColumnRef)
    ]
    return all(scope.is_outer(reference) or settles(scope, reference, waiting) for reference in references)


def settles(scope: Scope, reference: Any, waiting: Iterable[str]) -> bool:
    relation = scope.own(reference)
    if relation is None or not relation.names_account or relation.name in waiting:
        return False
    return not relation.needs_account or names(reference.fields)[-1].endswith(ACCOUNT)
