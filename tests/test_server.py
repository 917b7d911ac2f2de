"""The HTTP server: LanguageTool's API as its clients use it, mtcheck's own, and who and what is turned away.

Most tests share one server of one worker without models; those of limits and failures start their own.
"""

import json
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from http.client import HTTPResponse
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

import pytest
from click.testing import CliRunner
from hypothesis import example, given, settings
from hypothesis import strategies as st

pytest.importorskip("starlette")
pytest.importorskip("uvicorn")

from starlette.testclient import TestClient

from mtcheck.cli import group
from mtcheck.config import Config, PathSettings, Suppression
from mtcheck.config_bytes import decode_config, encode_config
from mtcheck.document.model import Anchor, Document
from mtcheck.flag import Category, Severity
from mtcheck.server import jobs
from mtcheck.server.annotated import Annotated, Part, assembled, parsed, plain
from mtcheck.server.app import create_app
from mtcheck.server.checking import Work
from mtcheck.server.errors import RefusedError
from mtcheck.server.guards import Access
from mtcheck.server.languagetool import ISSUE_TYPES
from mtcheck.server.openapi import description
from mtcheck.server.pool import Limits, WorkerError, WorkerPool
from mtcheck.utf16 import Utf16, without_lone_surrogates

LOOSE = "The talks may avert a new war. Washington Post."
ROMANIAN = "Ministrul a spus că această hotărâre nu este bună pentru țară și că va fi schimbată în zilele care vin. "
TOKEN = "a-token-for-the-tests"  # noqa: S105
# The types that Superdesk's LanguageTool plug-in keeps; it drops matches of any other.
SUPERDESK = {"misspelling", "whitespace", "other", "grammar", "characters", "typographical", "locale-violation"}


@contextmanager
def serving(
    limits: Limits | None = None, access: Access | None = None, most_bytes: int = 300_000, **config: Any
) -> Iterator[TestClient]:
    """A client of an application whose workers run, started and stopped in its own event loop."""
    pool = WorkerPool(Config(fast=True, **config), limits or Limits())
    app = create_app(pool, access, most_bytes)
    app.state.pool = pool
    with TestClient(app, base_url="http://127.0.0.1:8081") as client:
        assert client.portal is not None
        client.portal.call(pool.start)
        try:
            yield client
        finally:
            client.portal.call(pool.stop)


@pytest.fixture(scope="module")
def client() -> Iterator[TestClient]:
    with serving() as one:
        yield one


def check(client: TestClient, text: str, **more: str) -> dict[str, Any]:
    answer = client.post("/v2/check", data={"text": text, "language": "en-US", **more})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()
    return found


def units(text: str, start: int, length: int) -> str:
    """What a client that counts in UTF-16 finds at an offset."""
    return text.encode("utf-16-le")[2 * start : 2 * (start + length)].decode("utf-16-le")


