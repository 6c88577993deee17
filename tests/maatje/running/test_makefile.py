import os
import shutil
import subprocess

import pytest

from maatje.config import ROOT

MAKE = shutil.which("make")


@pytest.mark.skipif(MAKE is None, reason="no make here")
def test_modules_are_compiled_once_and_not_at_every_start():
    told = subprocess.run(
        [MAKE, "--eval=told: ; @env", "told"],
        cwd=ROOT,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=True,
    )

    assert "PYTHONDONTWRITEBYTECODE" not in told.stdout
