"""A round never waits for the compiler: that is done once, before the first."""

import subprocess
import sys

ALL_SIZES = """
import importlib, pkgutil
from numba.core.registry import CPUDispatcher
import matching
from benchmarks.people import invented_country, invented_region, one_rhythm
from maatje.rounds.engine import warm_up

modules = [importlib.import_module(found.name) for found in pkgutil.iter_modules(matching.__path__, "matching.")]
found = [each for module in modules for each in vars(module).values() if isinstance(each, CPUDispatcher)]
kernels = {id(each): each for each in found}

def compiled():
    return {each.py_func.__qualname__: len(each.signatures) for each in kernels.values() if each.signatures}

warm_up()
before = compiled()
assert len(before) > 10
for problem in (invented_region(300), one_rhythm(invented_country(1000)), invented_region(60)):
    solution = matching.solve(problem)
    if len(problem.requests) <= 300:
        matching.explain(problem, solution)
        matching.radar(problem, solution)
late = {name: number for name, number in compiled().items() if number > before.get(name, 0)}
assert not late, late
"""


def test_after_the_warm_up_no_round_compiles_anything():
    fresh = subprocess.run([sys.executable, "-c", ALL_SIZES], capture_output=True, text=True, check=False)

    assert fresh.returncode == 0, fresh.stderr
