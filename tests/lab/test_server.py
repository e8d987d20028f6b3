"""The server: only for this machine, only with the token, only what the page sends."""

from __future__ import annotations

import http.client
import json
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from sim.lab.server import HOST, LabServer, open_server

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.lab.session import Session

TOKEN = "a-token-of-this-test-alone"  # noqa: S105  of a server that lives for a test
PAGE = Path(__file__).parents[2] / "sim" / "lab" / "page"


@pytest.fixture
def server(session: Session) -> Iterator[LabServer]:
    with LabServer(session, TOKEN, 0) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        session.end()
        server.shutdown()
        thread.join()


def ask(
    server: LabServer, method: str, path: str, body: bytes = b"", **headers: str
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(HOST, server.server_port, timeout=30)
    try:
        connection.request(method, path, body or None, headers)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()


def post(server: LabServer, what: str, body: object) -> tuple[int, Any]:
    status, _, content = ask(server, "POST", f"/{TOKEN}/{what}", json.dumps(body).encode())
    return status, json.loads(content)


def test_the_page_is_served_and_asks_nothing_of_others(server: LabServer) -> None:
    assert server.address == f"http://127.0.0.1:{server.server_port}/{TOKEN}/"
    status, headers, page = ask(server, "GET", f"/{TOKEN}/")
    assert status == 200
    assert "default-src 'none'" in headers["Content-Security-Policy"]
    assert (headers["Referrer-Policy"], headers["Cache-Control"]) == ("no-referrer", "no-store")
    for name in re.findall(r'(?:src|href)="([a-z.]+)"', page.decode()):
        assert ask(server, "GET", f"/{TOKEN}/{name}")[0] == 200, name
    for file in PAGE.iterdir():
        assert not re.findall(r"https?://(?!www\.w3\.org/2000/svg)", file.read_text()), file


@pytest.mark.parametrize("path", ["/", "/lab.html", "/wrong/", f"/{TOKEN}x/", "/%C3%A9/", "*"])
def test_without_the_token_there_is_nothing(server: LabServer, path: str) -> None:
    status, _, content = ask(server, "GET", path)
    assert (status, b"token" in content) == (404, True)
    assert ask(server, "POST", "/wrong/change", b"{}")[0] == 404


def test_the_address_without_its_last_stroke_leads_to_the_page(server: LabServer) -> None:
    status, headers, _ = ask(server, "GET", f"/{TOKEN}")
    assert (status, headers["Location"]) == (308, f"/{TOKEN}/")


def test_another_host_name_is_refused(server: LabServer) -> None:
    assert ask(server, "GET", f"/{TOKEN}/", Host="evil.example")[0] == 404


@pytest.mark.parametrize("name", ["none.js", "..%2flab.html", "../session.py", "lab.py", "a/b.js"])
def test_no_other_file_is_served(server: LabServer, name: str) -> None:
    assert ask(server, "GET", f"/{TOKEN}/{name}")[0] == 404


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("change", {}), ("change", {"key": 1, "value": "2"}), ("change", []), ("nothing", {}),
        ("back", {"number": "1"}), ("back", {"number": True}), ("settings", {"settings": {"a": 1}}),
        ("save", {"file": "x.toml"}), ("compare", {"first": 0}),
    ],
)  # fmt: skip
def test_what_no_page_sends_is_refused(server: LabServer, what: str, body: object) -> None:
    assert post(server, what, body)[0] == 400


def test_bodies_that_are_no_json_or_too_long_are_refused(server: LabServer) -> None:
    assert ask(server, "POST", f"/{TOKEN}/change", b"{")[0] == 400
    assert ask(server, "POST", f"/{TOKEN}/change", b"[" * 100_000)[0] == 400
    assert ask(server, "POST", f"/{TOKEN}/change", b" " * 200_001)[0] == 404


def test_a_wrong_value_says_what_is_allowed(server: LabServer) -> None:
    asked = {"key": "polling.check_in_mean_s", "value": "9000"}
    status, answer = post(server, "change", asked)
    assert status == 200
    [problem] = answer["problems"]
    assert problem["key"] == asked["key"]
    assert problem["message"].endswith("must be a number between 1 and 900 s; got 9000")


def test_save_writes_in_the_folder_alone(server: LabServer, tmp_path: Path) -> None:
    asked = {"file": "mine.toml", "why": "", "reasons": {}}
    assert post(server, "save", asked)[1]["path"].endswith("mine.toml")
    assert (tmp_path / "mine.toml").is_file()
    _, again = post(server, "save", asked)
    assert "exists already" in again["problems"][0]["message"]
    for name in ("../up.toml", str(tmp_path / "x.toml"), "a\\b.toml"):
        _, answer = post(server, "save", {**asked, "file": name})
        assert "the name must be that of a file in" in answer["problems"][0]["message"]
    assert [file.name for file in tmp_path.iterdir()] == ["mine.toml"]


def test_events_are_sent_as_they_come(server: LabServer) -> None:
    connection = http.client.HTTPConnection(HOST, server.server_port, timeout=60)
    connection.request("GET", f"/{TOKEN}/events")
    answer = connection.getresponse()
    assert answer.getheader("Content-Type", "").startswith("text/event-stream")
    kinds = []
    while "view" not in kinds:
        line = answer.readline().decode()
        if line.startswith("event: "):
            kinds.append(line.removeprefix("event: ").strip())
    assert kinds[:2] == ["hello", "state"]
    connection.close()


def test_where_the_usual_port_is_taken_another_is_used(
    server: LabServer, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sim.lab.server.USUAL_PORT", server.server_port)
    with open_server(session, TOKEN, None) as second:
        assert second.server_port not in {0, server.server_port}
    with pytest.raises(OSError, match="in use"):
        open_server(session, TOKEN, server.server_port)
