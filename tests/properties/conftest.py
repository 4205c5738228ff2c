"""Lets pytest show what differs where an assertion stands in a module that the tests share."""

import pytest

pytest.register_assert_rewrite(
    "tests.properties.both",
    "tests.properties.kernel_against_model",
    "tests.properties.kernel_book",
    "tests.properties.kernel_invariants",
)
