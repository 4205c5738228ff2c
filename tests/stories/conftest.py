"""Lets pytest show what differs where the telling of a story asserts."""

import pytest

pytest.register_assert_rewrite("tests.stories.telling")
