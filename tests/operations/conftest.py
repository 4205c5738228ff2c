"""What these tests share: where the example company is."""

from pathlib import Path

import pytest


@pytest.fixture
def examples(repository: Path) -> Path:
    return repository / "examples"
