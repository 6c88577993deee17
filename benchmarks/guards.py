"""Finds every guard in the code, and what the code would be without it.

A guard is whatever keeps somebody out: what a view declares, a condition by viewer in a query, a query by viewer
on a page, a refusal, who may make a step in a life, a role that lacks a permission. They are found by reading the
code, so that a new one is taken out too. `benchmarks.mutations` does that.
"""

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

TRUE = "__import__('sqlalchemy').true()"
NO_CONDITION = "(lambda query: (setattr(query, '_where_criteria', ()), query)[1])({})"
WHO = {"viewer", "current_user", "reader", "user"}
# Narrowed by viewer, but nobody is kept out: what a coordinator has decided is left out of what is to be decided,
# and the hash of a recovery code has its owner in it.
NOT_A_GUARD = {"proposals_to_decide", "are_recovery_codes_of"}
NOT_QUERIES = {"seen_by", "region_ids_of", "region_ids_of_coordinator"}  # conditions, and what stands inside one
OWN_PAGES = "Permission.OWN_ACCOUNT"


@dataclass(frozen=True)
class Guard:
    """One place in one file, and what stands there once the guard is out."""

    name: str
    kind: str
    path: Path
    function: str
    start: int
    end: int
    instead: str

    def taken_out(self, source: str) -> str:
        code = source.encode()
        return (code[: self.start] + self.instead.encode() + code[self.end :]).decode()


