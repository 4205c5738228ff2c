"""Nothing depends on the database's collation: texts are sorted and ranged by `collate "C"`."""

from collections.abc import Iterator
from typing import Any, Final

from pglast import ast
from pglast.enums import A_Expr_Kind
from pglast.stream import RawStream

from tests.style.sql.scope import Scope
from tests.style.sql.tree import names, walk_level

RANGES: Final = frozenset({"<", "<=", ">", ">="})
BETWEEN: Final = frozenset(
    {
        A_Expr_Kind.AEXPR_BETWEEN,
        A_Expr_Kind.AEXPR_NOT_BETWEEN,
        A_Expr_Kind.AEXPR_BETWEEN_SYM,
        A_Expr_Kind.AEXPR_NOT_BETWEEN_SYM,
    }
)


def order_findings(statement: Any, scope: Scope) -> Iterator[str]:
    """Yield the texts that one level of a query sorts or compares as the locale pleases."""
    last = list(getattr(statement, "sortClause", None) or ())
    inner = [node for node in walk_level(statement) if not any(node is sort for sort in last)]
    keys = [target_of(statement, sort.node) for sort in last]
    keys += [node.node for node in inner if isinstance(node, ast.SortBy)]
    for key in keys:
        if scope.column_of(key).sorts_by_locale:
            yield f'sorts by {said(key)} without collate "C"'
    for node in inner:
        if is_range(node) and any(ranges_by_locale(scope, left, right) for left, right in compared(node)):
            yield f'compares {said(node)} without collate "C"'


def is_range(node: Any) -> bool:
    return isinstance(node, ast.A_Expr) and (node.kind in BETWEEN or bool(RANGES & set(names(node.name))))


def target_of(statement: Any, key: Any) -> Any:
    """Return what a key of ORDER BY stands for: an output by its name or its place, else itself."""
    targets = [target for target in statement.targetList or () if isinstance(target, ast.ResTarget)]
    match key:
        case ast.ColumnRef(fields=(ast.String(sval=name),)):
            return next((target.val for target in targets if target.name == name), key)
        case ast.A_Const(val=ast.Integer(ival=place)) if place <= len(targets):
            return targets[place - 1].val
        case _:
            return key


def compared(expression: Any) -> list[tuple[Any, Any]]:
    left, right = expression.lexpr, expression.rexpr
    if isinstance(left, ast.RowExpr) and isinstance(right, ast.RowExpr):
        return list(zip(left.args, right.args, strict=True))
    return [(left, bound) for bound in (right if isinstance(right, tuple) else (right,))]


def ranges_by_locale(scope: Scope, left: Any, right: Any) -> bool:
    """One plain side makes the comparison plain."""
    sides = (scope.column_of(left), scope.column_of(right))
    return any(side.is_text for side in sides) and not any(side.is_plain for side in sides)


def said(expression: Any) -> str:
    return str(RawStream()(expression))
