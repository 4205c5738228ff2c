"""Files of records that users gave to be taken in, and how far they are."""

from tenure.catalogue.vocabulary import Access, Choice, Column, Field, Kind, Object, Picklist

STATE = Picklist(
    (
        Choice("waiting", "Waiting"),
        Choice("working", "Working"),
        Choice("done", "Done"),
        Choice("stopped", "Stopped"),
    )
)
COUNTS = (
    Field("records", "Other Records", Kind.INTEGER, read_only=True,
          help="How many of its records that are no orders were put into the book."),
    Field("refused", "Refused Records", Kind.INTEGER, read_only=True,
          help="How many of its records that are no orders were refused."),
    Field("activated", "Activated Orders", Kind.INTEGER, read_only=True,
          help="How many of its orders were activated."),
    Field("unchanged", "Unchanged Orders", Kind.INTEGER, read_only=True,
          help="How many of its orders the book had already as they are."),
    Field("stored", "Stored Orders", Kind.INTEGER, read_only=True,
          help="How many of its orders were kept as drafts or quotes."),
    Field("failed", "Failed Orders", Kind.INTEGER, read_only=True,
          help="How many of its orders were refused when they were to be activated, and stand in the book as failed."),
    Field("rejected", "Rejected Orders", Kind.INTEGER, read_only=True,
          help="How many of its orders were not taken at all."),
    Field("skipped", "Skipped Lines", Kind.INTEGER, read_only=True,
          help="How many of its lines could not be read."),
    Field("problem_count", "Problem Count", Kind.INTEGER, read_only=True,
          help="How many things were wrong with it."),
)  # fmt: skip
"""What became of the records of a file, as far as it is taken in."""

UPLOAD = Object(
    name="upload",
    label="Upload",
    plural="Uploads",
    help="A file of records that somebody gave to be taken in. What is in it is kept until that is done.",
    table="upload",
    key=("upload_id",),
    access=Access.APPEND_ONLY,
    salesforce=None,
    fields=(
        Field("id", "Upload ID", Kind.ID, Column("upload_id"),
              help="Tenure's own id of the upload."),
        Field("name", "File Name", Kind.TEXT,
              help="What the file is called; its end tells the format."),
        Field("size", "Size", Kind.INTEGER,
              help="How many bytes the file has."),
        Field("activates", "Activates", Kind.BOOLEAN,
              help="Whether its orders are activated, or only kept as drafts."),
        Field("given_by", "Given By", Kind.TEXT,
              help="Who gave it. It is taken in with their rights, and in their name."),
        Field("given_at", "Given At", Kind.INSTANT,
              help="When it was given."),
        Field("source", "Given From", Kind.TEXT,
              help="From where: an address, or a user of a machine."),
        Field("request_id", "Request ID", Kind.TEXT,
              help="The request that gave it. All that is done with it has the same id."),
        Field("permissions", "Permissions", Kind.JSON,
              help="What was allowed to who gave it, when they did; no more than that is done."),
        Field("state", "State", STATE, read_only=True,
              help="How it stands."),
        Field("why", "Why Stopped", Kind.TEXT, nullable=True, read_only=True,
              help="Why it was stopped, in words."),
        Field("started_at", "Started At", Kind.INSTANT, nullable=True, read_only=True,
              help="When it was begun to be taken in."),
        Field("finished_at", "Finished At", Kind.INSTANT, nullable=True, read_only=True,
              help="When it was done or stopped."),
        Field("starts", "Starts", Kind.INTEGER, read_only=True,
              help="How often it was begun, since something of it was taken in."),
        Field("bytes_read", "Bytes Read", Kind.INTEGER, read_only=True,
              help="How many of its bytes are taken in."),
        *COUNTS,
    ),
)  # fmt: skip
