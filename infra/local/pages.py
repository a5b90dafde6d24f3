"""Serves the portal as CloudFront does: the same addresses, compression and headers, which it reads from the template.
The pages are those of portal/dist; the copy of the status comes from the portal's bucket, where a function writes it."""

import asyncio
import gzip
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from aiohttp import web
from botocore.exceptions import ClientError
from samcli.yamlhelper import yaml_parse

_ROOT = Path(__file__).resolve().parents[2]
_DIST = _ROOT / "portal" / "dist"
_TEMPLATE = _ROOT / "template.yaml"

# As the template says it: where the bucket of documents is.
_BUCKET = "https://${Documents.RegionalDomainName}"

# What CloudFront compresses, and from which size on.
_COMPRESSED = re.compile(r"text/|application/(json|javascript)|image/svg")
_COMPRESSED_FROM = 1000

mimetypes.add_type("text/javascript", ".js")


@dataclass(frozen=True)
class _File:
    """A file as it is sent."""

    content: bytes
    compressed: bytes | None
    kind: str
    tag: str


class Pages:
    """The portal's documents and assets."""

    def __init__(self, documents: str, s3, bucket: str) -> None:
        """`documents`: where the bucket of documents is here. `bucket`: the portal's, which `s3` reads."""
        self._s3 = s3
        self._bucket = bucket
        resources = yaml_parse(_TEMPLATE.read_text())["Resources"]
        self._of_documents = policy_headers(resources["PortalDocumentHeaders"], documents)
        self._of_assets = policy_headers(resources["PortalAssetHeaders"], documents)

    def add_to(self, app: web.Application) -> None:
        app.router.add_get("/assets/{name}", self._asset)
        app.router.add_get("/status.json", self._status)
        app.router.add_get("/{path:.*}", self._document)

    async def _document(self, request: web.Request) -> web.Response:
        if not (_DIST / "index.html").exists():
            return web.Response(status=503, text="The portal is not built: make portal\n")
        path = document_of(request.path)
        found = _DIST / path
        status = 200
        if path == "not-found.html" or not found.exists():
            found, status = _DIST / "not-found.html", 404
        return _answer(request, found, self._of_documents, status)

    async def _status(self, _request: web.Request) -> web.Response:
        try:
            found = await asyncio.to_thread(self._s3.get_object, Bucket=self._bucket, Key="status.json")
        except ClientError:
            # As S3 says to who may not list.
            return web.Response(status=403)
        content = await asyncio.to_thread(found["Body"].read)
        headers = {**self._of_documents, "ETag": found["ETag"], "Content-Type": found["ContentType"]}
        return web.Response(body=content, headers=headers)

    async def _asset(self, request: web.Request) -> web.Response:
        name = request.match_info["name"]
        found = _DIST / "assets" / name
        if "/" in name or not found.is_file():
            # As S3 says to who may not list.
            return web.Response(status=403)
        return _answer(request, found, self._of_assets, 200)


def document_of(path: str) -> str:
    """The document of an address, as the template's function PortalDocuments finds it."""
    if path in ("/", "/index.html"):
        return "index.html"
    name = path.removeprefix("/").removesuffix(".html")
    return f"{name}.html" if re.fullmatch(r"[a-z0-9-]+", name) and name != "index" else "not-found.html"


def policy_headers(policy: dict, documents: str) -> dict[str, str]:
    """The headers of a ResponseHeadersPolicy of the template, where the bucket of documents is at `documents`."""
    config = policy["Properties"]["ResponseHeadersPolicyConfig"]
    security = config["SecurityHeadersConfig"]
    transport = security["StrictTransportSecurity"]
    return {
        "Content-Security-Policy": security["ContentSecurityPolicy"]["ContentSecurityPolicy"]["Fn::Sub"].replace(_BUCKET, documents),
        "Referrer-Policy": security["ReferrerPolicy"]["ReferrerPolicy"],
        "Strict-Transport-Security": f"max-age={transport['AccessControlMaxAgeSec']}; includeSubDomains",
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": security["FrameOptions"]["FrameOption"],
        **{item["Header"]: item["Value"] for item in config["CustomHeadersConfig"]["Items"]},
    }


def _answer(request: web.Request, path: Path, headers: dict[str, str], status: int) -> web.Response:
    file = _read(path, path.stat().st_mtime_ns)
    squeeze = file.compressed is not None and "gzip" in request.headers.get("Accept-Encoding", "")
    headers = {**headers, "ETag": f"W/{file.tag}" if squeeze else file.tag}
    if file.compressed is not None:
        headers["Vary"] = "Accept-Encoding"
    if file.tag in request.headers.get("If-None-Match", ""):
        return web.Response(status=304, headers=headers)
    headers["Content-Type"] = file.kind
    if squeeze:
        headers["Content-Encoding"] = "gzip"
    return web.Response(status=status, body=file.compressed if squeeze else file.content, headers=headers)


@lru_cache(maxsize=256)
def _read(path: Path, _changed_at: int) -> _File:
    content = path.read_bytes()
    kind = mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    squeezed = gzip.compress(content, mtime=0) if _COMPRESSED.match(kind) and len(content) >= _COMPRESSED_FROM else None
    return _File(content, squeezed, kind, f'"{hashlib.sha256(content).hexdigest()[:32]}"')
