"""What is kept beside assets: files, and references to cases in other systems."""

from tenure.catalogue.vocabulary import Access, Column, Field, Kind, Object, foreign_key, loose

KEPT = (
    Field("added_at", "Added At", Kind.INSTANT, read_only=True, salesforce="CreatedDate",
          help="When it was added."),
    Field("added_by", "Added By", Kind.TEXT, read_only=True, salesforce="CreatedById",
          help="Who added it."),
    Field("request_id", "Request ID", Kind.TEXT, read_only=True,
          help="The request that added it."),
    Field("removed_at", "Removed At", Kind.INSTANT, nullable=True, read_only=True,
          help="When it was removed; empty while it is there."),
    Field("removed_by", "Removed By", Kind.TEXT, nullable=True, read_only=True,
          help="Who removed it."),
)  # fmt: skip
"""What is known of how something came to an asset, and how it went."""

FILE = Object(
    name="file",
    label="File",
    plural="Files",
    help="A file of an asset. Removed, it loses its content, and keeps what it was.",
    table="asset_file",
    key=("account_id", "asset_id", "file_id"),
    access=Access.WRITABLE,
    salesforce="ContentDocumentLink",
    fields=(
        Field("account", "Account", loose("account", "account_id"), read_only=True,
              help="Whose asset it is."),
        Field("asset", "Asset", foreign_key("asset", "account_id", "asset_id"), read_only=True,
              salesforce="LinkedEntityId",
              help="The asset."),
        Field("id", "File ID", Kind.ID, Column("file_id"), read_only=True, salesforce="ContentDocumentId",
              help="Tenure's own id of the file."),
        Field("name", "File Name", Kind.TEXT, salesforce="ContentVersion.PathOnClient",
              help="What it is called."),
        Field("media_type", "Media Type", Kind.TEXT, salesforce="ContentVersion.FileType",
              help="What sort of file it is, as `application/pdf`."),
        Field("size", "Size", Kind.INTEGER, read_only=True, salesforce="ContentVersion.ContentSize",
              help="How many bytes it has."),
        Field("digest", "Digest", Kind.DIGEST, read_only=True,
              help="The SHA-256 of its content."),
        Field("content", "Content", Kind.BINARY, nullable=True, salesforce="ContentVersion.VersionData",
              help="Its bytes; empty once it is removed."),
        *KEPT,
    ),
)  # fmt: skip

CASE = Object(
    name="case",
    label="Case",
    plural="Cases",
    help="A case in another system that is about an asset.",
    table="asset_case",
    key=("account_id", "asset_id", "case_id"),
    access=Access.WRITABLE,
    salesforce="Case",
    fields=(
        Field("account", "Account", loose("account", "account_id"), read_only=True, salesforce="AccountId",
              help="Whose asset it is."),
        Field("asset", "Asset", foreign_key("asset", "account_id", "asset_id"), read_only=True,
              salesforce="AssetId",
              help="The asset."),
        Field("id", "Case ID", Kind.ID, Column("case_id"), read_only=True,
              help="Tenure's own id of the reference."),
        Field("reference", "Reference", Kind.TEXT, salesforce="CaseNumber",
              help="What the case is called there."),
        Field("system", "System", Kind.TEXT, nullable=True,
              help="The system that the case is in."),
        Field("title", "Title", Kind.TEXT, nullable=True, salesforce="Subject",
              help="What it is about."),
        Field("url", "Address", Kind.TEXT, nullable=True,
              help="Where it is looked at; https alone."),
        Field("state", "State", Kind.TEXT, nullable=True, salesforce="Status",
              help="How it stood when the reference was added, in the words of that system."),
        *KEPT,
    ),
)  # fmt: skip
