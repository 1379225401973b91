import type { Runner } from './lab';
import * as browser from './run-browser';
import * as keyLeak from './run-key-leak';
import * as smuggling from './run-smuggling';
import * as identity from './mtls/run-identity';
import * as crossSite from './oauth/run-cross-site';
import * as connection from './mtls/run-connection';
import * as boundKey from './run-bound-key';
import * as keyForm from './run-key-form';
import * as keyUse from './run-key-use';
import * as idToken from './run-id-token';
import * as boundToken from './oauth/run-bound-token';
import * as code from './oauth/run-code';
import * as agent from './oauth/run-agent';
import * as agentTools from './oauth/run-agent-tools';
import * as job from './oauth/run-job';
import * as oldFlow from './oauth/run-old-flow';
import * as signIn from './oauth/run-sign-in';
import * as token from './oauth/run-token';
import * as ops from './run-ops';
import * as session from './run-session';
import * as tenant from './run-tenant';
import * as webhook from './run-webhook';

/** Every attack that can be launched, by the slug of its page. */
export const RUNNERS: Readonly<Record<string, Runner>> = {
  'test-key-on-live-data': keyUse.testKeyOnLiveData,
  'key-without-the-scope': keyUse.keyWithoutTheScope,
  'expired-key': keyUse.expiredKey,
  'revoked-key-on-open-connection': keyUse.revokedKeyOnOpenConnection,
  'rolled-key-after-overlap': keyUse.rolledKeyAfterOverlap,
  'key-from-wrong-address': keyUse.keyFromWrongAddress,
  'forged-forwarded-for': keyUse.forgedForwardedFor,
  'key-in-the-url': keyForm.keyInTheUrl,
  'guessing-keys': keyForm.guessingKeys,
  'two-credentials-at-once': keyForm.twoCredentialsAtOnce,
  'key-as-session': keyForm.keyAsSession,
  'another-tenants-id': tenant.anotherTenantsId,
  'fields-that-were-not-asked-for': tenant.fieldsNotAskedFor,
  'key-makes-a-stronger-key': tenant.keyMakesAStrongerKey,
  'the-same-thing-twice': tenant.sameThingTwice,
  'no-client-certificate': identity.noClientCertificate,
  'self-signed-certificate': identity.selfSignedCertificate,
  'wrong-authority-same-name': identity.wrongAuthoritySameName,
  'expired-certificate': identity.expiredCertificate,
  'another-workloads-certificate': identity.anotherWorkloadsCertificate,
  'server-certificate-as-client': identity.serverCertificateAsClient,
  'revoked-certificate': connection.revokedCertificate,
  'revoked-then-still-connected': connection.revokedThenStillConnected,
  'certificate-without-its-key': connection.certificateWithoutItsKey,
  'tls-downgrade': connection.tlsDowngrade,
  'impostor-server': connection.impostorServer,
  'forged-proxy-identity': keyForm.forgedProxyIdentity,
  'open-redirect': session.openRedirect,
  'wrong-id-token-claims': idToken.wrongIdTokenClaims,
  'altered-id-token': idToken.alteredIdToken,
  'cookie-after-sign-out': session.cookieAfterSignOut,
  'cookie-theft-by-script': browser.cookieTheftByScript,
  clickjacking: browser.clickjacking,
  'cross-site-form': crossSite.crossSiteForm,
  'key-found-in-git': keyLeak.keyFoundInGit,
  'timing-of-unknown-ids': keyLeak.timingOfUnknownIds,
  'confused-deputy': identity.confusedDeputy,
  'request-smuggling': smuggling.requestSmuggling,
  'stolen-code': signIn.stolenCode,
  'state-changed': signIn.stateChanged,
  'login-csrf': signIn.loginCsrf,
  'provider-mix-up': signIn.providerMixUp,
  'same-email-elsewhere': signIn.sameEmailElsewhere,
  'session-fixation': signIn.sessionFixation,
  'code-used-twice': code.codeUsedTwice,
  'redirect-uri-tampering': code.redirectUriTampering,
  'pkce-downgrade': code.pkceDowngrade,
  'implicit-and-password': oldFlow.implicitAndPassword,
  'refresh-token-reuse': token.refreshTokenReuse,
  'consent-bypass': token.consentBypass,
  'wrong-token-for-the-api': token.wrongTokenForTheApi,
  'stolen-bound-token': boundToken.stolenBoundToken,
  'webhook-to-the-inside': webhook.webhookToTheInside,
  'forged-webhook': webhook.forgedWebhook,
  'replayed-webhook': webhook.replayedWebhook,
  'key-as-webhook-secret': webhook.keyAsWebhookSecret,
  'secret-in-the-log': ops.secretInTheLog,
  'audit-tampering': ops.auditTampering,
  'fail-open': keyForm.failOpen,
  'resource-abuse': keyForm.resourceAbuse,
  'stolen-bound-key': boundKey.stolenBoundKey,
  'replayed-proof': boundKey.replayedProof,
  'job-of-another-repository': job.jobOfAnotherRepository,
  'pull-request-of-a-fork': job.pullRequestOfAFork,
  'job-token-for-another-service': job.jobTokenForAnotherService,
  'job-token-used-twice': job.jobTokenUsedTwice,
  'unsigned-job-token': job.unsignedJobToken,
  'issuer-keys-inside': job.issuerKeysInside,
  'rule-by-a-name': job.ruleByAName,
  'token-passthrough': agent.tokenPassthrough,
  'api-token-at-the-tools': agent.apiTokenAtTheTools,
  'look-alike-agent': agent.lookAlikeAgent,
  'metadata-document-inside': agent.metadataInside,
  'grant-of-another-agent': agent.agentOfAnotherGrant,
  'tool-beyond-its-scope': agentTools.toolBeyondItsScope,
  'poisoned-event-text': agentTools.poisonedEventText,
};
