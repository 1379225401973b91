module tollgate.dev/proof/oauth-clients

go 1.21

require (
	github.com/coreos/go-oidc/v3 v3.11.0
	golang.org/x/oauth2 v0.21.0
)
