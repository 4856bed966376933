"""Starts the server, and speaks the judge of imports' language at its door.

usage: crash_import_door.py PROGRAM DATABASE PORT DOOR_PORT BUSINESS_UNIT

The judge uploads rows of an id and a random text under a key, and reads them back by the key. Crewcast's largest import in one
transaction is history, so a key becomes a queue and a row one of its intervals: the id is the place in time and the calls
abandoned, the text's 60 bits are the calls offered and handled. Nothing is kept here, nothing is answered that the server has
not answered, and every status is the server's own. The door dies with the server: they are one process group. Its share of the
time counts as the server's. Standard library only.
"""

import http.client
import json
import os
import re
import subprocess
import sys
import threading
from datetime import date, datetime, timedelta, timezone
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote

FIRST = date(2000, 1, 1)
FIRST_INSTANT = datetime(2000, 1, 1, tzinfo=timezone.utc)
INTERVAL_SECONDS = 300
INTERVALS_A_DAY = 288
DAYS = 366
LOW_BITS = 30
# Keeps calls offered above calls handled, as they are in life.
OFFERED_AT_LEAST = 1 << 31
HEADER = b"IntervalStart,IntervalMinutes,Offered,Handled,Abandoned\n"
ROW = re.compile(rb"e(\d+)-(\d{7}),([0-9a-f]{1,15})\r?$")
BLOCK_BYTES = 64 * 1024

DATES = [(FIRST + timedelta(days=day)).isoformat() for day in range(DAYS)]
TIMES = [f"{at // 12:02d}:{at % 12 * 5:02d}" for at in range(INTERVALS_A_DAY)]


def interval_of(line):
    """A line of the judge's file as one of history; one that is none of the judge's stays as it is, for the server to judge."""
    row = ROW.match(line)
    if not row:
        return line + b"\n"
    seed, place, value = int(row[1]), int(row[2]), int(row[3], 16)
    at = f"{DATES[place // INTERVALS_A_DAY]}T{TIMES[place % INTERVALS_A_DAY]}:00Z"
    offered = OFFERED_AT_LEAST + (value >> LOW_BITS)
    return f"{at},5,{offered},{value & ((1 << LOW_BITS) - 1)},{seed}\n".encode()


def row_of(interval):
    start = datetime.fromisoformat(interval["startAt"].replace("Z", "+00:00"))
    place = int((start - FIRST_INSTANT).total_seconds()) // INTERVAL_SECONDS
    high = int(interval["offered"]) - OFFERED_AT_LEAST
    value = (high << LOW_BITS) + int(interval["handled"])
    return {"external_id": f"e{int(interval['abandoned'])}-{place:07d}", "value": f"{value:x}"}


class Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    queues = {}

    def log_message(self, *_):
        pass

    def connection_to_server(self):
        return http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=120)

    def headers_for_server(self, more=()):
        return {"Authorization": self.headers.get("Authorization", ""), **dict(more)}

    def ask(self, path):
        connection = self.connection_to_server()
        try:
            connection.request("GET", path, headers=self.headers_for_server())
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def say(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        try:
            if self.path == "/readyz":
                self.say(*self.ask("/readyz"))
                return
            key, _, rows_wanted = self.path.removeprefix("/imports/").partition("/")
            status, rows = self.rows(key)
            if status != 200:
                self.say(status, rows)
            elif rows_wanted:
                self.say(200, json.dumps({"rows": [row_of(row) for row in rows]}).encode())
            else:
                self.say(200, json.dumps({"row_count": len(rows)}).encode())
        except (OSError, http.client.HTTPException):
            self.close_connection = True

    def rows(self, key):
        status, queue = self.queue_of(key)
        if status != 200:
            return status, queue
        last = FIRST + timedelta(days=DAYS)
        path = f"/api/v1/queues/{queue}/history?startDate={FIRST}&endDate={last}"
        status, body = self.ask(path)
        return status, json.loads(body)["intervals"] if status == 200 else body

    def queue_of(self, key):
        """The id of the queue of that name; 404 while there is none."""
        if key in self.queues:
            return 200, self.queues[key]
        token = ""
        while True:
            path = f"/api/v1/queues?pageSize=1000&businessUnitId={self.server.unit}{token}"
            status, body = self.ask(path)
            if status != 200:
                return status, body
            page = json.loads(body)
            for queue in page["entities"]:
                self.queues[queue["name"]] = queue["id"]
            if key in self.queues:
                return 200, self.queues[key]
            if not page.get("nextPageToken"):
                return 404, b"{}"
            token = f"&pageToken={quote(page['nextPageToken'])}"

    def do_POST(self):
        key = self.headers["Idempotency-Key"]
        path = (
            f"/api/v1/historical-data?businessUnitId={self.server.unit}&createMissingQueues=true"
            f"&queueName={quote(key)}"
        )
        server = self.connection_to_server()
        try:
            server.putrequest("POST", path)
            headers = {"Content-Type": "text/csv", "Idempotency-Key": key, "Transfer-Encoding": "chunked"}
            for name, value in self.headers_for_server(headers.items()).items():
                server.putheader(name, value)
            server.endheaders()
            if not self.hand_on(server):
                # The client is gone in the middle: so is this one.
                self.close_connection = True
                return
            answer = server.getresponse()
            self.say(answer.status, answer.read())
        except (OSError, http.client.HTTPException):
            self.close_connection = True
        finally:
            server.close()

    def hand_on(self, server):
        """Sends the upload on, line by line; whether all of it came."""
        left, rest, is_header = int(self.headers["Content-Length"]), b"", True
        while left:
            block = self.rfile.read1(min(left, BLOCK_BYTES))
            if not block:
                return False
            left -= len(block)
            lines = (rest + block).split(b"\n")
            rest = lines.pop()
            out = []
            if is_header and lines:
                lines.pop(0)
                out.append(HEADER)
                is_header = False
            out.extend(map(interval_of, lines))
            send_chunk(server, b"".join(out))
        if rest:
            send_chunk(server, interval_of(rest))
        server.send(b"0\r\n\r\n")
        return True


def send_chunk(server, data):
    if data:
        server.send(b"%x\r\n%b\r\n" % (len(data), data))


def main():
    program, database, port, door_port, unit = sys.argv[1:]
    serve = [program, "serve", "--listen", f"127.0.0.1:{port}", "--database", database]
    # The judge looks fifty times a second with one key: how often it may is another matter.
    child = subprocess.Popen(serve, env=os.environ | {"CREWCAST_RATE_LIMITS": "{enabled=false}"})
    door = ThreadingHTTPServer(("127.0.0.1", int(door_port)), Door)
    door.daemon_threads = True
    door.port, door.unit = int(port), unit
    threading.Thread(target=door.serve_forever, daemon=True).start()
    sys.exit(child.wait())


main()
