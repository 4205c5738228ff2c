"""Reads one statement, query by query, and says what it does that a statement of the store may not.

A statement over customers' tables names the accounts it is about, in every query of it; only statements over
the whole book (store/sql/book/) need not.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pglast import ast
from pglast.enums import JoinType, SetOperation

from tests.style.sql.accounts import Condition, unbound
from tests.style.sql.keys import ACCOUNT, Kinds
from tests.style.sql.order import order_findings
from tests.style.sql.schema import Column, Schema
from tests.style.sql.scope import Relation, Scope, same_account
from tests.style.sql.tree import QUERIES, last_name, names, walk_level

Outputs = Mapping[str, Column] | None
SYSTEM: Final = frozenset({"pg_catalog", "information_schema"})
HARMLESS: Final = (
    ast.CreateStmt,
    ast.DropStmt,
    ast.IndexStmt,
    ast.TransactionStmt,
    ast.VacuumStmt,
    ast.VariableSetStmt,
    ast.VariableShowStmt,
)
BINDABLE: Final = {
    JoinType.JOIN_INNER: (True, True),
    JoinType.JOIN_LEFT: (False, True),
    JoinType.JOIN_RIGHT: (True, False),
    JoinType.JOIN_FULL: (False, False),
}


@dataclass(slots=True)
class Reader:
    """Collects the findings of one statement. `temporary` are tables that statements make for themselves."""

    schema: Schema
    kinds: Kinds
    temporary: Schema
    is_book: bool = False
    findings: list[str] = field(default_factory=list)

    def read(self, statement: Any) -> None:
        """Read a statement of any kind; one of an unknown kind is a finding."""
        match statement:
            case ast.CopyStmt(relation=ast.RangeVar() as target):
                self.copy(statement, target)
            case ast.CopyStmt() | ast.CreateTableAsStmt() | ast.ExplainStmt() | ast.DeclareCursorStmt():
                self.query(statement.query, None, {})
            case ast.TruncateStmt() | ast.LockStmt():
                for target in statement.relations:
                    self.whole_table(target)
            case _ if isinstance(statement, QUERIES):
                self.query(statement, None, {})
            case _ if not isinstance(statement, HARMLESS):
                self.findings.append(f"{type(statement).__name__} is not a statement this lint understands")

    def copy(self, statement: Any, target: Any) -> None:
        """Judge a COPY of a table; one that lists no columns has them all."""
        relation = self.table(target, {})
        if not statement.is_from:
            self.whole_table(target)
        elif relation.needs_account and statement.attlist and ACCOUNT not in names(statement.attlist):
            self.findings.append(f"{target.relname}: copied into without {ACCOUNT} among the columns")

    def whole_table(self, target: Any) -> None:
        if self.table(target, {}).needs_account and not self.is_book:
            self.findings.append(f"{target.relname}: a whole customers' table outside store/sql/book/")

    def query(self, statement: Any, outer: Scope | None, around: Mapping[str, Outputs]) -> Outputs:
        """Read a query and all queries in it; return its columns where they can be told."""
        queries = self.common_queries(statement, outer, around)
        match statement:
            case ast.SelectStmt(op=SetOperation.SETOP_NONE):
                scope, conditions = self.sources(statement.fromClause, outer, queries)
                conditions.append(Condition(statement.whereClause))
            case ast.SelectStmt():
                return self.combination(statement, outer, queries)
            case ast.InsertStmt():
                return self.insertion(statement, outer, queries)
            case ast.UpdateStmt() | ast.DeleteStmt():
                joined = (
                    statement.fromClause if isinstance(statement, ast.UpdateStmt) else statement.usingClause
                )
                scope, conditions = self.sources((statement.relation, *(joined or ())), outer, queries)
                conditions.append(Condition(statement.whereClause))
            case ast.MergeStmt():
                both = (statement.relation, statement.sourceRelation)
                scope, conditions = self.sources(both, outer, queries)
                conditions.append(Condition(statement.joinCondition))
        return self.level(statement, scope, conditions, queries)

    def level(
        self, statement: Any, scope: Scope, conditions: list[Condition], queries: Mapping[str, Outputs]
    ) -> Outputs:
        """Judge one query whose relations are known, then read the queries inside its expressions."""
        if not self.is_book:
            for relation in unbound(scope, conditions):
                self.findings.append(f"{relation.name}: read without a predicate on {ACCOUNT}")
        if isinstance(statement, ast.UpdateStmt):
            self.keeps_its_account(statement, scope)
        self.findings += order_findings(statement, scope)
        for inner in expressions_queries(statement):
            self.query(inner, scope, queries)
        targets = statement.targetList if isinstance(statement, ast.SelectStmt) else returned(statement)
        return scope.outputs(targets)

    def keeps_its_account(self, statement: Any, scope: Scope) -> None:
        if scope.relations[0].needs_account and ACCOUNT in {target.name for target in statement.targetList}:
            self.findings.append(f"{scope.relations[0].name}: {ACCOUNT} never changes")

    def combination(self, statement: Any, outer: Scope | None, queries: Mapping[str, Outputs]) -> Outputs:
        """Read a union and its like: it is sorted by the columns of its first query."""
        outputs = self.query(statement.larg, outer, queries)
        self.query(statement.rarg, outer, queries)
        self.findings += order_findings(statement, Scope((Relation("", outputs),)))
        return outputs

    def insertion(self, statement: Any, outer: Scope | None, queries: Mapping[str, Outputs]) -> Outputs:
        target = self.table(statement.relation, queries)
        columns = [column.name for column in statement.cols or ()]
        if target.needs_account and ACCOUNT not in columns and not has_rows_of(statement, target.name):
            self.findings.append(f"{target.name}: inserted into without {ACCOUNT} among the columns")
        if statement.selectStmt is not None:
            self.query(statement.selectStmt, outer, queries)
        # The row that is there already is one of the account that the new row names.
        written = replace(target, needs_account=False)
        scope = Scope((written, Relation("excluded", target.columns)), outer)
        return self.level(statement, scope, [], queries)

    def common_queries(
        self, statement: Any, outer: Scope | None, around: Mapping[str, Outputs]
    ) -> dict[str, Outputs]:
        """Read the queries of WITH, and return all that have a name here."""
        queries = dict(around)
        clause = statement.withClause
        for query in clause.ctes if clause else ():
            if clause.recursive:
                queries[query.ctename] = None
            outputs = self.query(query.ctequery, outer, queries)
            renamed = names(query.aliascolnames)
            queries[query.ctename] = rename(outputs, renamed) if renamed else outputs
        return queries

    def sources(
        self, items: Any, outer: Scope | None, queries: Mapping[str, Outputs]
    ) -> tuple[Scope, list[Condition]]:
        """Return what FROM brings in, and the conditions of its joins."""
        scope = Scope((), outer)
        conditions: list[Condition] = []
        for item in items or ():
            brought = self.source(item, scope, queries, conditions)
            scope = Scope(scope.relations + brought, outer)
        return scope, conditions

    def source(
        self, item: Any, before: Scope, queries: Mapping[str, Outputs], conditions: list[Condition]
    ) -> tuple[Relation, ...]:
        """Return the relations of one item of FROM; a lateral one sees those before it."""
        match item:
            case ast.JoinExpr():
                left = self.source(item.larg, before, queries, conditions)
                sight = Scope(before.relations + left, before.outer)
                right = self.source(item.rarg, sight, queries, conditions)
                conditions += join_conditions(item, left, right)
                return left + right
            case ast.RangeVar():
                return (self.table(item, queries),)
            case ast.RangeTableSample():
                return (self.table(item.relation, queries),)
            case ast.RangeSubselect():
                outputs = self.query(item.subquery, before, queries)
                return (Relation(item.alias.aliasname if item.alias else "", aliased(item, outputs)),)
            case _:
                return (Relation(function_name(item), aliased(item, None)),)

    def table(self, item: Any, queries: Mapping[str, Outputs]) -> Relation:
        """Return what a name in FROM means: a query of WITH, a table of the store, one of the system's."""
        alias = item.alias.aliasname if item.alias else item.relname
        if item.schemaname is None and item.relname in queries:
            return Relation(alias, aliased(item, queries[item.relname]))
        table = self.temporary.tables.get(item.relname) or self.schema.tables.get(item.relname)
        if table is None:
            is_system = item.schemaname in SYSTEM or item.relname.startswith("pg_")
            if not is_system and item.relname not in self.kinds.djangos:
                self.findings.append(f"{item.relname}: no table of the schema")
            return Relation(alias)
        columns = table.columns if table.columns_are_known else None
        is_own = table.name in self.temporary.tables
        return Relation(
            alias,
            columns,
            needs_account=not is_own and self.kinds.is_customers(table.name),
            names_account=table.name not in self.kinds.shared,
        )