class TestLanguageTool:
    def test_answers_in_languagetools_shape(self, client: TestClient) -> None:
        found = check(client, LOOSE)
        assert list(found) == ["software", "warnings", "language", "matches", "sentenceRanges"]
        assert found["warnings"] == {"incompleteResults": False}
        assert found["language"]["code"] == "en-US"
        assert set(found["language"]["detectedLanguage"]) == {"name", "code", "confidence", "source"}
        assert set(found["software"]) >= {"name", "version", "buildDate", "apiVersion", "premium", "status"}
        [match] = found["matches"]
        assert list(match) == [
            "message",
            "shortMessage",
            "replacements",
            "offset",
            "length",
            "context",
            "sentence",
            "type",
            "rule",
            "ignoreForIncompleteSentence",
            "contextForSureMatch",
        ]
        assert match["rule"]["id"] == "ATT001"
        assert match["rule"]["category"] == {"id": "ATTRIBUTION", "name": "Attribution"}
        assert units(LOOSE, match["offset"], match["length"]).endswith("Washington Post.")
        assert match["sentence"] == "The talks may avert a new war."
        assert found["sentenceRanges"] == [[0, 30], [31, 47]]

    def test_get_is_answered_as_post(self, client: TestClient) -> None:
        got = client.get("/v2/check", params={"text": LOOSE, "language": "en-US"})
        assert got.json() == check(client, LOOSE)

    def test_offsets_count_utf16_code_units(self, client: TestClient) -> None:
        text = f"🛥🛥 Café. {LOOSE}"
        [match] = check(client, text)["matches"]
        flagged = units(text, match["offset"], match["length"])
        assert flagged.endswith("Washington Post.")
        context = match["context"]
        assert units(context["text"], context["offset"], context["length"]) == flagged

    def test_context_is_cut_and_has_no_line_ends(self, client: TestClient) -> None:
        text = (
            "Nobody knew where the ferry had gone that night.\n" * 3
            + LOOSE
            + "\nNobody asked about it at all then, nor on the days that followed."
        )
        [match] = check(client, text, enabledRules="ATT001", enabledOnly="true")["matches"]
        assert match["context"]["text"].startswith("...")
        assert match["context"]["text"].endswith("...")
        assert "\n" not in match["context"]["text"]
        context = match["context"]
        assert units(context["text"], context["offset"], context["length"]).endswith("Washington Post.")

    def test_every_category_has_a_type_that_clients_keep(self) -> None:
        assert {category: kind for category, kind in ISSUE_TYPES.items() if kind not in SUPERDESK} == {}
        assert set(ISSUE_TYPES) == set(Category)

    def test_the_text_is_never_taken_for_a_file(self, client: TestClient) -> None:
        text = f"<html>\n\n{LOOSE}\n\n</html>"
        [match] = [one for one in check(client, text)["matches"] if one["rule"]["id"] == "ATT001"]
        assert "Washington Post." in units(text, match["offset"], match["length"])

    @pytest.mark.parametrize(
        ("more", "codes"),
        [
            ({}, {"ATT001", "DUP001"}),
            ({"disabledRules": "ATT001,WHITESPACE_RULE"}, {"DUP001"}),
            ({"disabledCategories": "ATTRIBUTION"}, {"DUP001"}),
            ({"disabledCategories": "ATTRIBUTION", "enabledRules": "ATT001"}, {"ATT001", "DUP001"}),
            ({"enabledRules": "ATT001", "enabledOnly": "true"}, {"ATT001"}),
            ({"enabledCategories": "DUPLICATION", "enabledOnly": "yes"}, {"DUP001"}),
            ({"enabledRules": "MORFOLOGIK_RULE_EN_US", "enabledOnly": "true"}, set()),
            ({"mode": "textLevelOnly"}, set()),
            ({"mode": "allButTextLevelOnly"}, {"ATT001", "DUP001"}),
        ],
    )
    def test_rules_are_chosen(self, client: TestClient, more: dict[str, str], codes: set[str]) -> None:
        found = check(client, f"The crew said it will will sail. {LOOSE}", **more)
        assert {match["rule"]["id"] for match in found["matches"]} == codes

    def test_picky_lifts_the_least_confidence(self) -> None:
        work = Work(Config(fast=True, min_confidence=1.0, select=("ATT001",)))
        counts = []
        for picky in (False, True):
            answer = work.do(jobs.LanguageToolJob(LOOSE, LOOSE, (), "en-US", picky=picky))
            counts.append(len(json.loads(answer.body)["matches"]))
        assert counts == [0, 1]

    def test_a_text_in_another_language_is_said_to_be_one(self, client: TestClient) -> None:
        found = check(client, ROMANIAN * 4, language="auto", preferredVariants="de-DE,en-GB")
        assert found["matches"] == []
        assert found["language"]["code"] == "en-GB"
        assert found["language"]["detectedLanguage"]["code"] == "ro"
        assert found["warnings"]["incompleteResultsReason"] == "looks like Romanian, not English"

    @pytest.mark.parametrize("text", ["", " ", "\n", "123", "🛥", "\0", "\u2028"])
    def test_texts_without_words_have_no_matches(self, client: TestClient, text: str) -> None:
        assert check(client, text)["matches"] == []

    @pytest.mark.parametrize(
        ("given", "said"),
        [
            ({"language": "en"}, "Missing 'text' or 'data'"),
            ({"language": "en", "text": "x", "data": "{}"}, "not both"),
            ({"text": "x"}, "Missing 'language'"),
            ({"text": "x", "language": "ro"}, "not a language code"),
            ({"text": "x", "language": "en", "level": "severe"}, "'level'"),
            ({"text": "x", "language": "en", "mode": "half"}, "'mode'"),
            ({"text": "x", "language": "en", "enabledOnly": "true"}, "must specify enabled rules"),
            ({"text": "x", "language": "en", "enabledOnly": "true", "disabledRules": "A"}, "cannot specify disabled"),
            ({"language": "en", "data": "{"}, "Could not parse JSON"),
            ({"language": "en", "data": "[" * 90_000}, "Could not parse JSON"),
            ({"language": "en", "data": "[]"}, "requires either"),
            ({"language": "en", "data": '{"annotation": [{"text": 1}]}'}, "part 1 of 'annotation' must be a string"),
            ({"language": "en", "data": '{"annotation": [{}]}'}, "part 1 of 'annotation' requires"),
            ({f"field{n}": "" for n in range(200)}, "More than 100 parameters"),
        ],
    )
    def test_bad_requests_get_one_line_of_plain_text(
        self, client: TestClient, given: dict[str, str], said: str
    ) -> None:
        answer = client.post("/v2/check", data=given)
        assert answer.status_code == 400
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.startswith("Error: ")
        assert said in answer.text
        assert len(answer.text.splitlines()) == 1

    def test_the_other_endpoints(self, client: TestClient) -> None:
        assert client.get("/v2/healthcheck").text == "OK"
        assert {one["longCode"] for one in client.get("/v2/languages").json()} >= {"en", "en-US", "en-GB"}
        assert client.get("/v2/info").json()["software"]["name"] == "mtcheck"
        assert client.get("/v2/maxtextlength").text == "300000"
        assert client.get("/v2/words").status_code == 404
        assert client.delete("/v2/check").status_code == 405
        assert client.post("/v2/check", files={"text": b"x"}).status_code == 415


