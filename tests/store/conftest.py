"""What these tests share: databases to open several books in, from several connections."""

import pytest

from tenure.store.embedded import Lease
from tests.put_back import Lender
from tests.store.book_databases import Databases


@pytest.fixture(scope="module")
def databases(server: Lease, lender: Lender) -> Databases:
    return Databases(server, lender)
