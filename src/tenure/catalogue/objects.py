"""All objects of the catalogue, and one by its name."""

from tenure.catalogue.assets import ASSET
from tenure.catalogue.attachments import CASE, FILE
from tenure.catalogue.changes import CHANGE
from tenure.catalogue.custom_fields import CUSTOM_FIELD
from tenure.catalogue.customers import ACCOUNT, CONTRACT
from tenure.catalogue.facts import ACTION, ACTION_SOURCE, ENTRY
from tenure.catalogue.orders import ORDER, ORDER_LINE, REFUSAL
from tenure.catalogue.products import INDEX_RATE, PRICE_POLICY, PRODUCT
from tenure.catalogue.state_periods import STATE_PERIOD
from tenure.catalogue.uploads import UPLOAD
from tenure.catalogue.vocabulary import Object

OBJECTS: tuple[Object, ...] = (
    ACCOUNT,
    CONTRACT,
    PRODUCT,
    PRICE_POLICY,
    INDEX_RATE,
    ORDER,
    ORDER_LINE,
    REFUSAL,
    ASSET,
    ACTION,
    ACTION_SOURCE,
    ENTRY,
    STATE_PERIOD,
    CHANGE,
    FILE,
    CASE,
    CUSTOM_FIELD,
    UPLOAD,
)

_BY_NAME = {one.name: one for one in OBJECTS}


def object_named(name: str) -> Object:
    """Give the object of a name; raise KeyError where there is none."""
    return _BY_NAME[name]
