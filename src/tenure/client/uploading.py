"""Files of records that a server takes in while who gave them does something else."""

import secrets
from collections.abc import Iterator
from typing import Literal

from tenure.client.asking import Asking, keyed, pages
from tenure.client.session import path_of
from tenure.client.shapes import Upload, Uploads, UploadTold

State = Literal["waiting", "working", "done", "stopped"]


class Uploading(Asking):
    """Gives files of records, and asks how far they are."""

    def add_upload(
        self, name: str, content: bytes, *, activate: bool = True, idempotency_key: str | None = None
    ) -> Upload:
        """Give a file of records to be taken in; the end of its name says what it is, as in `orders.csv.gz`."""
        key = keyed(idempotency_key or secrets.token_hex(16))
        headers = {"Content-Type": "application/octet-stream", **key}
        asked: dict[str, str | bool] = {"name": name, "activate": activate}
        return self._read(
            Upload,
            self.session.ask("POST", "/uploads", params=asked, content=content, headers=headers).content,
        )

    def uploads(
        self, *, state: State | None = None, limit: int | None = None, cursor: str | None = None
    ) -> Uploads:
        """Give a page of one's own uploads, the newest first; everybody's, where one may manage all users."""
        return self._get(Uploads, "/uploads", {"state": state, "limit": limit, "cursor": cursor})

    def each_upload(self, *, state: State | None = None) -> Iterator[Upload]:
        """Give all uploads, page by page."""
        for page in pages(self.uploads, state=state):
            yield from page.uploads

    def upload(self, upload: str) -> UploadTold:
        """Give how far an upload is, and what is wrong with it."""
        return self._get(UploadTold, path_of("uploads", upload))

    def stop_upload(self, upload: str, *, idempotency_key: str | None = None) -> None:
        """Stop an upload; what is taken in of it stays."""
        key = idempotency_key or secrets.token_hex(16)
        self.session.ask("POST", path_of("uploads", upload, "stop"), headers=keyed(key))
