"""Prints a reference page.

python -m tenure.catalogue            > docs/reference/catalogue.md    objects and fields
python -m tenure.catalogue lifecycle  > docs/reference/lifecycle.md    what is allowed when
"""

import sys

from tenure.catalogue.lifecycle_page import lifecycle_page
from tenure.catalogue.page import page

print(lifecycle_page() if sys.argv[1:] == ["lifecycle"] else page(), end="")