def has_rows_of(statement: Any, table: str) -> bool:
    """Return whether an INSERT adds rows of the type of its table: they have all columns, each in its place."""
    match statement:
        case ast.InsertStmt(
            cols=None,
            selectStmt=ast.SelectStmt(
                targetList=[ast.ResTarget(val=ast.ColumnRef(fields=[*_, ast.A_Star()]))],
                fromClause=[ast.RangeFunction(functions=[[ast.FuncCall(args=[ast.TypeCast() as rows]), _]])],
            ),
        ):
            return last_name(rows.typeName.names) == table
    return False


def join_conditions(
    join: Any, left: tuple[Relation, ...], right: tuple[Relation, ...]
) -> Iterator[Condition]:
    """Yield what a join says, with the relations it binds: of an outer join the side that may be missing."""
    binds_left, binds_right = BINDABLE[join.jointype]
    binds = frozenset(
        relation.name for relation in (left if binds_left else ()) + (right if binds_right else ())
    )
    if join.quals is not None:
        yield Condition(join.quals, binds)
    if ACCOUNT in names(join.usingClause) or join.isNatural:
        for one in left:
            for other in right:
                if one.has(ACCOUNT) and other.has(ACCOUNT):
                    yield Condition(same_account(one, other), binds)


def expressions_queries(statement: Any) -> list[Any]:
    """Return the queries inside a level's expressions; those of FROM and WITH are read where they stand."""
    elsewhere = {id(node) for node in from_queries(getattr(statement, "fromClause", None) or ())}
    elsewhere |= {id(node) for node in from_queries(getattr(statement, "usingClause", None) or ())}
    elsewhere |= {id(node) for node in from_queries((getattr(statement, "sourceRelation", None),))}
    elsewhere |= {id(query.ctequery) for query in (statement.withClause.ctes if statement.withClause else ())}
    elsewhere.add(id(getattr(statement, "selectStmt", None)))
    return [node for node in walk_level(statement) if isinstance(node, QUERIES) and id(node) not in elsewhere]