class TestUtf16:
    @given(st.text())
    @example("🛥a🛥")
    def test_offsets_are_those_of_the_encoding(self, text: str) -> None:
        counted = Utf16(text)
        for offset in range(len(text) + 1):
            assert counted.units(offset) == len(text[:offset].encode("utf-16-le")) // 2

    @given(st.text(st.characters(codec=None)))
    @example("\ud83d\udea4 \udea4\ud83d")
    def test_lone_surrogates_go_and_no_offset_moves(self, text: str) -> None:
        cleaned = without_lone_surrogates(text)
        assert len(cleaned.encode("utf-16-le")) == len(text.encode("utf-16-le", "surrogatepass"))
        assert cleaned.encode().decode() == cleaned


def _parts() -> st.SearchStrategy[list[Part]]:
    verbatim = st.text(min_size=1, max_size=8).map(lambda text: Part(text, text))
    mark_up = st.builds(Part, st.text(max_size=8).map(lambda text: f"<{text}>"), st.text(max_size=3))
    return st.lists(st.one_of(verbatim, mark_up), max_size=12)


class TestAnnotatedText:
    @given(_parts())
    def test_every_character_leads_back_to_its_part(self, parts: list[Part]) -> None:
        given_ = assembled(parts)
        anchors = tuple(Anchor(*piece) for piece in given_.pieces)
        document = Document("x", given_.text, (), "text", given_.marked_up, anchors)
        assert given_.text == "".join(part.read for part in parts)
        at = file_at = 0
        for part in parts:
            for inside in range(len(part.read)):
                span = document.file_span(at + inside, at + inside + 1)
                if part.read == part.written:
                    assert (span.start, span.end) == (file_at + inside, file_at + inside + 1)
                else:
                    assert file_at <= span.start <= span.end <= file_at + len(part.written)
            at += len(part.read)
            file_at += len(part.written)
        assert file_at == len(given_.marked_up)

    @given(_parts(), st.integers(0, 40))
    @settings(max_examples=30, deadline=None)
    def test_matches_point_at_the_words_in_the_marked_up_text(self, parts: list[Part], at: int) -> None:
        words = [Part(LOOSE, LOOSE)]
        at = min(at, len(parts))
        given_ = assembled([*parts[:at], Part("\n\n", "\n\n"), *words, Part("\n\n", "\n\n"), *parts[at:]])
        work = Work(Config(fast=True, select=("ATT001",)))
        answer = work.do(jobs.LanguageToolJob(given_.text, given_.marked_up, given_.pieces, "en-US"))
        matches = json.loads(answer.body)["matches"]
        for match in matches:
            assert match["length"] >= 1
            assert match["offset"] + match["length"] <= len(given_.marked_up.encode("utf-16-le")) // 2
        flagged = [units(given_.marked_up, match["offset"], match["length"]) for match in matches]
        assert not flagged or any("Washington Post." in one for one in flagged)

    def test_markup_is_stepped_over_and_never_replaced(self, client: TestClient) -> None:
        annotation = [
            {"markup": "<p class='🛥'>"},
            {"text": "The crew said it "},
            {"markup": "<b>"},
            {"text": "will"},
            {"markup": "</b>"},
            {"markup": "&nbsp;", "interpretAs": " "},
            {"text": "will sail. The talks may avert a new war. Washington Post."},
            {"markup": "</p>", "interpretAs": "\n\n"},
        ]
        written = "".join(one.get("text", one.get("markup", "")) for one in annotation)
        answer = client.post("/v2/check", data={"language": "en-US", "data": json.dumps({"annotation": annotation})})
        double, loose = answer.json()["matches"]
        assert double["rule"]["id"] == "DUP001"
        assert units(written, double["offset"], double["length"]) == "will</b>&nbsp;will"
        assert double["replacements"] == []
        assert units(written, loose["offset"], loose["length"]).endswith("Washington Post.")
        assert loose["replacements"] != []

    def test_plain_text_in_data(self) -> None:
        assert parsed('{"text": "Caf\\u00e9 \\ud83d"}') == Annotated("Café \ufffd", "Café \ufffd", ())
        assert plain("x").pieces == ()

    @given(
        st.recursive(
            st.none() | st.integers() | st.text(max_size=3),
            lambda inner: (
                st.lists(inner)
                | st.dictionaries(st.sampled_from(["text", "markup", "interpretAs", "annotation"]), inner)
            ),
        )
    )
    def test_any_json_is_read_or_refused(self, data: Any) -> None:
        try:
            found = parsed(json.dumps(data))
        except RefusedError:
            return
        assert set(data) & {"text", "annotation"}
        assert isinstance(found.text, str)


# What the clients send was read from their sources: LTeX LS 16 (LanguageToolHttpInterface), LibreOffice 24 and later
# (languagetoolimp.cxx), Superdesk 2 (spellcheckers/languagetool.py), LanguageTool's browser add-on while its source was
# public (bs/common.js).
JAVA = {
    "connection": "Upgrade, HTTP2-Settings",
    "upgrade": "h2c",
    "http2-settings": "AAEAAEAAAAIAAAABAAMAAABkAAQBAAAAAAUAAEAA",
    "user-agent": "Java-http-client/17.0.8",
    "content-type": "application/json",
}
"""Headers of Java's HttpClient, with the type that LTeX gives its form."""


def ltex(*annotation: dict[str, str], **more: str) -> bytes:
    fields = {"language": "en-US", "data": json.dumps({"annotation": annotation}), "motherTongue": "ro", **more}
    return urlencode(fields).encode()


