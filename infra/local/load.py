"""Requests to a local stack of its own at fixed rates: how many it answers, and how long the slowest wait.

Open loop: a request leaves when its time has come, whatever became of those before it, and its time is counted from then. A
stack that cannot keep up shows it in the tail instead of slowing the questioner down (coordinated omission).
"""

import argparse
import asyncio
import json
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from aiohttp import ClientSession, ClientTimeout, CookieJar, TCPConnector

from demo import PASSWORD

_COORDINATOR = "lea.coordinator@poppy.test"
_STACK = Path(__file__).with_name("stack.py")
# A rate is kept up when every answer is right, this share of them comes within a second, and the last within two of the end.
_SHARE = 0.99


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", help="a stack that runs already, with the demo's data; one of its own otherwise")
    parser.add_argument("--seconds", type=int, default=20, help="how long each rate is kept up")
    parser.add_argument("--rates", type=float, nargs="+", default=[5, 10, 20, 40, 80, 160], help="requests a second")
    arguments = parser.parse_args()
    if arguments.url:
        asyncio.run(_measure(arguments.url, arguments))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        state = ["--state", folder]
        subprocess.run([sys.executable, _STACK, "up", "--detach", "--port", "0", *state], check=True, stdout=subprocess.DEVNULL)
        try:
            url = json.loads((Path(folder) / "stack.json").read_text())["url"]
            asyncio.run(_measure(url, arguments))
        finally:
            subprocess.run([sys.executable, _STACK, "down", *state], check=True)
    return 0


async def _measure(url: str, arguments: argparse.Namespace) -> None:
    # The cookie is `Secure`, which a jar sends over HTTP to nobody: it goes along by hand.
    connector = TCPConnector(limit=0)
    async with ClientSession(url, connector=connector, cookie_jar=CookieJar(unsafe=True), timeout=ClientTimeout(total=60)) as client:
        cookie, student = await _signed_in(client)
        read = ("GET", f"/v1/students/{student}", None)
        search = ("POST", "/v1/students/search", {"last_name": "gar", "grade": "11"})
        print("| requests | a second | answered a second | p50 ms | p99 ms | slowest ms | wrong | kept up |")
        print("|----------|----------|-------------------|--------|--------|------------|-------|---------|")
        for name, request in (("read-student", read), ("find-students", search)):
            for rate in arguments.rates:
                if not await _at(client, cookie, name, request, rate, arguments.seconds):
                    break


async def _signed_in(client: ClientSession) -> tuple[dict, str]:
    """The cookie of a coordinator who has accepted the terms, and a student."""
    async with client.post("/v1/session", json={"username": _COORDINATOR, "password": PASSWORD}) as answer:
        answer.raise_for_status()
        cookie = {"Cookie": answer.headers["Set-Cookie"].split(";")[0]}
    async with client.get("/v1/session/terms", headers=cookie) as answer:
        version = (await answer.json())["version"]
    async with client.post("/v1/session/terms", json={"version": version}, headers=cookie) as answer:
        answer.raise_for_status()
    async with client.post("/v1/students/search", json={"ssid": "9000000001"}, headers=cookie) as answer:
        answer.raise_for_status()
        return cookie, (await answer.json())["students"][0]["id"]


async def _at(client: ClientSession, cookie: dict, name: str, request: tuple, rate: float, seconds: int) -> bool:
    """Whether the rate was kept up for so long; prints what came of it."""
    method, path, body = request
    times: list[float] = []
    wrong = 0

    async def ask(due: float) -> None:
        nonlocal wrong
        try:
            async with client.request(method, path, json=body, headers=cookie) as answer:
                await answer.read()
                wrong += answer.status != 200
        except Exception:
            wrong += 1
        times.append(time.perf_counter() - due)

    begin = time.perf_counter()
    asked = []
    for number in range(int(rate * seconds)):
        due = begin + number / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        asked.append(asyncio.create_task(ask(due)))
    await asyncio.gather(*asked)
    lasted = time.perf_counter() - begin
    times.sort()
    within = sum(took <= 1 for took in times) / len(times)
    kept_up = wrong == 0 and within >= _SHARE and lasted <= seconds + 2
    p50, p99, slowest = statistics.median(times), times[int(len(times) * 0.99)], times[-1]
    print(
        f"| {name} | {rate:g} | {len(times) / lasted:.1f} | {p50 * 1000:.0f} | {p99 * 1000:.0f} | {slowest * 1000:.0f} | {wrong} "
        f"| {'yes' if kept_up else 'no'} |",
        flush=True,
    )
    return kept_up


if __name__ == "__main__":
    sys.exit(main())
