"""Runs MiniStack in its own environment, without waiting 40 ms in every call of a function.

Its Lambda runtime API (1.5.33) writes headers and body apart on a connection that is kept open. The body then waits (Nagle's
algorithm) for the function to acknowledge the headers, which it delays. Without the algorithm nothing else changes.
"""

import socketserver

socketserver.StreamRequestHandler.disable_nagle_algorithm = True

from ministack.app import main  # noqa: E402 - after what it must find changed

main()