class TestClients:
    def test_ltex_sends_a_form_that_it_calls_json(self, client: TestClient) -> None:
        story = (
            {"markup": "## ", "interpretAs": ""},
            {"text": "Ferry talks"},
            {"markup": "\n\n", "interpretAs": "\n\n"},
            {"text": "The talks may avert a "},
            {"markup": "`", "interpretAs": ""},
            {"markup": "code", "interpretAs": "Dummy0"},
            {"markup": "`"},
            {"text": " war. Washington Post."},
        )
        written = "".join(one.get("text", one.get("markup", "")) for one in story)
        body = ltex(*story, level="picky", enabledRules="ATT001,CONFUSION_RULE")
        answer = client.post("/v2/check", content=body, headers=JAVA)
        assert answer.status_code == 200
        (match,) = [one for one in answer.json()["matches"] if one["rule"]["id"] == "ATT001"]
        assert units(written, match["offset"], match["length"]).endswith("war. Washington Post.")
        assert {"message", "replacements", "sentence", "rule", "offset", "length"} <= set(match)

    def test_json_itself_is_no_form(self, client: TestClient) -> None:
        answer = client.post("/v2/check", json={"text": LOOSE, "language": "en-US"})
        assert answer.status_code == 415
        assert "application/x-www-form-urlencoded" in answer.text

    @pytest.mark.parametrize(
        "origin", ["chrome-extension://oldceeleldhonbafppcapldpdifcinji", "moz-extension://4f1e-9a"]
    )
    def test_the_browser_add_on_asks_from_its_own_origin(self, origin: str) -> None:
        said = {"origin": origin, "sec-fetch-site": "cross-site"}
        common = "disabledRules=WHITESPACE_RULE&useragent=webextension-chrome&language=auto"
        common += "&preferredVariants=en-GB,de-DE,pt-PT,ca-ES&motherTongue=ro"
        plain = f"{common}&text={quote(LOOSE)}"
        with_data = f"{common}&data={quote(json.dumps({'text': LOOSE, 'metaData': {'EmailToAddress': ''}}))}"
        annotated = quote(json.dumps({"annotation": [{"text": LOOSE}]}))
        newer = f"{common}&data={annotated}&textSessionId=1:2&enableHiddenRules=true&level=picky&allowIncompleteResults=true"
        with serving(access=Access(origins=("chrome-extension://*", "moz-extension://*"))) as client:
            preflight = client.options(
                "/v2/check",
                headers=said
                | {
                    "access-control-request-method": "POST",
                    "access-control-request-headers": "content-type",
                    "access-control-request-private-network": "true",
                },
            )
            assert preflight.status_code == 200
            assert preflight.headers["access-control-allow-origin"] == origin
            assert preflight.headers["access-control-allow-private-network"] == "true"
            # A string that XMLHttpRequest sends is text/plain, whatever it holds.
            for body, kind, path in (
                (plain, "text/plain;charset=UTF-8", "/v2/check"),
                (with_data, "text/plain;charset=UTF-8", "/v2/check"),
                (newer, "application/x-www-form-urlencoded", "/v2/check?c=1&instanceId=42%3A17&v=8.3.0"),
            ):
                answer = client.post(path, content=body.encode(), headers=said | {"content-type": kind})
                assert answer.status_code == 200, answer.text
                assert answer.headers["access-control-allow-origin"] == origin
                assert answer.json()["language"]["code"] == "en-GB"
                assert [one["rule"]["id"] for one in answer.json()["matches"]] == ["ATT001"]
            for path in ("/v2/languages", "/v2/maxtextlength", "/v2/info"):
                assert client.get(path, headers=said).headers["access-control-allow-origin"] == origin

    def test_libreoffice_escapes_all_but_unreserved_characters(self) -> None:
        text = f"🛥 Café – “yes”.\r\n{LOOSE}"
        body = f"text={quote(text, safe='-._~')}&language=en-GB&username=desk&apiKey={TOKEN}"
        with serving(access=Access(token=TOKEN)) as client:
            answer = client.post(
                "/v2/check",
                content=body.encode("ascii"),
                headers={"content-type": "application/x-www-form-urlencoded", "accept": "*/*"},
            )
        (match,) = [one for one in answer.json()["matches"] if one["rule"]["id"] == "ATT001"]
        assert units(text, match["offset"], match["length"]).endswith("Washington Post.")
        assert (bool(match["message"]), bool(match["shortMessage"])) == (True, True)

    @pytest.mark.parametrize("language", ["auto", "en", "en-GB", "en_US"])
    def test_superdesk_marks_what_it_keeps(self, client: TestClient, language: str) -> None:
        payload = {"text": f"{LOOSE} The crew said it will will sail.", "language": language, "level": "picky"}
        found = client.post("/v2/check", data=payload).json()["matches"]
        assert {"ATT001", "DUP001"} <= {one["rule"]["id"] for one in found}
        assert {one["rule"]["issueType"] for one in found} <= SUPERDESK
        assert all(isinstance(new["value"], str) for one in found for new in one["replacements"])


def found_by(answer: Any) -> list[str]:
    """The codes in an answer of either API."""
    body = answer.json()
    if "matches" in body:
        return [match["rule"]["id"] for match in body["matches"]]
    return [flag["code"] for flag in body["documents"][0]["flags"]]