def from_queries(items: Any) -> Iterator[Any]:
    for item in items:
        match item:
            case ast.RangeSubselect():
                yield item.subquery
            case ast.JoinExpr():
                yield from from_queries((item.larg, item.rarg))


def returned(statement: Any) -> Any:
    """Return what RETURNING gives (its place in the tree changed between releases of the parser)."""
    clause = getattr(statement, "returningClause", None)
    return clause.exprs if clause is not None else getattr(statement, "returningList", None)


def function_name(item: Any) -> str:
    """Return the name of a function's rows: its alias, else the function's own."""
    if item.alias:
        return str(item.alias.aliasname)
    call = next((node for node in walk_level(item) if isinstance(node, ast.FuncCall)), None)
    return names(call.funcname)[-1] if call else ""


def aliased(item: Any, outputs: Outputs) -> Outputs:
    """Return the columns under the names that an alias gives them."""
    given = names(item.alias.colnames) if item.alias else ()
    if not given:
        return outputs
    return rename(outputs, given)


def rename(outputs: Outputs, given: tuple[str, ...]) -> Outputs:
    columns = list(outputs.items()) if outputs is not None else []
    renamed = dict.fromkeys(given, Column())
    for name, (_, column) in zip(given, columns, strict=False):
        renamed[name] = column
    return renamed | dict(columns[len(given) :])
