"""requests-oauthlib with its own PKCE."""
from requests_oauthlib import OAuth2Session

from harness import API, CLIENT_ID, CLIENT_SECRET, ISSUER, REDIRECT, browse, flow

session = OAuth2Session(CLIENT_ID, redirect_uri=REDIRECT, scope=["usage:read"], pkce="S256")


def code():
    url, _ = session.authorization_url(f"{ISSUER}/authorize")
    session.fetch_token(f"{ISSUER}/token", authorization_response=browse(url), client_secret=CLIENT_SECRET)
    assert session.get(f"{API}/me").status_code == 200


def refresh():
    session.refresh_token(f"{ISSUER}/token", auth=(CLIENT_ID, CLIENT_SECRET))
    assert session.get(f"{API}/me").status_code == 200


flow("code+PKCE", code)
flow("refresh", refresh)
