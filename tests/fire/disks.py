"""Small disks that fill up: file systems in memory, which root can mount and fill to the last byte."""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from tenure.store.embedded import Lease
from tenure.store.embedded.account import Account
from tests.store.embedded_support import sql

SEGMENT: Final = 16 * 1024 * 1024
"""Bytes of one file of the write-ahead log."""

NEAR: Final = 4_000
"""Bytes before the end of the log at which it is near enough."""


@contextmanager
def small_disk(account: Account, megabytes: int) -> Iterator[Path]:
    """A folder of a server's on a disk of its own; the test is skipped where none can be mounted."""
    disk = Path(tempfile.mkdtemp(prefix="tenure-disk-"))
    owner = f"size={megabytes}m,mode=700,uid={account.uid},gid={account.gid}"
    mount = ["mount", "-t", "tmpfs", "-o", owner, "tmpfs", str(disk)]
    try:
        disk.chmod(0o755)
        mounted = subprocess.run(mount, capture_output=True, check=False)
        if mounted.returncode:
            pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
        try:
            yield disk
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True)
    finally:
        disk.rmdir()


@contextmanager
def full(disk: Path) -> Iterator[None]:
    """A disk without a free byte, for a while."""
    other = disk / "other"
    other.write_bytes(bytes(shutil.disk_usage(disk).free))
    try:
        yield
    finally:
        other.unlink()


def move_log(data: Path, disk: Path) -> None:
    """Give the write-ahead log of a server that is stopped a disk of its own."""
    log = data / "pg_wal"
    shutil.copytree(log, disk / "log", copy_function=shutil.copy2)
    for path in (disk / "log", *(disk / "log").rglob("*")):
        shutil.chown(path, data.stat().st_uid, data.stat().st_gid)
    shutil.rmtree(log)
    log.symlink_to(disk / "log")


def position(held: Lease) -> int:
    """The bytes written to the log since the database was made."""
    return int(sql(held, "select pg_current_wal_insert_lsn() - '0/0'::pg_lsn", role="postgres"))


def use_up_log(held: Lease, disk: Path, left: int) -> None:
    """Write to the log until so many bytes are left in the files that it has."""
    while (gap := _end(disk) - left - position(held)) > NEAR:
        message = f"select pg_logical_emit_message(false, 'room', repeat('x', {min(gap * 9 // 10, SEGMENT)}))"
        sql(held, message, role="postgres")


def _end(disk: Path) -> int:
    """Where the last file of the log ends: its name counts the files."""
    last = max(path.name for path in (disk / "log").iterdir() if len(path.name) == 24)
    return (int(last[8:16], 16) * 0x1_0000_0000) + (int(last[16:], 16) + 1) * SEGMENT
