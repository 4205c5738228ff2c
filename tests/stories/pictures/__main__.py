"""Makes the page of the idea and its pictures: `python -m tests.stories.pictures`, from the root of the checkout."""

from pathlib import Path

from tests.stories.pictures.page import made

for path, text in made(Path()).items():
    Path(path).write_text(text, encoding="utf-8")
