"""A small real OpenID Connect provider on the loopback: discovery, authorisation with PKCE, signed tokens."""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT_ID, CLIENT_SECRET, KEY_ID = "leadgap", "the-client-secret", "key-1"


class Provider:
    """Signs in whoever `claims` says, without asking: the person at the browser has done that already."""

    def __init__(self) -> None:
        self.key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.claims: dict[str, Any] = {}
        self.token_claims: dict[str, Any] = {}  # over the right ones, to forge a token
        self.sends_elsewhere = False  # first to another address, as providers do that know many organisations
        self.codes: dict[str, dict[str, str]] = {}
        self.access_tokens: set[str] = set()
        provider = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                provider.answer(self, dict(parse_qsl(urlsplit(self.path).query)))

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"])).decode()
                provider.answer(self, dict(parse_qsl(body)))

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}"

    def answer(self, request: BaseHTTPRequestHandler, given: dict[str, str]) -> None:
        path = urlsplit(request.path).path
        answers = {
            "/.well-known/openid-configuration": self.discovery,
            "/authorize": self.authorise,
            "/token": self.token,
            "/userinfo": self.userinfo,
            "/jwks": self.jwks,
        }
        status, body = answers[path](given, request.headers)
        request.send_response(status)
        if status == 302:
            request.send_header("Location", body)
            body = ""
        request.send_header("Content-Type", "application/json")
        request.end_headers()
        request.wfile.write((body if isinstance(body, str) else json.dumps(body)).encode())

    def discovery(self, _given: dict[str, str], _headers: Any) -> tuple[int, Any]:
        return 200, {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "userinfo_endpoint": f"{self.issuer}/userinfo",
            "jwks_uri": f"{self.issuer}/jwks",
            "token_endpoint_auth_methods_supported": ["client_secret_basic"],
        }

    def authorise(self, given: dict[str, str], _headers: Any) -> tuple[int, Any]:
        asked_well = (
            given["client_id"] == CLIENT_ID
            and given["response_type"] == "code"
            and {"openid", "email"} <= set(given["scope"].split())
            and given["code_challenge_method"] == "S256"
        )
        if not asked_well:
            return 400, {"error": "invalid_request"}
        if self.sends_elsewhere and "there" not in given:
            return 302, f"http://localhost:{self.server.server_port}/authorize?{urlencode(given | {'there': '1'})}"
        code = secrets.token_urlsafe(16)
        self.codes[code] = given
        return 302, f"{given['redirect_uri']}?{urlencode({'code': code, 'state': given['state']})}"

    def token(self, given: dict[str, str], headers: Any) -> tuple[int, Any]:
        asked = self.codes.pop(given["code"], None)  # a code is used once
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest()).rstrip(b"=")
        if (
            asked is None
            or headers["Authorization"] != f"Basic {basic}"
            or given["redirect_uri"] != asked["redirect_uri"]
            or challenge.decode() != asked["code_challenge"]
        ):
            return 400, {"error": "invalid_grant"}
        access_token = secrets.token_urlsafe(16)
        self.access_tokens.add(access_token)
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 60, **self.claims, **self.token_claims}
        id_token = jwt.encode(claims, self.key, algorithm="RS256", headers={"kid": KEY_ID})
        return 200, {"access_token": access_token, "token_type": "Bearer", "expires_in": 60, "id_token": id_token}

    def userinfo(self, _given: dict[str, str], headers: Any) -> tuple[int, Any]:
        if headers["Authorization"].removeprefix("Bearer ") not in self.access_tokens:
            return 401, {"error": "invalid_token"}
        return 200, self.claims

    def jwks(self, _given: dict[str, str], _headers: Any) -> tuple[int, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return 200, {"keys": [key | {"kid": KEY_ID, "use": "sig", "alg": "RS256"}]}


def settings_for(provider: Provider) -> dict[str, Any]:
    """Return SOCIALACCOUNT_PROVIDERS as leadgap/settings.py makes it of the OIDC_ variables."""
    app = {
        "provider_id": "oidc",
        "name": "Example ID",
        "client_id": CLIENT_ID,
        "secret": CLIENT_SECRET,
        "settings": {"server_url": provider.issuer},
    }
    return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}


@contextmanager
def running_provider() -> Iterator[Provider]:
    provider = Provider()
    thread = threading.Thread(target=provider.server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield provider
    finally:
        provider.server.shutdown()
        provider.server.server_close()
        thread.join()


def query_of(address: str) -> dict[str, list[str]]:
    return parse_qs(urlsplit(address).query)
