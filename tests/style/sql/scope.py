"""What a name in a query means: the relations in sight, and the columns they have."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from pglast import ast
from pglast.enums import A_Expr_Kind

from tests.style.sql.keys import ACCOUNT
from tests.style.sql.schema import TEXT_TYPES, Column, is_plain
from tests.style.sql.tree import last_name, names

UNTOLD: Final = Column()


@dataclass(frozen=True, slots=True)
class Relation:
    """Something to select from. `columns` is None where they can't be told.

    A customer's table needs an account before it may be read; a query, function or directory can name one;
    a shared table can't.
    """

    name: str
    columns: Mapping[str, Column] | None = None
    needs_account: bool = False
    names_account: bool = True

    def has(self, column: str) -> bool:
        return self.columns is None or column in self.columns


@dataclass(frozen=True, slots=True)
class Scope:
    """The relations of one query, and of those around it."""

    relations: tuple[Relation, ...] = ()
    outer: "Scope | None" = None

    def own(self, reference: Any) -> Relation | None:
        """Return the relation of this query that a column belongs to, a sure one before a possible one."""
        *qualifier, column = names(reference.fields) or ("*",)
        if qualifier:
            return next((each for each in self.relations if each.name == qualifier[-1]), None)
        candidates = [each for each in self.relations if each.has(column)]
        return min(candidates, key=lambda each: each.columns is None, default=None)

    def is_outer(self, reference: Any) -> bool:
        """Tell whether a column belongs to a query around this one."""
        around = self.outer
        if around is None or self.own(reference) is not None:
            return False
        return around.own(reference) is not None or around.is_outer(reference)

    def column(self, reference: Any) -> Column:
        relation = self.own(reference)
        if relation is None:
            return self.outer.column(reference) if self.outer else UNTOLD
        return (relation.columns or {}).get(names(reference.fields)[-1], UNTOLD)

    def column_of(self, expression: Any) -> Column:
        """Return what an expression is, as far as that can be told."""
        match expression:
            case ast.ColumnRef():
                return self.column(expression)
            case ast.CollateClause():
                return Column(is_text=True, is_plain=is_plain(expression))
            case ast.TypeCast():
                is_text = last_name(expression.typeName.names) in TEXT_TYPES
                return Column(is_text, is_text and self.column_of(expression.arg).is_plain)
            case _:
                return UNTOLD

    def outputs(self, targets: Any) -> dict[str, Column] | None:
        """Return the columns that a query gives, None where a star hides them."""
        columns: dict[str, Column] = {}
        for target in targets or ():
            match target:
                case ast.ResTarget(val=ast.ColumnRef(fields=fields)) if isinstance(fields[-1], ast.A_Star):
                    return None
                case ast.ResTarget(name=str(name), val=value):
                    columns[name] = self.column_of(value)
                case ast.ResTarget(val=ast.ColumnRef(fields=fields) as value):
                    columns[last_name(fields)] = self.column_of(value)
                case ast.ResTarget(val=ast.FuncCall(funcname=name)):
                    columns[last_name(name)] = UNTOLD
        return columns


def same_account(one: Relation, other: Relation) -> Any:
    """Return what USING (account_id) says, as the equality it stands for."""
    left, right = (
        ast.ColumnRef(fields=(ast.String(sval=relation.name), ast.String(sval=ACCOUNT)))
        for relation in (one, other)
    )
    return ast.A_Expr(kind=A_Expr_Kind.AEXPR_OP, name=(ast.String(sval="="),), lexpr=left, rexpr=right)
