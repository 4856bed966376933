"""A server that webhooks send to."""

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Receiver:
    """Takes every message, each after a pause."""

    def __init__(self, pause_seconds=0.0):
        self.messages, self.lock = [], threading.Lock()
        receiver = self

        class Inbox(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def log_message(self, *_):
                pass

            def do_POST(self):
                message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
                time.sleep(pause_seconds)
                with receiver.lock:
                    receiver.messages.append(message)
                try:
                    self.send_response(204)
                    self.send_header("Content-Length", "0")
                    self.end_headers()
                except OSError:
                    self.close_connection = True

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Inbox)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/"

    def __enter__(self):
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()

    def imports(self):
        """The ids of imports that were told of, as often as they were."""
        with self.lock:
            return [message["data"]["importId"] for message in self.messages if "importId" in message["data"]]

    def first_sequences(self):
        """Numbers of the events in the order in which they first came."""
        seen = []
        with self.lock:
            for message in self.messages:
                if message["sequence"] not in seen:
                    seen.append(message["sequence"])
        return seen
