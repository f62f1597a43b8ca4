"""How the web server runs: a few processes of a few threads, the code loaded once and shared."""

import os

bind = os.environ.get("WEB_BIND", f"127.0.0.1:{os.environ.get('PORT', '8000')}")
workers = int(os.environ.get("WEB_CONCURRENCY", "2"))
worker_class = "gthread"
threads = 4
preload_app = True  # one copy of the code in memory, and a second process costs milliseconds
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 60
graceful_timeout = 8
loglevel = os.environ.get("LOG_LEVEL", "INFO").lower()
control_socket_disable = True
