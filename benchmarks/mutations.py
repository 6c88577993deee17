"""Takes every guard out, one at a time, and sees whether a test turns red: `python -m benchmarks.mutations`.

Each is taken out of a copy of the tree, never here, and the tests nearest to it run until the first that fails.
With hundreds of guards and some seconds each this takes an hour or more: go on with `--start`, choose by `--only`.

    python -m benchmarks.mutations --only "rounds/queries"     # those with these words in their name
    python -m benchmarks.mutations --start 120 --to killed.csv # and a line for each in a file
    python -m benchmarks.mutations --list
"""

import argparse
import csv
import os
import re
import shutil
import sys
import tempfile
import time
import traceback
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from importlib import import_module
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import pytest

from benchmarks.guards import Guard, guards_in

ROOT = Path(__file__).parents[1]
OURS = {"maatje", "tests", "benchmarks", "conftest", "wsgi", "worker", "__main__"}

TABLE = "tests/maatje/test_access_table.py"
SIGHT, FOREIGN, WORDS = (f"tests/maatje/test_{name}.py" for name in ("sight", "foreign_ids", "other_words"))
OF_THE_HOUSE = [f"tests/maatje/test_{name}.py" for name in ("headers", "errors", "forged_fields", "access_table")]
WEIGHTY = "tests/maatje/test_weighty_pages.py"
LEFT_BEHIND = shutil.ignore_patterns(".git", ".venv", "var", ".*_cache", "node_modules")
# Others' modules are loaded before pytest could rewrite them, and it warns of that.
QUIETLY = ("-x", "-n", "0", "-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning")
ORDER = (
    *("finds everybody's", "is not narrowed", "is for every role", "does not refuse", "also has", "goes on"),
    *("lets through", "wants no token", "need not be fresh", "made by anybody", "open to"),
)


# endpoint, method, module and function of each page, and what it asks for
Pages = list[tuple[str, str, str, str, str]]


def nearest_tests(guard: Guard, pages: Pages) -> list[str]:
    """Where it would be missed: the table's lines on its page, or what a viewer sees and the room's own tests."""
    module = ".".join(guard.path.with_suffix("").parts)
    room = guard.path.parts[1]
    of_room = [f"tests/maatje/{room}"] if (ROOT / "tests" / "maatje" / room).is_dir() else []
    if guard.path.name == "lists.py":
        of_room.insert(0, "tests/maatje/lists")
    if not of_room:
        of_room = OF_THE_HOUSE
    if guard.kind.startswith("need not"):
        return [WEIGHTY]
    if guard.kind.startswith("open to"):
        return _lines_of([page for page in pages if page[2:4] == (module, guard.function)])
    if guard.kind == "made by anybody":
        return ["--noconftest", "tests/maatje/test_lives.py"]  # it needs no site
    if guard.kind.startswith("also has"):
        return _lines_of([page for page in pages if guard.kind.endswith(page[4])])
    if guard.kind.startswith("goes on"):
        return [*of_room, TABLE]
    quickest = [FOREIGN, SIGHT] if "views" in guard.path.as_posix() else [SIGHT, FOREIGN]
    return [*quickest, *of_room, WORDS]


def _lines_of(pages: Pages) -> list[str]:
    """The table's lines on these pages."""
    door = f"{TABLE}::test_the_door_opens_to_those_in_the_table_and_to_nobody_else"
    return [f"{door}[{endpoint}-{method}]" for endpoint, method, *_ in pages]


def _pages_of_the_site() -> tuple[Pages, list[str]]:
    """Its pages, and which modules of others it needs."""
    from maatje import create_app  # in a process of its own: the present one must not know our code
    from maatje.config import Mode, Settings

    app = create_app(Settings(mode=Mode.TEST, _env_file=None))
    pages = [
        (rule.endpoint, method, view.__module__, view.__name__, _asked_for(view))
        for rule in app.url_map.iter_rules()
        for view in [app.view_functions[rule.endpoint]]
        for method in sorted((rule.methods or set()) & {"GET", "POST"})
    ]
    return pages, [name for name in sys.modules if name.split(".")[0] not in OURS]


