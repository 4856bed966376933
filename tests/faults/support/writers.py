"""Clients that write again and again, and remember what was acknowledged to them."""

import collections
import itertools
import threading
import time

PATH = "/outbound/dnc-lists/tenant/entries"


class Writers:
    """Each puts one phone after the other on the tenant's do-not-call list: nothing may be forgotten of that."""

    def __init__(self, servers, count):
        self.servers = servers
        self.numbers = itertools.count()
        self.lock = threading.Lock()
        self.acknowledged = {}
        self.statuses = collections.Counter()
        self.put_off = 0
        self.unexpected = []
        self.slowest_seconds = 0.0
        self.spans = []
        self.is_over = threading.Event()
        self.threads = [threading.Thread(target=self.write, args=(at,)) for at in range(count)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        for thread in self.threads:
            thread.join()

    def write(self, at):
        server = self.servers[at % len(self.servers)]
        while not self.is_over.is_set():
            phone = f"+8613{next(self.numbers):09d}"
            began = time.monotonic()
            answer = server.ask("POST", PATH, {"phone": phone})
            with self.lock:
                self.spans.append((began, answer.seconds))
                self.statuses[answer.status] += 1
                self.slowest_seconds = max(self.slowest_seconds, answer.seconds)
                if answer.is_kept:
                    self.acknowledged[phone] = time.monotonic()
                elif answer.is_put_off:
                    self.put_off += 1
                elif answer.status is not None:
                    self.unexpected.append(repr(answer))
            if not answer.is_kept:
                time.sleep(0.05)

    def kept_since(self, moment):
        with self.lock:
            return sum(at > moment for at in self.acknowledged.values())

    def slowest_begun_between(self, first, last):
        """The longest answer, seconds, of requests that were begun between two moments."""
        with self.lock:
            return max((seconds for began, seconds in self.spans if first <= began < last), default=0.0)

    def wait_for_writes(self, count, within_seconds=30):
        """Waits until so many more are acknowledged; whether they were."""
        since, end = time.monotonic(), time.monotonic() + within_seconds
        while time.monotonic() < end:
            if self.kept_since(since) >= count:
                return True
            time.sleep(0.05)
        return False

    def violations(self, server):
        """What was acknowledged and is not there, and answers that no writer should get."""
        if not self.acknowledged:
            return [f"no write was acknowledged at all, so nothing was tried: {self.statuses}"]
        there = {entry["phone"] for entry in server.pages(PATH)}
        missing = set(self.acknowledged) - there
        found = [f"{len(missing)} acknowledged write(s) are gone, such as {min(missing)}"] if missing else []
        if self.unexpected:
            found.append(f"{len(self.unexpected)} answer(s) such as {self.unexpected[0]}")
        return found

    def seen(self):
        return f"{len(self.acknowledged):,} acknowledged, {self.put_off} put off, slowest {self.slowest_seconds:.1f} s"
