"""The tables that the schema's files make, read from their syntax trees in the order of the files."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from pglast import ast
from pglast.enums import AlterTableType, ConstrType, ObjectType

from tests.style.sql.text import parse
from tests.style.sql.tree import last_name, names

TEXT_TYPES: Final = frozenset({"text", "varchar", "bpchar", "name", "citext"})
KEYS: Final = {
    ConstrType.CONSTR_PRIMARY: "primary key",
    ConstrType.CONSTR_UNIQUE: "unique constraint",
    ConstrType.CONSTR_EXCLUSION: "exclusion constraint",
}


@dataclass(frozen=True, slots=True)
class Column:
    """What sorting needs to know: a text sorts by the database's rules unless it says `collate "C"`."""

    is_text: bool = False
    is_plain: bool = False

    @property
    def sorts_by_locale(self) -> bool:
        return self.is_text and not self.is_plain


@dataclass(frozen=True, slots=True)
class Key:
    """Something unique in a table; an expression stands as an empty name."""

    kind: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """A foreign key; no target columns means the target's primary key."""

    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]


@dataclass(slots=True)
class Table:
    """A table. `columns_are_known` is false where a clause hides some (`like`)."""

    name: str
    columns: dict[str, Column] = field(default_factory=dict)
    keys: list[Key] = field(default_factory=list)
    references: list[Reference] = field(default_factory=list)
    columns_are_known: bool = True

    @property
    def primary_key(self) -> tuple[str, ...]:
        return next((key.columns for key in self.keys if key.kind == "primary key"), ())


@dataclass(slots=True)
class Schema:
    """Tables by name, and domains. A renamed table, or one with a renamed column, is not known any more."""

    tables: dict[str, Table] = field(default_factory=dict)
    domains: dict[str, Column] = field(default_factory=dict)

    def add(self, statement: Any) -> None:
        """Take in one statement; one that makes no table changes nothing."""
        match statement:
            case ast.CreateDomainStmt():
                base = self.column_of(statement.typeName, statement.collClause)
                self.domains[last_name(statement.domainname)] = base
            case ast.CreateStmt():
                self.create(statement)
            case ast.AlterTableStmt() if statement.relation.relname in self.tables:
                for command in statement.cmds:
                    self.alter(self.tables[statement.relation.relname], command)
            case ast.IndexStmt(unique=True) if statement.relation.relname in self.tables:
                columns = tuple(element.name or "" for element in statement.indexParams)
                self.tables[statement.relation.relname].keys.append(Key("unique index", columns))
            case ast.RenameStmt(renameType=ObjectType.OBJECT_TABLE | ObjectType.OBJECT_COLUMN):
                self.tables.pop(statement.relation.relname, None)
            case ast.DropStmt(removeType=ObjectType.OBJECT_TABLE):
                for name in statement.objects:
                    self.tables.pop(last_name(name), None)

    def create(self, statement: ast.CreateStmt) -> None:
        table = Table(statement.relation.relname)
        for parent in statement.inhRelations or ():
            table.columns |= self.tables[parent.relname].columns
            table.keys += self.tables[parent.relname].keys
        for element in statement.tableElts or ():
            match element:
                case ast.ColumnDef():
                    self.add_column(table, element)
                case ast.Constraint():
                    add_constraint(table, element, ())
                case _:
                    table.columns_are_known = False
        self.tables[table.name] = table

    def alter(self, table: Table, command: Any) -> None:
        match command.subtype:
            case AlterTableType.AT_AddColumn:
                self.add_column(table, command.def_)
            case AlterTableType.AT_DropColumn:
                table.columns.pop(command.name, None)
            case AlterTableType.AT_AlterColumnType:
                kind = self.column_of(command.def_.typeName, command.def_.collClause)
                table.columns[command.name] = kind
            case AlterTableType.AT_AddConstraint:
                add_constraint(table, command.def_, ())

    def add_column(self, table: Table, element: Any) -> None:
        table.columns[element.colname] = self.column_of(element.typeName, element.collClause)
        for constraint in element.constraints or ():
            add_constraint(table, constraint, (element.colname,))

    def column_of(self, type_name: Any, collation: Any) -> Column:
        name = last_name(type_name.names)
        base = self.domains.get(name, Column(is_text=name in TEXT_TYPES))
        return Column(base.is_text, base.is_plain if collation is None else is_plain(collation))


def is_plain(collation: Any) -> bool:
    return last_name(collation.collname) in {"C", "POSIX", "ucs_basic"}


def add_constraint(table: Table, constraint: Any, own_column: tuple[str, ...]) -> None:
    """Note a constraint of a table, or of one column of it."""
    if constraint.contype in KEYS:
        columns = names(constraint.keys) or own_column
        if constraint.exclusions:
            columns = tuple(element.name or "" for element, _ in constraint.exclusions)
        table.keys.append(Key(KEYS[constraint.contype], columns))
    elif constraint.contype == ConstrType.CONSTR_FOREIGN:
        table.references.append(
            Reference(
                names(constraint.fk_attrs) or own_column,
                constraint.pktable.relname,
                names(constraint.pk_attrs),
            )
        )


def read_schema(statements: Iterable[Any]) -> Schema:
    schema = Schema()
    for statement in statements:
        schema.add(statement)
    return schema


def schema_statements(root: Path) -> list[Any]:
    """Return the statements of store/schema/*.sql below the root, in the order of the files' names."""
    files = sorted((root / "src/tenure/store/schema").glob("*.sql"))
    return [statement for file in files for statement in parse(file.read_text("utf-8"))]
