"""Lists: which of many things, in which order, and how many at a time; asked and answered the same everywhere.

What can be asked follows from the keys of a document (`operations/documents`) and what the catalogue says of their
fields. A key that is hidden from who asks is not there for them: neither to filter nor to sort by.
"""
