"""Reading files of records: JSON Lines and tables, with a sentence for everything that is wrong."""

from tenure.operations.reading.families import Families, families
from tenure.operations.reading.files import (
    is_compressed,
    read,
    read_lines,
    read_raw,
    read_share,
    read_stream,
    wrong_name,
)
from tenure.operations.reading.money import money_problems
from tenure.operations.reading.owners import Mine, owner_of
from tenure.operations.reading.problems import Code, Fault, Located, Malformed, Owned, Problem
from tenure.operations.reading.records import (
    decode_line,
    decode_record,
    encode_line,
    encode_record,
    read_record,
)
from tenure.operations.reading.tree import repeats_a_key

__all__ = [
    "Code",
    "Families",
    "Fault",
    "Located",
    "Malformed",
    "Mine",
    "Owned",
    "Problem",
    "decode_line",
    "decode_record",
    "encode_line",
    "encode_record",
    "families",
    "is_compressed",
    "money_problems",
    "owner_of",
    "read",
    "read_lines",
    "read_raw",
    "read_record",
    "read_share",
    "read_stream",
    "repeats_a_key",
    "wrong_name",
]
