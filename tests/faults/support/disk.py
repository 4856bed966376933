"""A disk that fails on demand (failing_disk.c)."""

import pathlib
import subprocess

SOURCE = pathlib.Path(__file__).with_name("failing_disk.c")


class FailingDisk:
    """Compiled into the folder; files in `folder/data` fail as ordered."""

    def __init__(self, folder):
        self.data = folder / "data"
        self.data.mkdir()
        self.orders = folder / "orders"
        library = folder / "failing_disk.so"
        subprocess.run(["cc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE, "-ldl"], check=True)
        self.environment = {
            "LD_PRELOAD": str(library),
            "FAILING_DISK_FOLDER": str(self.data),
            "FAILING_DISK_ORDERS": str(self.orders),
        }

    def fails(self, how):
        self.orders.write_text(how)

    def works(self):
        self.orders.write_text("works")
