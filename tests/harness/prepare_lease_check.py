"""Prepares a database for the lease judge and writes its configuration.

usage: prepare_lease_check.py PROGRAM DATABASE CONFIG PORT [PORT]

Makes a tenant with its key, hours that are always open, an empty contact list and a campaign that is on; then completes
lease_check.json, which stands beside this file, with what was made and how the servers are started. Standard library
only.
"""

import json
import pathlib
import subprocess
import sys

from fresh_server import call, make_tenant, wait_until_ready


def make_campaign(origin, key):
    slots = [{"day": day, "startTime": "00:00", "stopTime": "24:00"} for day in range(1, 8)]
    hours = {"name": "Always", "callableTimes": [{"timeZoneId": "*", "timeSlots": slots}]}
    people = {"name": "People", "defaultTimeZone": "UTC", "defaultRegion": "CN"}
    hours = call(origin, key, "POST", "/outbound/callable-time-sets", hours)
    people = call(origin, key, "POST", "/outbound/contact-lists", people)
    campaign = {
        "name": "Judged",
        "contactListId": people["id"],
        "callableTimeSetId": hours["id"],
        "productFamily": "judged",
        "maxAttemptsPerContact": 50,
        "minutesBetweenAttempts": 0,
        "wrapUpCodeMapping": {"mapping": {"answered": ["businessSuccess"]}},
    }
    campaign = call(origin, key, "POST", "/outbound/campaigns", campaign)
    call(origin, key, "POST", f"/outbound/campaigns/{campaign['id']}/start")
    return people["id"], campaign["id"]


def main():
    program, database, config_path, *ports = sys.argv[1:]
    key = make_tenant(program, database)
    servers = [
        {
            "url": f"http://127.0.0.1:{port}",
            "cmd": [program, "serve", "--listen", f"127.0.0.1:{port}", "--database", database],
        }
        for port in ports
    ]
    server = subprocess.Popen(servers[0]["cmd"], stderr=subprocess.DEVNULL)
    try:
        wait_until_ready(servers[0]["url"])
        people, campaign = make_campaign(servers[0]["url"], key)
    finally:
        server.terminate()
        server.wait()
    template = pathlib.Path(__file__).with_name("lease_check.json").read_text()
    config = json.loads(template.replace("<contactListId>", people))
    headers = {"Authorization": f"Bearer {key}"}
    config |= {"servers": servers, "campaign": campaign, "headers": headers, "admin_headers": headers}
    pathlib.Path(config_path).write_text(json.dumps(config))


main()
