"""A disk whose writes end with an error for a while."""

from . import disk_full

FAULT = "every write of the database's files fails (EIO) for 3 s under load of 16 clients (SQLite)"
HOLDS = disk_full.HOLDS.replace("507 `storage-full`", "503 `storage-failed`")
TRIALS = 3


def trial(folder, seed):
    disk_full.HOW, disk_full.CODE = "io", "storage-failed"
    try:
        return disk_full.trial(folder, seed)
    finally:
        disk_full.HOW, disk_full.CODE = "full", "storage-full"
