"""Authlib's OAuth2Session."""
from authlib.common.security import generate_token
from authlib.integrations.requests_client import OAuth2Session

from harness import API, CLIENT_ID, CLIENT_SECRET, ISSUER, REDIRECT, browse, flow

session = OAuth2Session(CLIENT_ID, CLIENT_SECRET, redirect_uri=REDIRECT, scope="openid profile usage:read",
                        code_challenge_method="S256", token_endpoint=f"{ISSUER}/token")


def code():
    verifier = generate_token(48)
    url, _ = session.create_authorization_url(f"{ISSUER}/authorize", code_verifier=verifier)
    session.fetch_token(f"{ISSUER}/token", authorization_response=browse(url), code_verifier=verifier)
    assert session.get(f"{API}/me").status_code == 200


def userinfo():
    assert session.get(f"{ISSUER}/userinfo").json()["sub"].startswith("usr_")


def refresh():
    used = session.token["refresh_token"]
    session.refresh_token(f"{ISSUER}/token", used)
    assert session.token["refresh_token"] != used


def introspect():
    assert session.introspect_token(f"{ISSUER}/introspect", session.token["access_token"]).json()["active"]


def revoke():
    session.revoke_token(f"{ISSUER}/revoke", session.token["refresh_token"])
    assert session.get(f"{API}/me").status_code == 401


flow("code+PKCE", code)
flow("userinfo", userinfo)
flow("refresh", refresh)
flow("introspection", introspect)
flow("revocation", revoke)