class Reading:
    """One file, read."""

    def __init__(self, path: Path, source: str) -> None:
        self.path, self.source = path, source
        self.tree = ast.parse(source)
        self._code = source.encode()
        self._starts = [0]
        for line in self._code.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))
        self._seen: dict[str, int] = {}

    def text(self, node: ast.expr | ast.stmt) -> str:
        start, end = self._span(node)
        return self._code[start:end].decode()

    def guard(self, kind: str, function: str, node: ast.expr | ast.stmt, instead: str) -> Guard:
        name = f"{self.path.with_suffix('')}:{function}: {kind}"
        self._seen[name] = self._seen.get(name, 0) + 1
        return Guard(f"{name} {self._seen[name]}", kind, self.path, function, *self._span(node), instead)

    def _span(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        end = self._starts[(node.end_lineno or 0) - 1] + (node.end_col_offset or 0)
        return self._starts[node.lineno - 1] + node.col_offset, end

    def functions(self) -> Iterator[ast.FunctionDef]:
        for node in ast.walk(self.tree):
            if isinstance(node, ast.FunctionDef):
                yield node


def guards_in(root: Path) -> list[Guard]:
    """Every guard in the files under `root`/maatje, in the order of files and lines."""
    files = sorted((root / "maatje").rglob("*.py"))
    readings = [Reading(path.relative_to(root), path.read_text()) for path in files]
    sights = sights_in(readings)
    return [guard for reading in readings for guard in guards_of(reading, sights)]


def guards_of(reading: Reading, sights: frozenset[str]) -> Iterator[Guard]:
    for find in (_doors, _refusals, _conditions, _queries_by_viewer, _roles, _steps, _held, _permissions):
        yield from find(reading, sights)


def sights_in(readings: Sequence[Reading]) -> frozenset[str]:
    """The functions that answer a query or a condition by viewer."""
    return frozenset(
        function.name
        for reading in readings
        for function in reading.functions()
        if function.returns and reading.text(function.returns).startswith(("Select[", "ColumnElement["))
        if any(argument.arg in {"viewer", "reader"} for argument in function.args.args)
    )


def _doors(reading: Reading, _: frozenset[str]) -> Iterator[Guard]:
    """What a view declares: without it everybody signed in comes in, or everybody."""
    for function in reading.functions():
        for declared in function.decorator_list:
            if isinstance(declared, ast.Call) and reading.text(declared.func) == "requires":
                permission = declared.args[0]
                if reading.text(permission) != OWN_PAGES:
                    yield reading.guard("open to all signed in", function.name, permission, OWN_PAGES)
                public = "__import__('maatje.access', fromlist=['public']).public"
                yield reading.guard("open to everybody", function.name, declared, public)
                for keyword in declared.keywords:
                    if keyword.arg == "fresh":
                        yield reading.guard("need not be fresh", function.name, keyword.value, "False")


def _asked(reading: Reading, function: ast.FunctionDef) -> set[str]:
    """The permission that a view declares."""
    declared = [node for node in function.decorator_list if isinstance(node, ast.Call)]
    return {reading.text(node.args[0]) for node in declared if reading.text(node.func) == "requires"}


def _refusals(reading: Reading, _: frozenset[str]) -> Iterator[Guard]:
    """`abort(…)`, and the way to the sign-in page."""
    for function in reading.functions():
        for node in ast.walk(function):
            call = node.value if isinstance(node, ast.Expr | ast.Return) else None
            if isinstance(node, ast.IfExp):
                for side in (node.body, node.orelse):
                    if isinstance(side, ast.Call) and reading.text(side.func) == "abort":
                        yield reading.guard("does not refuse", function.name, side, "None")
            elif isinstance(call, ast.Call) and reading.text(call.func) in {
                "abort",
                "login_manager.unauthorized",
                "life.check",
            }:
                yield reading.guard("does not refuse", function.name, node, "pass")


def _conditions(reading: Reading, sights: frozenset[str]) -> Iterator[Guard]:
    """A condition by viewer in a query: without it everybody's rows are found."""
    for function in reading.functions():
        is_sight = function.name in sights
        if function.name in NOT_A_GUARD:
            continue
        answered = reading.text(function.returns) if function.returns else ""
        answers_condition = is_sight and answered.startswith("ColumnElement[")
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "where":
                for condition in node.args:
                    names = {name.id for name in ast.walk(condition) if isinstance(name, ast.Name)}
                    locals_ = _by_viewer(function)
                    if names & (WHO | locals_) or (is_sight and reading.text(condition) == "false()"):
                        yield reading.guard("finds everybody's", function.name, condition, TRUE)
            if isinstance(node, ast.Return) and answers_condition and node.value:
                if reading.text(node.value) == "true()":
                    continue
                yield reading.guard("finds everybody's", function.name, node.value, TRUE)


def _by_viewer(function: ast.FunctionDef) -> set[str]:
    """Names in a function for something that was asked by viewer."""
    return {
        target.id
        for node in ast.walk(function)
        if isinstance(node, ast.Assign)
        and {name.id for name in ast.walk(node.value) if isinstance(name, ast.Name)} & {"viewer"}
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _queries_by_viewer(reading: Reading, sights: frozenset[str]) -> Iterator[Guard]:
    """A query by viewer where it is used: without its conditions. For an administrator they narrow nothing."""
    asked_here = {permission for function in reading.functions() for permission in _asked(reading, function)}
    for function in reading.functions():
        if {"Permission.ADMINISTER"} in (asked_here, _asked(reading, function)):
            continue
        for node in ast.walk(function):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else reading.text(node.func)
            who = {name.id for argument in node.args for name in ast.walk(argument) if isinstance(name, ast.Name)}
            if called in sights - NOT_QUERIES and who & WHO and not called.startswith("_"):
                yield reading.guard(
                    "is not narrowed", function.name, node, NO_CONDITION.format(reading.text(node))
                )


def _roles(reading: Reading, _: frozenset[str]) -> Iterator[Guard]:
    """A question about somebody's role, answered as for everybody."""
    for function in reading.functions():
        for node in ast.walk(function):
            if isinstance(node, ast.Compare) and reading.text(node.left).endswith("viewer.role"):
                yield reading.guard("is for every role", function.name, node, "True")


def _steps(reading: Reading, _: frozenset[str]) -> Iterator[Guard]:
    """Who may make a step in a life: everybody."""
    for node in ast.walk(reading.tree):
        if isinstance(node, ast.Call) and reading.text(node.func) == "Life":
            for table in node.args[1:]:
                assert isinstance(table, ast.Dict)
                for here, moves in zip(table.keys, table.values, strict=True):
                    assert isinstance(moves, ast.Dict)
                    assert here is not None
                    for there, actors in zip(moves.keys, moves.values, strict=True):
                        step = f"{reading.text(here)} to {reading.text(there or here)}"
                        yield reading.guard("made by anybody", step, actors, "frozenset(Actor)")


def _held(reading: Reading, _: frozenset[str]) -> Iterator[Guard]:
    """What a session must be to go on, and the form tokens."""
    for function in reading.functions():
        for node in ast.walk(function):
            if function.name == "_goes_on" and isinstance(node, ast.Call) and reading.text(node.func) == "and_":
                for condition in node.args:
                    yield reading.guard("goes on", function.name, condition, TRUE)
            if isinstance(node, ast.Expr) and reading.text(node) == "csrf.init_app(app)":
                yield reading.guard("wants no token", function.name, node, "pass")
            if isinstance(node, ast.If) and function.name in {"ask_for_second_step", "_guard"}:
                leaves = isinstance(node.body[0], ast.Return) and reading.text(node.body[0]) != "return None"
                if leaves and "unauthorized" not in reading.text(node.body[0]):
                    yield reading.guard("lets through", function.name, node.test, "False")


def _permissions(reading: Reading, _: frozenset[str]) -> Iterator[Guard]:
    """Each permission that a role has not: it has."""
    if reading.path.name != "access.py":
        return
    classes = {node.name: node for node in reading.tree.body if isinstance(node, ast.ClassDef)}
    every = [node.targets[0] for node in classes["Permission"].body if isinstance(node, ast.Assign)]
    for node in ast.walk(reading.tree):
        is_table = isinstance(node, ast.AnnAssign) and reading.text(node.target) == "PERMISSIONS"
        if is_table and isinstance(node.value, ast.Dict):
            for role, has in zip(node.value.keys, node.value.values, strict=True):
                for permission in every:
                    assert role is not None
                    name = f"Permission.{reading.text(permission)}"
                    if name not in reading.text(has) and name != OWN_PAGES:
                        more = f"({reading.text(has)} | {{{name}}})"
                        yield reading.guard(f"also has {name}", reading.text(role), has, more)
