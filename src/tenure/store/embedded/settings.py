"""The server's configuration, written anew each time it starts."""

import os
import sys

from tenure.store.embedded.account import me
from tenure.store.embedded.cluster import APP, OWNER, SUPERUSER, Cluster
from tenure.store.embedded.installation import Installation
from tenure.store.embedded.sockets import PORT

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
{recovery}

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


_RECOVERY = {
    # After a crash one call for the whole file system, where others sync file by file, takes a tenth of the time.
    "linux": "recovery_init_sync_method = syncfs",
}


def write_settings(cluster: Cluster, installation: Installation) -> list[str]:
    """Writes the configuration; gives the server's arguments that name it."""
    roles = (SUPERUSER, OWNER, APP)
    users = sorted({cluster.account.name, me().name})  # the server's, and root where root started it
    files = {
        "config": _SETTINGS.format(
            port=PORT,
            shared_buffers=_shared_buffers(),
            wal_compression=_wal_compression(cluster, installation),
            recovery=_RECOVERY.get(sys.platform, ""),
        ),
        "hba": f"local all {','.join(roles)} peer map=tenure\n",
        "ident": "".join(f'tenure "{user}" {role}\n' for user in users for role in roles),
    }
    for name, text in files.items():
        path = cluster.folder / f"{name}.conf"
        path.write_text(text, encoding="utf-8")
        cluster.account.let_read(path, 0o640)
    return [f"--{name}_file={cluster.folder / name}.conf" for name in files]


def _shared_buffers() -> int:
    """MB: an eighth of the machine's memory, at least 128 and at most 2,048."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // _MB
    return max(128, min(2048, memory // 8))


def _wal_compression(cluster: Cluster, installation: Installation) -> str:
    """The cheapest that this build of PostgreSQL knows."""
    asked = (f"-D{cluster.data}", "-C", "wal_compression", "-c", "wal_compression=lz4")
    done = cluster.account.run([installation.program("postgres"), *asked])
    return "pglz" if done.returncode else "lz4"
