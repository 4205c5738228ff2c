"""`--server` and the token: where they are said, and what they are not for."""

from pathlib import Path

import pytest

from tests.client.conftest import Call, Served


@pytest.mark.parametrize(
    "arguments",
    [
        "serve",
        "demo",
        "database start",
        "database stop",
        "database status",
        "verify",
        "settings",
        "user list",
        "token create --role integrator",
    ],
)
def test_what_is_for_the_machine_of_the_book_says_so(call: Call, arguments: str) -> None:
    said = call(*arguments.split())

    assert (said.code, said.out) == (2, "")
    assert said.err == (
        "This is done on the machine that has the book, and not through a server: leave out --server and"
        " TENURE_SERVER there.\n"
    )


def test_workers_are_of_this_machine(call: Call, tmp_path: Path) -> None:
    empty = tmp_path / "none.jsonl"
    empty.touch()

    said = call("load", "--workers", "2", str(empty))

    assert (said.code, said.out) == (2, "")


def test_the_server_may_stand_in_the_environment(
    call: Call, served: Served, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TENURE_SERVER", served.url)
    monkeypatch.delenv("TENURE_TOKEN")
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody@127.0.0.1:1/none")
    token = tmp_path / "token"
    token.write_text(f"{served.token}\n")
    monkeypatch.setenv("TENURE_TOKEN_FILE", str(token))

    assert call("have", "acme", "--on", "2025-06-01", near=True).code == 0


@pytest.mark.parametrize(
    ("url", "token", "code", "said"),
    [
        ("http://127.0.0.1:1", "tenure_x", 3, "http://127.0.0.1:1/api/v1 cannot be reached: "),
        ("nonsense", "tenure_x", 2, "'nonsense' is no address of a server"),
        (None, "tenure_wrong", 1, "Show a token that is good"),
        (None, "two words", 2, "A token is one word"),
        (None, "", 2, "Say who asks: put a token into TENURE_TOKEN"),
    ],
)
def test_what_keeps_a_server_from_answering_is_told(
    call: Call,
    monkeypatch: pytest.MonkeyPatch,
    served: Served,
    url: str | None,
    token: str,
    code: int,
    said: str,
) -> None:
    monkeypatch.setenv("TENURE_TOKEN", token)

    told = call("--server", url or served.url, "have", "acme", near=True)

    assert (told.code, told.out) == (code, "")
    assert told.err.startswith(said)
    assert "Traceback" not in told.err


def test_a_token_that_is_not_there_is_told(call: Call, served: Served, tmp_path: Path) -> None:
    told = call("--server", served.url, "--token-file", str(tmp_path / "none"), "have", "acme", near=True)

    assert (told.code, told.out) == (2, "")
    assert told.err == f"The token cannot be read from {tmp_path / 'none'}: No such file or directory.\n"
