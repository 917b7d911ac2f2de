"""The web application: LanguageTool's API below /v2, mtcheck's own below /v1, and what describes both."""

from __future__ import annotations

import asyncio
from importlib.resources import files
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import ClientDisconnect, Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from mtcheck.document.model import Document
from mtcheck.server import form, jobs, languages, languagetool
from mtcheck.server.errors import RefusedError
from mtcheck.server.guards import Access, HostGuard
from mtcheck.server.openapi import description
from mtcheck.server.pool import WorkerPool

MOST_BYTES: Final = 1024 * 1024
_BODY_SECONDS: Final = 30.0
"""A client that sends its request more slowly is given up."""
_READ_ON: Final = 8
"""How many times the largest body is read to its end, so that the client reads the refusal instead of a broken pipe."""
_CONTENT_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'"


class Service:
    """The endpoints, over one pool of workers."""

    def __init__(self, pool: WorkerPool, access: Access, most_bytes: int) -> None:
        self._pool = pool
        self._access = access
        self._most_bytes = most_bytes

    async def languagetool_check(self, request: Request) -> Response:
        """/v2/check: form fields in the query (GET) or the body (POST)."""
        if request.method == "POST":
            body = (await self._body(request)).decode("utf-8", "replace")
            # LTeX sends a form, and calls it application/json.
            multipart = request.headers.get("content-type", "").lower().startswith("multipart/")
            if multipart or body.lstrip().startswith("{"):
                raise RefusedError(415, "send the fields as application/x-www-form-urlencoded")
            given = form.fields(body)
        else:
            given = form.fields(request.scope["query_string"].decode("utf-8", "replace"))
        self._access.admit(request.headers, given.get("apiKey"))
        job = form.job(given)
        if job is None:
            text = given.get("text", "")
            return JSONResponse(languagetool.nothing(Document("<text>", text), languages.DEFAULT))
        return _response(await self._pool.do(job))

    async def report(self, request: Request) -> Response:
        """/v1/check: a story, and what it is laid beside, as JSON; the full report."""
        body = await self._body(request)
        self._access.admit(request.headers, None)
        kind = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
        if kind != "application/json":
            # A page of another site may send other types without asking the browser's leave first.
            raise RefusedError(415, "send the request as application/json")
        try:
            job = msgspec.json.decode(body, type=jobs.ReportJob)
        except (msgspec.DecodeError, RecursionError) as error:
            raise RefusedError(400, f"not a request as /openapi.json describes it: {error}") from None
        return _response(await self._pool.do(job))

    async def languages(self, _: Request) -> Response:
        """/v2/languages."""
        return JSONResponse(languages.listed())

    async def info(self, _: Request) -> Response:
        """/v2/info."""
        return JSONResponse({"software": languagetool.software()})

    async def longest(self, _: Request) -> Response:
        """/v2/maxtextlength."""
        return PlainTextResponse(str(self._most_bytes))

    async def healthcheck(self, _: Request) -> Response:
        """/v2/healthcheck: 503 while no check could be let in."""
        if self._pool.full or not self._pool.alive:
            raise RefusedError(
                503, "Healthcheck failed: There are currently too many parallel requests.", retry_after=1
            )
        return PlainTextResponse("OK")

    async def openapi(self, _: Request) -> Response:
        """/openapi.json."""
        return JSONResponse(description(self._most_bytes))

    async def docs(self, _: Request) -> Response:
        """/docs: a page without scripts."""
        page = files("mtcheck.server").joinpath("docs.html").read_text(encoding="utf-8")
        return HTMLResponse(page, headers={"content-security-policy": _CONTENT_POLICY})

    async def root(self, _: Request) -> Response:
        """/: leads to the page."""
        return RedirectResponse("/docs")

    async def _body(self, request: Request) -> bytes:
        """The body, bounded in size and time."""
        parts, size = [], 0
        try:
            async with asyncio.timeout(_BODY_SECONDS):
                async for part in request.stream():
                    size += len(part)
                    if size <= self._most_bytes:
                        parts.append(part)
                    elif size > _READ_ON * self._most_bytes:
                        break
        except TimeoutError:
            raise RefusedError(408, "the request came too slowly") from None
        except ClientDisconnect:
            raise RefusedError(400, "the request was broken off") from None
        if size > self._most_bytes:
            raise RefusedError(
                413, f"Your text exceeds the limit of {self._most_bytes} bytes. Please submit a shorter text."
            )
        return b"".join(parts)

    def routes(self) -> list[Route]:
        """The paths and what serves them."""
        return [
            Route("/v2/check", self.languagetool_check, methods=["GET", "POST"]),
            Route("/v2/languages", self.languages),
            Route("/v2/healthcheck", self.healthcheck),
            Route("/v2/info", self.info),
            Route("/v2/maxtextlength", self.longest),
            Route("/v1/check", self.report, methods=["POST"]),
            Route("/openapi.json", self.openapi),
            Route("/docs", self.docs),
            Route("/", self.root),
        ]


def create_app(pool: WorkerPool, access: Access | None = None, most_bytes: int = MOST_BYTES) -> Starlette:
    """The application; whoever serves it starts the pool before and stops it afterwards."""
    access = access or Access()
    middleware = [Middleware(HostGuard, access=access)]
    if pattern := access.origin_pattern():
        middleware.append(
            Middleware(
                CORSMiddleware,
                allow_origin_regex=pattern,
                allow_methods=("GET", "POST"),
                allow_headers=("Authorization", "Content-Type"),
                allow_private_network=True,
            )
        )
    return Starlette(
        routes=Service(pool, access, most_bytes).routes(),
        middleware=middleware,
        exception_handlers={RefusedError: _refused, HTTPException: _not_there},
    )


def _response(answer: jobs.Answer) -> Response:
    if answer.status != 200:
        raise RefusedError(answer.status, answer.body.decode())
    return Response(answer.body, media_type=answer.media, headers={"cache-control": "no-store"})


def _refused(request: Request, error: Exception) -> Response:
    """Errors in the form of the API that was asked: plain text as LanguageTool's, or JSON."""
    if not isinstance(error, RefusedError):
        raise error
    headers = {"cache-control": "no-store"}
    if error.retry_after is not None:
        headers["retry-after"] = str(error.retry_after)
    if error.status == 401:
        headers["www-authenticate"] = "Bearer"
    if request.url.path.startswith("/v1/"):
        return JSONResponse({"error": error.message}, error.status, headers)
    return PlainTextResponse(f"Error: {error.message}", error.status, headers)


def _not_there(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 404
    said = "use another method here" if status == 405 else "Unsupported action"
    return _refused(request, RefusedError(status, f"{said}. Please see /docs"))
