/**
 * Keeps guards on: the parameters that change one are for `lib/learn/lab/without.ts` and for tests.
 * @see docs/decisions/0171-one-importer-of-guardless-variants.md
 */
const message = 'Only lib/learn/lab/without.ts changes a guard.';

const call = (name, rest) => ({
  selector: `CallExpression[callee.name='${name}']${rest}`,
  message,
});

/** For `no-restricted-syntax` of product files. */
export const GUARD_SYNTAX = [
  call('createTracedApiHandler', '[arguments.length>0]'),
  call('authenticateAccessToken', '[arguments.length>3]'),
  call('authenticateAgent', '[arguments.length>2]'),
  call('createMcpServer', '[arguments.length>1]'),
  call('requireProof', '[arguments.length>2]'),
  call('createProvider', '[arguments.length>1]'),
  call('createAuthorizationServer', '[arguments.length>0]'),
  call(
    'createMtlsServer',
    ' > ObjectExpression > Property[key.name=/^(tlsOptions|peerChecks|readPeer)$/]',
  ),
  call('createMtlsServer', ' > ObjectExpression > SpreadElement'),
  call('createMtlsClient', " > ObjectExpression > Property[key.name='checkServer']"),
  { selector: 'ImportSpecifier[imported.name=/^(admitSignInBy|answerAuthRequestBy)$/]', message },
];

const NAMES =
  'createTracedApiHandler|authenticateAccessToken|authenticateAgent|createMcpServer|requireProof|createProvider|createAuthorizationServer|createMtlsServer|createMtlsClient';

/** For the lab, which gets them from `without.ts`, already named for what they are. */
export const LAB_SYNTAX = [
  { selector: `ImportSpecifier[imported.name=/^(${NAMES})$/]`, message },
  {
    selector:
      'ImportDeclaration:not([source.value=/without$/]) ImportSpecifier[imported.name=/^(admitSignInBy|answerAuthRequestBy)$/]',
    message,
  },
];
