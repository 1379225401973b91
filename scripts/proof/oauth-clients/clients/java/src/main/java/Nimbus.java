import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.*;
import com.nimbusds.oauth2.sdk.auth.*;
import com.nimbusds.oauth2.sdk.id.*;
import com.nimbusds.oauth2.sdk.pkce.*;
import com.nimbusds.oauth2.sdk.token.*;
import com.nimbusds.openid.connect.sdk.*;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.token.OIDCTokens;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import java.net.URI;
import java.net.http.*;

/** The client com.nimbusds:oauth2-oidc-sdk. */
public class Nimbus {
  interface Flow { void run() throws Exception; }

  static final ClientID ID = new ClientID(System.getenv("CLIENT_ID"));
  static final ClientAuthentication AUTH = new ClientSecretBasic(ID, new Secret(System.getenv("CLIENT_SECRET")));
  static final URI REDIRECT = URI.create(System.getenv("REDIRECT"));
  static OIDCProviderMetadata metadata;
  static OIDCTokens tokens;

  static void flow(String name, Flow flow) {
    String detail = "";
    boolean ok = true;
    try { flow.run(); } catch (Exception error) { ok = false; detail = String.valueOf(error).replaceAll("[\"\\\\\\n]", " "); }
    System.out.println("{\"flow\":\"" + name + "\",\"ok\":" + ok + ",\"detail\":\"" + detail + "\"}");
  }

  static URI browse(URI address) throws Exception {
    var request = HttpRequest.newBuilder(URI.create(System.getenv("ROBOT")))
        .POST(HttpRequest.BodyPublishers.ofString("{\"url\":\"" + address + "\"}")).build();
    var body = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
    var end = com.nimbusds.oauth2.sdk.util.JSONObjectUtils.parse(body);
    if (end.containsKey("error")) throw new Exception(String.valueOf(end.get("error")));
    return URI.create((String) end.get("url"));
  }

  static TokenResponse ask(AuthorizationGrant grant) throws Exception {
    var request = new TokenRequest(metadata.getTokenEndpointURI(), AUTH, grant);
    return OIDCTokenResponseParser.parse(request.toHTTPRequest().send());
  }

  static OIDCTokens success(TokenResponse response) throws Exception {
    if (!response.indicatesSuccess()) throw new Exception(response.toErrorResponse().getErrorObject().toString());
    return ((OIDCTokenResponse) response.toSuccessResponse()).getOIDCTokens();
  }

  public static void main(String[] arguments) {
    flow("discovery", () -> metadata = OIDCProviderMetadata.resolve(new Issuer(System.getenv("ISSUER"))));
    flow("code+PKCE", () -> {
      var verifier = new CodeVerifier();
      var nonce = new Nonce();
      var request = new AuthenticationRequest.Builder(new ResponseType("code"), new Scope("openid", "profile"), ID, REDIRECT)
          .endpointURI(metadata.getAuthorizationEndpointURI()).state(new State()).nonce(nonce)
          .codeChallenge(verifier, CodeChallengeMethod.S256).build();
      var response = AuthenticationResponseParser.parse(browse(request.toURI())).toSuccessResponse();
      tokens = success(ask(new AuthorizationCodeGrant(response.getAuthorizationCode(), REDIRECT, verifier)));
      new IDTokenValidator(metadata.getIssuer(), ID, JWSAlgorithm.RS256, metadata.getJWKSetURI().toURL())
          .validate(tokens.getIDToken(), nonce);
    });
    flow("userinfo", () -> {
      var request = new UserInfoRequest(metadata.getUserInfoEndpointURI(), tokens.getBearerAccessToken());
      var response = UserInfoResponse.parse(request.toHTTPRequest().send());
      if (response.toSuccessResponse().getUserInfo().getName() == null) throw new Exception("no name");
    });
    flow("refresh", () -> tokens = success(ask(new RefreshTokenGrant(tokens.getRefreshToken()))));
    flow("introspection", () -> {
      var request = new TokenIntrospectionRequest(metadata.getIntrospectionEndpointURI(), AUTH, tokens.getAccessToken());
      var response = TokenIntrospectionResponse.parse(request.toHTTPRequest().send());
      if (!response.toSuccessResponse().isActive()) throw new Exception("not active");
    });
    flow("revocation", () -> {
      new TokenRevocationRequest(metadata.getRevocationEndpointURI(), AUTH, tokens.getRefreshToken()).toHTTPRequest().send();
      if (ask(new RefreshTokenGrant(tokens.getRefreshToken())).indicatesSuccess()) throw new Exception("still taken");
    });
  }
}
