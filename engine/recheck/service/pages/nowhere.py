"""The page of an address where there is none, and of what cannot be shown: plain, without a script."""

import html
from collections.abc import Sequence

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title} · imr-recheck</title><link rel="stylesheet" href="/assets/pages.css">
<link rel="icon" href="/assets/icon.svg"></head>
<body><header class="top"><span class="brand">imr-recheck</span></header>
<main><div class="nicegui-content"><h1>{title}</h1>{rows}
<p><a href="/">Screen a request</a></p></div></main></body></html>"""
NO_SUCH_PAGE = "There is no page at this address"
WHY = "The address may be mistyped, or what was there is gone."


def plain_page(title: str, rows: Sequence[str]) -> str:
    """A heading and some sentences."""
    told = "".join(f"<p>{html.escape(each[:1].upper() + each[1:].rstrip('.'))}.</p>" for each in rows)
    return PAGE.format(title=html.escape(title), rows=told)


def add_nowhere(app: FastAPI) -> None:
    """Answer with it wherever an application knows no page."""

    @app.exception_handler(404)
    async def nowhere(request: Request, error: Exception) -> Response:
        return HTMLResponse(plain_page(NO_SUCH_PAGE, [WHY]), 404)
