"""A client of a Tenure server: `Tenure(url, token)` has a method for every address of the REST interface.

It knows nothing of the rest of Tenure: what is answered has shapes of its own, which tests hold against the interface.
"""

from tenure.client.asking import Filters, Moment
from tenure.client.errors import Problem, TenureError, Unreachable
from tenure.client.portions import Loading, Said
from tenure.client.session import Session
from tenure.client.shapes import HIDDEN, Hidden
from tenure.client.tenure import Tenure

__all__ = [
    "HIDDEN",
    "Filters",
    "Hidden",
    "Loading",
    "Moment",
    "Problem",
    "Said",
    "Session",
    "Tenure",
    "TenureError",
    "Unreachable",
]