class TestSuppression:
    TWO = f"{LOOSE}\n\nThe crew said it will will sail."

    def test_the_house_s_entries_hold_for_both_apis(self) -> None:
        suppress = (
            Suppression(reason="the agency's own", words=("Washington Post",)),
            Suppression(reason="over", rules=("DUP",), expires=date(2020, 1, 1)),
            Suppression(reason="elsewhere", rules=("DUP",), paths=("archive/",)),
        )
        with serving(suppress=suppress) as client:
            assert found_by(client.post("/v2/check", data={"text": self.TWO, "language": "en"})) == ["DUP001"]
            assert found_by(client.post("/v1/check", json={"text": self.TWO})) == ["DUP001"]
            story = {"text": self.TWO, "path": "archive/2019/ferry.txt"}
            report = client.post("/v1/check", json=story).json()["documents"][0]
            assert (report["flags"], report["path"]) == ([], "archive/2019/ferry.txt")
            assert report["quality"]["score"] == 100.0

    def test_settings_by_path_hold_where_a_path_is_given(self) -> None:
        settings = (PathSettings(paths=("opinion/",), ignore=("attribution",), severity={"DUP001": Severity.CRITICAL}),)
        with serving(per_path=settings) as client:
            assert found_by(client.post("/v1/check", json={"text": self.TWO})) == ["ATT001", "DUP001"]
            story = {"text": self.TWO, "path": "opinion/a.txt"}
            (flag,) = client.post("/v1/check", json=story).json()["documents"][0]["flags"]
            assert (flag["code"], flag["severity"]) == ("DUP001", "critical")
            assert found_by(client.post("/v2/check", data={"text": self.TWO, "language": "en"})) == ["ATT001", "DUP001"]

    def test_comments_hold_in_formats_that_have_them(self, client: TestClient) -> None:
        marked = f"<!-- mtcheck: ignore ATT001 -->\n\n{self.TWO}"
        assert found_by(client.post("/v1/check", json={"text": marked, "path": "a.md"})) == ["DUP001"]
        page = f"<html><body><p>{LOOSE} <!-- mtcheck: ignore all --></p><p>It will will sail.</p></body></html>"
        assert found_by(client.post("/v1/check", json={"text": page})) == ["DUP001"]
        assert "ATT001" in found_by(client.post("/v1/check", json={"text": marked, "path": "a.txt"}))
        assert "ATT001" in found_by(client.post("/v2/check", data={"text": marked, "language": "en"}))

    def test_comments_hold_in_annotated_text(self, client: TestClient) -> None:
        comment = {"markup": "<!-- mtcheck: ignore ATT001 -->\n\n", "interpretAs": "\n\n"}
        for story, codes in (
            ((comment, {"text": self.TWO}), ["DUP001"]),
            (({"text": self.TWO}, comment), ["ATT001", "DUP001"]),
        ):
            answer = client.post("/v2/check", content=ltex(*story), headers=JAVA)
            assert found_by(answer) == codes

    @pytest.mark.parametrize("path", ["", "a\nb", "a\0", "x" * 1001])
    def test_a_path_that_is_none_is_refused(self, client: TestClient, path: str) -> None:
        assert client.post("/v1/check", json={"text": LOOSE, "path": path}).status_code == 400

    def test_no_file_is_looked_for_at_the_path(self, client: TestClient) -> None:
        for path in ("/etc/passwd", "../../x.docx", "~/a.json"):
            answer = client.post("/v1/check", json={"text": f"{LOOSE}\n", "path": path})
            assert answer.status_code in {200, 422}
            assert "root:" not in answer.text


