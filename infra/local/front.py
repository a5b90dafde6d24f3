"""The one address of the local stack: the portal, the API under /v1, sent mail at /dev/mail (for scripts at /dev/mail.json),
and the demo accounts at /dev."""

import datetime
import html
import re
import socket

from aiohttp import ClientSession, ClientTimeout, DummyCookieJar, TCPConnector, web
from yarl import URL

from demo import ACCOUNTS, PASSWORD
from pages import Pages

# What belongs to one connection and not to the message (RFC 9110, section 7.6.1).
_HOP_BY_HOP = {
    "connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te", "trailer", "transfer-encoding", "upgrade",
}

_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>
  body {{ font: 1rem/1.5 system-ui, sans-serif; max-width: 56rem; margin: 2rem auto; padding: 0 1rem }}
  table {{ border-collapse: collapse }} th, td {{ text-align: left; padding: .25rem 1rem .25rem 0; border-bottom: 1px solid #ccc }}
  pre {{ white-space: pre-wrap; overflow-wrap: anywhere }} article {{ margin: 0 0 3rem }}
  iframe {{ width: 100%; height: 52rem; border: 1px solid #ccc; border-radius: .5rem }}
</style>
<main>
<h1>{title}</h1>
{body}
</main>
</html>
"""


class Front:
    """The server at http://localhost:<port>."""

    def __init__(self, listener: socket.socket, endpoint: str, api_id: str, pages: Pages) -> None:
        self._listener = listener
        self._endpoint = endpoint
        self._api = f"{endpoint}/_aws/execute-api/{api_id}/$default"
        self._pages = pages
        self._client: ClientSession | None = None
        self._runner: web.AppRunner | None = None

    async def start(self) -> None:
        self._client = ClientSession(
            connector=TCPConnector(limit=0),
            cookie_jar=DummyCookieJar(),
            auto_decompress=False,
            timeout=ClientTimeout(total=60),
        )
        app = web.Application(client_max_size=16 * 1024 * 1024)
        app.router.add_get("/dev", _demo)
        app.router.add_get("/dev/mail", self._mail)
        app.router.add_get("/dev/mail.json", self._mail_for_scripts)
        app.router.add_route("*", r"/v1/{path:(?s:.*)}", self._proxy)
        app.router.add_get("/bulletins", self._proxy)
        app.router.add_get("/bulletins/{id}", self._proxy)
        self._pages.add_to(app)
        app.on_response_prepare.append(_without_own_name)
        self._runner = web.AppRunner(app, access_log=None)
        await self._runner.setup()
        await web.SockSite(self._runner, self._listener).start()

    async def stop(self) -> None:
        if self._runner:
            await self._runner.cleanup()
        if self._client:
            await self._client.close()

    async def _proxy(self, request: web.Request) -> web.StreamResponse:
        async with self._client.request(
            request.method,
            # The path goes on as it came, escapes and all.
            URL(self._api + request.raw_path, encoded=True),
            headers=_end_to_end(request.headers),
            data=await request.read() or None,
            allow_redirects=False,
            skip_auto_headers=("User-Agent", "Accept", "Accept-Encoding", "Content-Type"),
        ) as answer:
            body = await answer.read()
            response = web.Response(status=answer.status, reason=answer.reason, body=body or None)
            response.headers.clear()
            for name, value in answer.raw_headers:
                if name.decode().lower() not in _HOP_BY_HOP:
                    response.headers.add(name.decode(), value.decode("utf-8", "surrogateescape"))
            return response

    async def _mail(self, _request: web.Request) -> web.Response:
        letters = "".join(_letter(message) for message in await self._sent())
        return _page("Sent mail", letters or "<p>Nothing was sent yet.</p>")

    async def _mail_for_scripts(self, _request: web.Request) -> web.Response:
        return web.json_response({"messages": await self._sent()}, headers={"Cache-Control": "no-store"})

    async def _sent(self) -> list[dict]:
        """What was sent since MiniStack started, the newest first."""
        async with self._client.get(f"{self._endpoint}/_ministack/ses/messages") as answer:
            accounts = (await answer.json()).get("messages", {})
        messages = sorted((message for sent in accounts.values() for message in sent), key=lambda message: -message["Timestamp"])
        return [
            {
                "id": message["MessageId"],
                "sent_at": datetime.datetime.fromtimestamp(message["Timestamp"], datetime.timezone.utc).isoformat(timespec="seconds"),
                "from": message.get("Source") or "",
                "to": message.get("To") or [],
                "subject": message.get("Subject") or "",
                "text": message.get("BodyText") or "",
                "html": message.get("BodyHtml") or "",
                "links": re.findall(r"https?://\S+#\S+", message.get("BodyText") or ""),
            }
            for message in messages
        ]


async def _without_own_name(_request: web.Request, response: web.StreamResponse) -> None:
    response.headers.popall("Server", None)


async def _demo(_request: web.Request) -> web.Response:
    rows = "".join(f"<tr><td><code>{html.escape(name)}</code></td><td>{html.escape(role)}</td></tr>" for name, role in ACCOUNTS)
    return _page(
        "OpenTOMS (demo)",
        f"""<p>This is the local stack. All people and organizations in it are invented.</p>
<ul>
<li><a href="/">The portal</a></li>
<li>API: <a href="/v1/health"><code>/v1</code></a></li>
<li>Sent mail: <a href="/dev/mail"><code>/dev/mail</code></a></li>
</ul>
<h2>Demo accounts</h2>
<p>The password of each is <code>{html.escape(PASSWORD)}</code>.</p>
<table><thead><tr><th scope="col">User name</th><th scope="col">Role</th></tr></thead><tbody>{rows}</tbody></table>""",
    )


def _letter(message: dict) -> str:
    # In a frame that may run nothing and reach nothing but what a link opens, as a mail program would show it.
    page = html.escape(message["html"].replace("<head>", '<head><base target="_blank">', 1), quote=True)
    text = re.sub(r"https?://[^\s<]+", lambda link: f'<a href="{link[0]}">{link[0]}</a>', html.escape(message["text"]))
    return (
        f"<article><h2>{html.escape(message['subject']) or '(no subject)'}</h2>"
        f"<p>{html.escape(message['sent_at'])}, from {html.escape(message['from'])} to {html.escape(', '.join(message['to']))}</p>"
        f'<iframe title="The letter as HTML" sandbox="allow-popups allow-popups-to-escape-sandbox" srcdoc="{page}"></iframe>'
        f"<details><summary>As text</summary><pre>{text}</pre></details></article>"
    )


def _page(title: str, body: str) -> web.Response:
    return web.Response(
        text=_PAGE.format(title=html.escape(title), body=body),
        content_type="text/html",
        headers={"Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'", "Cache-Control": "no-store"},
    )


def _end_to_end(headers) -> list[tuple[str, str]]:
    return [(name, value) for name, value in headers.items() if name.lower() not in _HOP_BY_HOP | {"content-length"}]
