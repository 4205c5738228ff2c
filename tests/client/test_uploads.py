"""`tenure upload` through a server, which takes files in beside its answers."""

import json
from pathlib import Path

from tests.client.conftest import Call
from tests.client.test_interface import sold


def test_a_file_is_given_to_a_server_and_followed(call: Call, tmp_path: Path) -> None:
    file = tmp_path / "orders.jsonl"
    account = {"kind": "account", "key": "walk", "name": "Walk", "currency": "USD"}
    file.write_text(f"{json.dumps(account)}\n{json.dumps(sold('UP-1', 'by-upload'))}\n{{\n")

    said = call("upload", "add", str(file), "--wait")
    number = said.out.strip()

    assert said.code == 1
    assert said.err.splitlines()[-1] == (
        f"Upload {number} is done. Orders: 1 activated. Other records: 1. Problems: 1."
    )
    for arguments in (("show", number), ("show", number, "--json"), ("show", number, "--csv"), ("list",)):
        assert call("upload", *arguments) == call("upload", *arguments, near=True)
    assert call("upload", "stop", number).err == f"Upload {number} is done already.\n"
    assert call("upload", "add", str(file), "--user", "ann").code == 2
