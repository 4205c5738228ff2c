"""Reading files of records: JSON Lines and tables, with a sentence for everything that is wrong."""

from tenure.operations.reading.files import read
from tenure.operations.reading.money import money_problems
from tenure.operations.reading.problems import Code, Fault, Located, Malformed, Problem
from tenure.operations.reading.records import (
    decode_line,
    decode_record,
    encode_line,
    encode_record,
    read_record,
)

__all__ = [
    "Code",
    "Fault",
    "Located",
    "Malformed",
    "Problem",
    "decode_line",
    "decode_record",
    "encode_line",
    "encode_record",
    "money_problems",
    "read",
    "read_record",
]
