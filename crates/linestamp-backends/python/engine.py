"""Runs the statements that come as a JSON list in a ClickHouse engine; prints the last answer."""

import json
import sys

from chdb.session import Session

answer = ""
session = Session("data")
for statement in json.load(sys.stdin):
    answer = session.query(statement, "TabSeparated")
print(answer)
