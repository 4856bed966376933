"""Somebody who asks a server, five times a second, whether it is ready."""

import threading
import time


class Readiness:
    def __init__(self, server):
        self.server = server
        self.changes = [(time.monotonic(), server.is_ready())]
        self.is_over = threading.Event()
        self.thread = threading.Thread(target=self.watch)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.thread.join()

    def watch(self):
        while not self.is_over.wait(0.2):
            is_ready = self.server.is_ready()
            if is_ready != self.changes[-1][1]:
                self.changes.append((time.monotonic(), is_ready))

    def seconds_until(self, is_ready, since, within_seconds=30):
        """Seconds from a moment until it first said so; nothing when it did not."""
        end = time.monotonic() + within_seconds
        while time.monotonic() < end:
            for at, said in list(self.changes):
                if at >= since and said == is_ready:
                    return at - since
            time.sleep(0.05)
        return None
