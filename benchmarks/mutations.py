"""Small faults in the program's own code, one at a time, for `python -m benchmarks.mutants`.

A mutant changes one node inside a function: a comparison, an operator, a number, a text, a yes or
no, an assignment. What stands outside functions is left alone.
"""

import ast
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CodeType
from typing import NamedTuple

Swap = Callable[[], None]
_OPERATORS: dict[type[ast.AST], type[ast.AST]] = {
    ast.Eq: ast.NotEq,
    ast.NotEq: ast.Eq,
    ast.Lt: ast.LtE,
    ast.LtE: ast.Lt,
    ast.Gt: ast.GtE,
    ast.GtE: ast.Gt,
    ast.In: ast.NotIn,
    ast.NotIn: ast.In,
    ast.Is: ast.IsNot,
    ast.IsNot: ast.Is,
    ast.And: ast.Or,
    ast.Or: ast.And,
    ast.Add: ast.Sub,
    ast.Sub: ast.Add,
    ast.Mult: ast.FloorDiv,
    ast.Div: ast.Mult,
    ast.FloorDiv: ast.Mult,
    ast.Mod: ast.FloorDiv,
    ast.BitAnd: ast.BitOr,
    ast.BitOr: ast.BitAnd,
}


class Mutant(NamedTuple):
    """One fault.

    Attributes:
        path: File below the project.
        function: Qualified name of the outermost function it stands in.
        line: Line of that function, as its code object has it.
        number: Which of the file's possible faults.
        at: Line of the fault.
        was: The statement before.
        now: The statement after.
    """

    path: str
    function: str
    line: int
    number: int
    at: int
    was: str
    now: str


def mutants_of(root: Path, path: Path) -> Iterator[Mutant]:
    """Every fault that can be planted into a file."""
    source = path.read_text(encoding="utf-8")
    name = str(path.relative_to(root))
    tree = ast.parse(source)
    for number, (function, line, statement, node, swap) in enumerate(_places(tree)):
        was = _shown(statement)
        changed = _replaced(node)
        swap()
        now = _shown(statement)
        yield Mutant(name, function, line, number, _line_of(node, statement), was, now)
        _restore(node, changed)


def planted(root: Path, mutant: Mutant) -> ast.Module:
    """The file's tree with the fault in it."""
    tree = ast.parse((root / mutant.path).read_text(encoding="utf-8"))
    *_, swap = list(_places(tree))[mutant.number]
    swap()
    return ast.fix_missing_locations(tree)


def code_of(root: Path, mutant: Mutant) -> CodeType:
    """The code of the function with the fault in it."""
    whole = compile(planted(root, mutant), str(root / mutant.path), "exec")
    return next(
        code
        for code in _codes(whole)
        if (code.co_qualname, code.co_firstlineno) == (mutant.function, mutant.line)
    )


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _places(tree: ast.Module) -> Iterator[tuple[str, int, ast.stmt, ast.AST, Swap]]:
    """Function, its line, statement, node and what plants the fault, in the order of the file."""
    for function, name in _functions(tree.body, ""):
        decorated = [d.lineno for d in function.decorator_list]
        line = min([function.lineno, *decorated])
        for statement in function.body:
            for inner in _statements(statement):
                for node in _own_nodes(inner):
                    if swap := _swap(node):
                        yield name, line, inner, node, swap


def _functions(body: list[ast.stmt], prefix: str) -> Iterator[tuple[ast.FunctionDef, str]]:
    for node in body:
        if isinstance(node, ast.FunctionDef):
            yield node, f"{prefix}{node.name}"
        elif isinstance(node, ast.ClassDef):
            yield from _functions(node.body, f"{prefix}{node.name}.")


def _statements(statement: ast.stmt) -> Iterator[ast.stmt]:
    """A statement and those within it."""
    yield statement
    for child in ast.walk(statement):
        if isinstance(child, ast.stmt) and child is not statement:
            yield child


def _own_nodes(statement: ast.stmt) -> Iterator[ast.AST]:
    """A statement and its expressions; statements within it, annotations and docstrings aside."""
    if isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return
    todo: list[ast.AST] = [statement]
    while todo:
        node = todo.pop()
        yield node
        for field, child in ast.iter_fields(node):
            children = child if isinstance(child, list) else [child]
            if field in {"annotation", "returns", "decorator_list"} or isinstance(
                node, ast.JoinedStr
            ):
                continue
            todo += [c for c in children if isinstance(c, ast.AST) and not isinstance(c, ast.stmt)]


def _swap(node: ast.AST) -> Swap | None:  # noqa: PLR0911 (one a kind of fault)
    """What plants a fault at a node; None where there is nothing to get wrong."""
    match node:
        case ast.Compare(ops=[op, *_]) if type(op) in _OPERATORS:
            return lambda: node.ops.__setitem__(0, _OPERATORS[type(op)]())  # type: ignore[call-overload]
        case ast.BoolOp(op=op) | ast.BinOp(op=op) | ast.AugAssign(op=op) if type(op) in _OPERATORS:
            return lambda: setattr(node, "op", _OPERATORS[type(op)]())
        case ast.UnaryOp(op=ast.USub()):
            return lambda: setattr(node, "op", ast.UAdd())
        case ast.UnaryOp(op=ast.Not() | ast.Invert() as op, operand=doubted):  # `not not x`
            return lambda: setattr(node, "operand", ast.UnaryOp(op, doubted))
        case ast.Constant(value=bool() | int() | str() as said):
            return lambda: setattr(node, "value", _other(said))
        case ast.Assign(value=value) if not isinstance(value, ast.Constant):
            return lambda: setattr(node, "value", ast.Constant(None))
        case _:
            return None


def _other(value: bool | int | str) -> bool | int | str:
    if isinstance(value, bool):
        return not value
    return value + 1 if isinstance(value, int) else f"XX{value}XX"


def _replaced(node: ast.AST) -> dict[str, object]:
    found = {field: getattr(node, field, None) for field in node._fields}
    return {k: list(v) if isinstance(v, list) else v for k, v in found.items()}


def _restore(node: ast.AST, fields: dict[str, object]) -> None:
    for field, value in fields.items():
        setattr(node, field, value)


def _line_of(node: ast.AST, statement: ast.stmt) -> int:
    return int(getattr(node, "lineno", statement.lineno))


def _shown(statement: ast.stmt) -> str:
    return ast.unparse(statement).splitlines()[0]
