"""What pages load: styles, scripts, pictures. The address of each changes with it, so that browsers may keep it."""

from functools import cache
from hashlib import sha256
from pathlib import Path

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage


class Versioned(StaticFilesStorage):
    """Files where they lie, under addresses that tell their versions."""

    def url(self, name: str | None) -> str:
        """Give the address of a file."""
        assert name is not None
        return f"{super().url(name)}?v={_version(name)}"


@cache
def _version(name: str) -> str:
    found = finders.find(name)
    assert isinstance(found, str), name
    return sha256(Path(found).read_bytes()).hexdigest()[:12]