def _asked_for(view: Any) -> str:
    """ "Permission.SCREEN_VOLUNTEERS", as the code has it."""
    return f"Permission.{getattr(getattr(view, 'access', None), 'name', 'of nobody')}"


def try_without(guard: Guard, copy: Path, tests: Sequence[str]) -> str:
    """The test that failed; "" if none did. Raises BrokenTree if the tree does not run at all."""
    path = copy / guard.path
    whole = path.read_text()
    path.write_text(guard.taken_out(whole))
    try:
        return first_failure(copy, tests)
    finally:
        path.write_text(whole)


class BrokenTree(Exception):
    """The tests could not be run."""


def first_failure(copy: Path, tests: Sequence[str]) -> str:
    """In a process of its own that has everything of others' loaded already and nothing of ours."""
    said = copy.parent / "said.txt"
    child = os.fork()
    if not child:
        _run_here(copy, tests, said)
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    text = said.read_text()
    if code == 0:
        return ""
    failed = re.search(r"^(?:FAILED|ERROR) (\S+::.*?)(?: - |$)", text, re.MULTILINE)
    if code != 1 or not failed:
        raise BrokenTree(text[-3000:])
    return failed[1]


def _run_here(copy: Path, tests: Sequence[str], said: Path) -> None:
    with said.open("w") as output:
        os.dup2(output.fileno(), 1)
        os.dup2(output.fileno(), 2)
    code = 3
    try:
        os.chdir(copy)
        sys.path[:] = [str(copy), *(path for path in sys.path if Path(path or ".").resolve() != ROOT)]
        for name in [name for name in sys.modules if name.split(".")[0] in OURS]:
            del sys.modules[name]
        code = int(pytest.main([*QUIETLY, *tests]))
    except BaseException:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    parser = argparse.ArgumentParser(description="Takes every guard out, one at a time.")
    parser.add_argument("--only", action="append", default=[], help="those with this in their name")
    parser.add_argument("--start", type=int, default=1, help="number of the first")
    parser.add_argument("--to", type=Path, help="a line for each, added to this file")
    parser.add_argument("--list", action="store_true", help="only name them")
    asked = parser.parse_args()
    order = {kind: place for place, kind in enumerate(ORDER)}
    found = guards_in(ROOT)
    found.sort(key=lambda guard: next(place for kind, place in order.items() if guard.kind.startswith(kind)))
    guards = [
        (number, guard)
        for number, guard in enumerate(found, 1)
        if number >= asked.start and (not asked.only or any(word in guard.name for word in asked.only))
    ]
    if asked.list:
        print(*(f"{number:4} {guard.name}" for number, guard in guards), sep="\n")
        return
    with ProcessPoolExecutor(1, get_context("spawn")) as beside:
        pages, loaded = beside.submit(_pages_of_the_site).result()
    for name in loaded:
        with suppress(Exception):  # some are loaded by their parents only
            import_module(name)
    alive = []
    with tempfile.TemporaryDirectory(prefix="maatje-without-") as folder:
        copy = Path(folder) / "maatje"
        shutil.copytree(ROOT, copy, ignore=LEFT_BEHIND)
        for number, guard in guards:
            began = time.monotonic()
            killer = try_without(guard, copy, nearest_tests(guard, pages))
            seconds = time.monotonic() - began
            print(f"{number:4} {seconds:6.1f} s  {guard.name}  {killer or 'NOBODY MISSES IT'}", flush=True)
            if asked.to:
                with asked.to.open("a", newline="") as file:
                    csv.writer(file).writerow([number, guard.name, killer, f"{seconds:.1f}"])
            if not killer:
                alive.append(guard.name)
    print(f"{len(found)} guards, {len(guards)} taken out, {len(guards) - len(alive)} missed, {len(alive)} not:")
    print(*alive, sep="\n")
    sys.exit(bool(alive))


if __name__ == "__main__":
    main()
