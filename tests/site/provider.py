"""A provider of OpenID Connect on this machine: it signs what it says, and can be told to lie."""

import json
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tenure.clock import now

CLIENT_ID, CLIENT_SECRET = "tenure at work", "a secret between the two"
KEY_ID: Final = "of-this-year"


@dataclass
class Provider:
    """What the provider knows and says. `claims` are of whoever logs in; the rest is for lies."""

    claims: dict[str, Any] = field(default_factory=lambda: {"sub": "7", "preferred_username": "ann"})
    key: rsa.RSAPrivateKey = field(default_factory=lambda: rsa.generate_private_key(65537, 2048))
    signs_with: Any = None
    algorithm: str = "RS256"
    token_claims: dict[str, Any] = field(default_factory=dict)
    userinfo: dict[str, Any] | None = None
    cancels: bool = False
    issuer: str = ""
    asked: dict[str, str] = field(default_factory=dict)

    def token(self) -> str:
        """Give who somebody is, signed."""
        moment = int(now().timestamp())
        claims = {"iss": self.issuer, "aud": CLIENT_ID, "iat": moment, "exp": moment + 60, **self.claims}
        key = self.key if self.signs_with is None else self.signs_with
        return jwt.encode(
            {**claims, **self.token_claims}, key, algorithm=self.algorithm, headers={"kid": KEY_ID}
        )

    def answer(self, path: str, sent: dict[str, str]) -> Any:
        """Answer an address; a text is where somebody is sent."""
        match path:
            case "/.well-known/openid-configuration":
                return {
                    "issuer": self.issuer,
                    "authorization_endpoint": f"{self.issuer}/authorize",
                    "token_endpoint": f"{self.issuer}/token",
                    "userinfo_endpoint": f"{self.issuer}/userinfo",
                    "jwks_uri": f"{self.issuer}/keys",
                }
            case "/authorize":
                self.asked = sent
                told = {"error": "access_denied"} if self.cancels else {"code": "once"}
                return f"{sent['redirect_uri']}?{urlencode({**told, 'state': sent['state']})}"
            case "/token":
                assert (sent["client_id"], sent["client_secret"], sent["code"]) == (
                    CLIENT_ID,
                    CLIENT_SECRET,
                    "once",
                )
                proof = urlsafe_b64encode(sha256(sent["code_verifier"].encode()).digest()).rstrip(b"=")
                assert self.asked["code_challenge"] == proof.decode()
                return {"access_token": "pass", "token_type": "Bearer", "id_token": self.token()}
            case "/userinfo":
                return self.claims if self.userinfo is None else self.userinfo
            case "/keys":
                public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
                return {"keys": [{**public, "kid": KEY_ID, "alg": "RS256", "use": "sig"}]}
        raise AssertionError(path)


@contextmanager
def running() -> Iterator[Provider]:
    """Run a provider."""
    provider = Provider()

    class Answers(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self._answer(urlsplit(self.path).query)

        def do_POST(self) -> None:
            self._answer(self.rfile.read(int(self.headers["Content-Length"])).decode())

        def _answer(self, sent: str) -> None:
            fields = {name: values[-1] for name, values in parse_qs(sent).items()}
            answer = provider.answer(urlsplit(self.path).path, fields)
            self.send_response(302 if isinstance(answer, str) else 200)
            if isinstance(answer, str):
                self.send_header("Location", answer)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            if not isinstance(answer, str):
                self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *arguments: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Answers) as server:
        provider.issuer = f"http://127.0.0.1:{server.server_port}"
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