class TestReport:
    def test_the_full_report(self, client: TestClient) -> None:
        answer = client.post("/v1/check", json={"text": LOOSE, "options": {"select": ["ATT"], "fail_on": "critical"}})
        report = answer.json()
        assert report["schema"] == 1
        [document] = report["documents"]
        assert [flag["code"] for flag in document["flags"]] == ["ATT001"]
        assert document["quality"]["verdict"] == "pass"

    def test_options_of_one_request_do_not_touch_the_next(self, client: TestClient) -> None:
        for options, codes in (({"ignore": ["ATT001"], "pivot": "ro"}, []), ({}, ["ATT001"])):
            [document] = client.post("/v1/check", json={"text": LOOSE, "options": options}).json()["documents"]
            assert [flag["code"] for flag in document["flags"]] == codes
        assert document["pivot"] is None

    @pytest.mark.parametrize(
        ("body", "status", "said"),
        [
            (b"{}", 400, "missing required field `text`"),
            (b'{"text": "x", "sources": "y"}', 400, "unknown field `sources`"),
            (b'{"text": "x y", "options": {"pivot": "tlh"}}', 400, "not a language code"),
            (b'{"text": "x y", "options": {"fail_on": "tiny"}}', 400, "tiny"),
            (b'{"text": "x y", "options": {"select": ["ZZZ"]}}', 400, "options: select: no rule, code or category"),
            (b'{"text": "x y", "options": {"ignore": [""]}}', 400, "options: ignore: no rule, code or category"),
            (b'{"text": "x y", "options": {"min_confidence": 90}}', 400, "options: min_confidence is 90"),
            (b'{"text": "x y", "options": {"min_score": -1}}', 400, "options: min_score is -1"),
            (b"[" * 50_000, 400, "not a request"),
            (b"\xff", 400, "not a request"),
            (b'{"text": ""}', 422, "is empty"),
            (json.dumps({"text": ROMANIAN * 4}).encode(), 422, "looks like Romanian"),
            (json.dumps({"text": "a b\n" * 50_000 + "c"}).encode(), 413, "exceeds the limit of 100000 words"),
        ],
    )
    def test_bad_requests_are_answered_in_json(self, client: TestClient, body: bytes, status: int, said: str) -> None:
        answer = client.post("/v1/check", content=body, headers={"content-type": "application/json"})
        assert answer.status_code == status
        assert list(answer.json()) == ["error"]
        assert said in answer.json()["error"]

    def test_a_bilingual_file_needs_the_encoder_as_a_source_does(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mtcheck.server.checking.store.is_ready", lambda _: False)
        unit = "<unit id='1'><segment><source>Feribotul pleacă.</source><target>The ferry leaves.</target></segment></unit>"
        file = f"<xliff version='2.0' srcLang='ro' trgLang='en'><file id='f'>{unit}</file></xliff>"
        work = Work(Config(fast=True))
        for job in (jobs.ReportJob(file), jobs.ReportJob("The ferry leaves.", source="Feribotul pleacă.")):
            answer = work.do(job)
            assert (answer.status, b"no multilingual encoder" in answer.body) == (501, True)

    def test_a_source_in_english_and_an_original_that_is_not_are_refused(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mtcheck.server.checking.store.is_ready", lambda _: True)
        work = Work(Config(fast=True))
        answer = work.do(jobs.ReportJob(LOOSE, source="The ferry left the port and it will not come back."))
        assert (answer.status, b"is in English, not a foreign-language source" in answer.body) == (422, True)
        answer = work.do(jobs.ReportJob(LOOSE, original=ROMANIAN * 4))
        assert (answer.status, b"<original>: looks like Romanian, not English" in answer.body) == (422, True)

    def test_only_json_is_taken(self, client: TestClient) -> None:
        answer = client.post("/v1/check", content=b'{"text": "x"}', headers={"content-type": "text/plain"})
        assert answer.status_code == 415


class TestDescription:
    def test_each_path_is_described_and_there(self, client: TestClient) -> None:
        described = client.get("/openapi.json").json()["paths"]
        served = {route.path for route in client.app.routes}  # type: ignore[attr-defined]
        assert set(described) == served - {"/"}

    def test_the_report_is_as_described(self, client: TestClient) -> None:
        report = client.post("/v1/check", json={"text": LOOSE}).json()
        schemas = description(1000)["components"]["schemas"]
        assert _mismatches(report, schemas["Report"]) == []
        assert _mismatches(report | {"summary": {}}, schemas["Report"]) != []

    def test_the_page_has_no_scripts_and_a_policy(self, client: TestClient) -> None:
        page = client.get("/")
        assert page.url.path == "/docs"
        assert "default-src 'none'" in page.headers["content-security-policy"]
        for forbidden in ("<script", "http://", "https://", "src=", "onload"):
            assert forbidden not in page.text.replace("http://127.0.0.1", "")


def _mismatches(value: Any, schema: dict[str, Any]) -> list[str]:
    """Where a value is not as a schema of objects, lists and enumerations says."""
    if "anyOf" in schema:
        found = [_mismatches(value, one) for one in schema["anyOf"]]
        return [] if [] in found else found[0]
    if schema.get("type") == "null":
        return [] if value is None else [f"{value!r} is not null"]
    if "enum" in schema:
        return [] if value in schema["enum"] else [f"{value!r} is not listed"]
    if schema.get("type") == "object" and not isinstance(value, dict):
        return [f"{value!r} is no object"]
    if schema.get("type") == "object":
        wrong = [f"{name} is missing" for name in schema.get("required", ()) if name not in value]
        known = schema.get("properties", {})
        return wrong + [w for name, one in value.items() if name in known for w in _mismatches(one, known[name])]
    if schema.get("type") == "array":
        return [w for one in value for w in _mismatches(one, schema["items"])]
    kinds = {"string": str, "integer": int, "number": int | float, "boolean": bool}
    return [] if isinstance(value, kinds.get(schema.get("type", ""), object)) else [f"{value!r} is no {schema['type']}"]


class TestWhoMayAsk:
    @pytest.mark.parametrize(
        ("host", "status"),
        [
            ("127.0.0.1:8081", 200),
            ("localhost", 200),
            ("LOCALHOST:9", 200),
            ("[::1]:8081", 200),
            ("127.9.9.9", 200),
            ("rebound.example:8081", 421),
            ("127.0.0.1.rebound.example", 421),
            ("localhost.rebound.example", 421),
            ("0.0.0.0:8081", 421),
            ("", 421),
            ("a" * 5000, 421),
        ],
    )
    def test_other_names_are_turned_away(self, client: TestClient, host: str, status: int) -> None:
        assert client.get("/v2/languages", headers={"host": host}).status_code == status

    def test_names_can_be_allowed_and_left_open(self) -> None:
        assert Access(frozenset({"desk.example"})).host_allowed("desk.example:443")
        assert not Access(frozenset({"desk.example"})).host_allowed("other.example")
        assert Access(None).host_allowed("other.example")

    @pytest.mark.parametrize(
        ("headers", "status"),
        [
            ({}, 200),
            ({"origin": "http://127.0.0.1:8081"}, 200),
            ({"origin": "https://evil.example"}, 403),
            ({"origin": "null"}, 403),
            ({"origin": "http://127.0.0.1:9999"}, 403),
            ({"sec-fetch-site": "cross-site"}, 403),
            ({"sec-fetch-site": "none"}, 200),
        ],
    )
    def test_pages_of_other_sites_may_not_ask(self, client: TestClient, headers: dict[str, str], status: int) -> None:
        answer = client.get("/v2/check", params={"text": "x", "language": "en"}, headers=headers)
        assert answer.status_code == status
        assert "access-control-allow-origin" not in answer.headers

    def test_allowed_origins_may_ask_and_read(self) -> None:
        access = Access(origins=("moz-extension://*", "https://desk.example"))
        with serving(access=access) as client:
            for origin, allowed in (
                ("moz-extension://0b5e-4f", True),
                ("https://desk.example", True),
                ("https://desk.example.evil.example", False),
                ("https://deskxexample", False),
            ):
                asked = {"origin": origin, "access-control-request-method": "POST"}
                preflight = client.options("/v2/check", headers=asked)
                answer = client.post("/v2/check", data={"text": "x", "language": "en"}, headers={"origin": origin})
                for one in (preflight, answer):
                    assert (one.status_code == 200) is allowed
                    assert one.headers.get("access-control-allow-origin") == (origin if allowed else None)

    def test_checks_need_the_token(self) -> None:
        with serving(access=Access(token=TOKEN)) as client:
            given = {"text": LOOSE, "language": "en"}
            story = {"text": LOOSE}
            good = {"authorization": f"Bearer {TOKEN}"}
            bad = {"authorization": f"Bearer {TOKEN}x"}
            assert client.post("/v2/check", data=given).status_code == 401
            assert client.post("/v2/check", data=given, headers=bad).status_code == 401
            assert client.post("/v2/check", data=given | {"apiKey": "é"}).status_code == 401
            assert client.post("/v2/check", data=given, headers=good).status_code == 200
            assert client.post("/v2/check", data=given | {"apiKey": TOKEN}).status_code == 200
            assert client.get("/v2/check", params=given | {"apiKey": TOKEN}).status_code == 200
            refused = client.post("/v1/check", json=story)
            assert refused.status_code == 401
            assert refused.headers["www-authenticate"] == "Bearer"
            assert client.post("/v1/check", json=story, headers=good).status_code == 200
            assert client.get("/v2/languages").status_code == 200

    @pytest.mark.parametrize(
        ("options", "said"),
        [
            (["--host", "192.0.2.1"], "give --token-file or --token"),
            (["--host", "::"], "give --token-file or --token"),
            (["--host", "desk.example"], "give --token-file or --token"),
            (["--token", "short"], "fewer than 16 characters"),
            (["--token", "white space in the token"], "a space"),
            (["--token-file", "/nowhere/token"], "cannot be read"),
            (["--token", TOKEN, "--token-file", "x"], "not both"),
            (["--allow-origin", "desk.example"], "not an origin"),
            (["--host", "127.0.0.1", "--port", "{taken}"], "cannot be listened on"),
        ],
    )
    def test_it_does_not_start_unsafely(self, options: list[str], said: str) -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            result = CliRunner().invoke(group, ["serve", "--fast", *(one.format(taken=port) for one in options)])
        assert result.exit_code != 0
        assert said in result.output

    def test_a_missing_extra_is_named(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("mtcheck.cli.extras.find_spec", lambda name: None)
        for command, extra in (("serve", "server"), ("lsp", "lsp")):
            result = CliRunner().invoke(group, [command])
            assert result.exit_code == 2
            assert f"pip install 'mtcheck[{extra}]'" in result.output


class TestLimits:
    def test_large_bodies_are_refused(self, client: TestClient) -> None:
        for path in ("/v2/check", "/v1/check"):
            answer = client.post(path, content=b"text=" + b"x" * 300_000)
            assert answer.status_code == 413
            assert "exceeds the limit of 300000 bytes" in answer.text

    def test_a_body_of_unsaid_length_is_bounded_too(self, client: TestClient) -> None:
        answer = client.post("/v2/check", content=(b"x" * 65_536 for _ in range(100)))
        assert answer.status_code == 413

    def test_a_slow_check_is_ended_and_the_next_one_answered(self) -> None:
        limits = Limits(workers=1, concurrency=2, seconds=60.0)
        with serving(limits) as client:
            pool: WorkerPool = client.app.state.pool  # type: ignore[attr-defined]
            before = pool.process_ids
            pool.limits = Limits(1, 2, 0.001)
            slow = client.post("/v2/check", data={"text": f"{LOOSE} " * 2000, "language": "en"})
            assert slow.status_code == 503
            assert "Checking took longer than 0.001 seconds" in slow.text
            assert int(slow.headers["retry-after"]) >= 1
            pool.limits = limits
            assert check(client, LOOSE)["matches"]
            assert pool.alive == 1
            assert set(pool.process_ids).isdisjoint(before)
            with pytest.raises(ProcessLookupError):
                os.kill(before[0], 0)

    def test_a_full_server_says_so_at_once(self) -> None:
        with serving(Limits(workers=1, concurrency=1, seconds=60.0)) as client:
            pool: WorkerPool = client.app.state.pool  # type: ignore[attr-defined]
            [worker] = pool.process_ids
            os.kill(worker, signal.SIGSTOP)
            asked = threading.Thread(target=check, args=(client, LOOSE))
            asked.start()
            while not pool.full:
                time.sleep(0.01)
            full = client.post("/v2/check", data={"text": LOOSE, "language": "en"})
            health = client.get("/v2/healthcheck")
            bad = client.post("/v2/check", data={"text": LOOSE})
            os.kill(worker, signal.SIGCONT)
            asked.join()
            assert (full.status_code, health.status_code, bad.status_code) == (503, 503, 400)
            assert "too many parallel requests" in full.text
            assert "retry-after" in full.headers
            assert client.get("/v2/healthcheck").text == "OK"

    def test_a_worker_that_dies_is_replaced(self) -> None:
        with serving() as client:
            pool: WorkerPool = client.app.state.pool  # type: ignore[attr-defined]
            os.kill(pool.process_ids[0], signal.SIGKILL)
            died = client.post("/v2/check", data={"text": LOOSE, "language": "en"})
            assert died.status_code == 500
            assert died.text.startswith("Error: Internal error")
            assert check(client, LOOSE)["matches"]

    def test_a_worker_that_cannot_start_says_why(self) -> None:
        with (
            pytest.raises(WorkerError, match=r"nowhere\.txt: cannot be read as a word list"),
            serving(vocabulary_file=Path("nowhere.txt")),
        ):
            pass

    def test_a_check_that_fails_is_one_line(self, monkeypatch: pytest.MonkeyPatch) -> None:
        work = Work(Config(fast=True))
        monkeypatch.setattr("mtcheck.server.checking.segment", lambda text: 1 / 0)
        answer = work.do(jobs.LanguageToolJob(LOOSE, LOOSE, (), "en"))
        assert answer.status == 500
        assert b"division" not in answer.body

    def test_the_configuration_reaches_the_worker_whole(self) -> None:
        config = Config(
            fast=True,
            vocabulary=frozenset({"Valmera"}),
            glossary=(Path("a/b.tbx"),),
            min_score=3.5,
            suppress=(Suppression(reason="so", words=("x",), expires=date(2027, 6, 30), base=Path("/house")),),
            per_path=(PathSettings(paths=("a/",), severity={"ATT": Severity.MINOR}, base=Path("/house")),),
        )
        assert decode_config(encode_config(config)) == config


@contextmanager
def process(*options: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server of its own process, and its address."""
    command = [sys.executable, "-m", "mtcheck", "serve", "--fast", "--port", "0", *options]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as server:
        try:
            assert server.stderr is not None
            line = server.stderr.readline()
            assert "serving on http://" in line
            yield server, line.split("serving on ")[1].split(",")[0]
        finally:
            server.kill()


class TestProcess:
    @pytest.mark.parametrize(("number", "status"), [(signal.SIGTERM, 0), (signal.SIGINT, 130)])
    def test_it_stops_gracefully(self, number: int, status: int) -> None:
        with process() as (server, _):
            server.send_signal(number)
            assert server.wait(30) == status
            assert server.stderr is not None
            assert server.stderr.read() == ""

    def test_java_clients_that_offer_http_2_are_answered_and_nothing_is_said_of_it(self) -> None:
        body = ltex({"text": LOOSE})
        with process() as (server, address):
            host, _, port = address.removeprefix("http://").partition(":")
            lines = [f"{name}: {value}" for name, value in {**JAVA, "host": address.removeprefix("http://")}.items()]
            request = "\r\n".join(["POST /v2/check HTTP/1.1", *lines, f"content-length: {len(body)}", "", ""])
            with socket.create_connection((host, int(port)), timeout=20) as connection:
                for _ in range(2):
                    connection.sendall(request.encode() + body)
                    answer = HTTPResponse(connection)
                    answer.begin()
                    assert (answer.status, len(json.loads(answer.read())["matches"])) == (200, 1)
            server.terminate()
            assert server.wait(30) == 0
            assert server.stderr is not None
            assert server.stderr.read() == ""

    def test_with_the_client_language_tool_python(self) -> None:
        client = pytest.importorskip("language_tool_python")
        with process() as (_, address):
            text = f"🛥 The crew said it will will sail. {LOOSE}"
            with client.LanguageTool("en-GB", remote_server=address) as tool:
                double, loose = tool.check(text)
                assert double.rule_issue_type == "grammar"
                assert text[double.offset :].startswith("will will")
                assert loose.rule_id == "ATT001"
                assert loose.matched_text.endswith("Washington Post.")
                assert tool.correct(text) != text
                tool.disabled_rules = {"ATT001"}
                assert [match.rule_id for match in tool.check(text)] == ["DUP001"]
                tool.enabled_rules_only = False
                assert tool.check("The ferry sailed on Friday.") == []
