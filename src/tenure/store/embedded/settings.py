"""The server's configuration, written anew each time it starts."""

import os
from pathlib import Path

from tenure.store.embedded.account import Account, me
from tenure.store.embedded.cluster import APP, OWNER, SUPERUSER, Cluster, write_durably
from tenure.store.embedded.installation import Installation

PORT = 5432  # only a part of the socket's name

_MB = 1024 * 1024

_SETTINGS = """\
# Written at every start. What `alter system` says comes after it and wins.
include 'data/postgresql.conf'

listen_addresses = ''
port = {port}
unix_socket_permissions = 0700
max_connections = 100

shared_buffers = {shared_buffers}MB
work_mem = 32MB
maintenance_work_mem = 256MB
jit = off

wal_level = minimal
max_wal_senders = 0
wal_compression = {wal_compression}
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9
autovacuum = on

timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'

# One file a weekday, written over a week later.
logging_collector = on
log_destination = 'stderr'
log_directory = '../log'
log_filename = 'server-%a.log'
log_truncate_on_rotation = on
log_rotation_age = 1d
log_rotation_size = 0
log_checkpoints = off
"""


def write_settings(cluster: Cluster, installation: Installation) -> list[str]:
    """Writes the configuration; the result is the server's arguments that name it."""
    text = _SETTINGS.format(
        port=PORT, shared_buffers=_shared_buffers(), wal_compression=_wal_compression(cluster, installation)
    )
    roles = (SUPERUSER, OWNER, APP)
    users = sorted({cluster.account.name, me().name})
    logins = "".join(f'tenure "{user}" {role}\n' for user in users for role in roles)
    return [
        f"--config_file={_write(cluster.folder / 'postgresql.conf', text, cluster.account)}",
        f"--hba_file={_write(cluster.folder / 'pg_hba.conf', _HBA, cluster.account)}",
        f"--ident_file={_write(cluster.folder / 'pg_ident.conf', logins, cluster.account)}",
    ]


_HBA = f"local all {SUPERUSER},{OWNER},{APP} peer map=tenure\n"


def _write(path: Path, text: str, account: Account) -> Path:
    write_durably(path, text)
    if not account.is_me():
        account.make_readable(path, 0o640)
    return path


def _shared_buffers() -> int:
    """MB: an eighth of the machine's memory, at least 128 and at most 2,048."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MB
    return max(128, min(2048, memory // 8))


def _wal_compression(cluster: Cluster, installation: Installation) -> str:
    """The cheapest that this build knows."""
    asked = ["-D", cluster.data, "-C", "wal_compression", "-c", "wal_compression=lz4"]
    known = cluster.account.run([installation.program("postgres"), *asked]).returncode == 0
    return "lz4" if known else "pglz"
