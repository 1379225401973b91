import type { Attack } from './attack';

/** A17 to A21: the browser’s cookie. */
export const SESSION_ATTACKS: readonly Attack[] = [
  {
    id: 'A17',
    slug: 'session-fixation',
    family: 'session',
    title: 'A cookie that was there before the sign-in',
    names: ['Session fixation'],
    standards: ['CWE-384'],
    story:
      'The attacker plants a session cookie of their choice in the victim’s browser. If signing in keeps it, the attacker knows the victim’s session.',
    expected: 'Sign-in sets a fresh value; the planted one is no session',
    guard: 'a new token at every sign-in',
    hints: [
      { text: 'Who chooses the value of the cookie, and when?' },
      { text: 'Set the cookie in the developer tools, sign in, look again.' },
    ],
  },
  {
    id: 'A18',
    slug: 'cookie-theft-by-script',
    family: 'session',
    title: 'A script that reads the cookie',
    names: ['Stored XSS', 'Session hijacking'],
    standards: ['CWE-79', 'CWE-1004'],
    story:
      'The attacker names a key so that the name is a script. When an owner opens the list, the script should send their cookie away.',
    expected: 'The name is shown as text; the cookie is out of reach of any script',
    guard: 'escaping, content security policy, HttpOnly',
    hints: [
      { text: 'Three guards stand in a row. Which one stops first?' },
      { text: 'Name a key <img src=x onerror=alert(1)> and look at the list.' },
    ],
  },
  {
    id: 'A19',
    slug: 'cross-site-form',
    family: 'session',
    title: 'A form on another site that posts to ours',
    names: ['CSRF'],
    standards: ['CWE-352'],
    story:
      'The victim is signed in here and visits the attacker’s page. That page posts a form to us, and the browser adds the cookie.',
    expected: 'Refused: the origin is not ours',
    guard: 'origin check, SameSite cookie, token',
    hints: [
      { text: 'Which header tells where a form came from, and can a page forge it?' },
      {
        text: 'Post as a browser on another site would.',
        shell: `curl -i -X POST -H "Origin: https://evil.example" -H "Sec-Fetch-Site: cross-site" http://localhost:3000/api/auth/signout`,
      },
    ],
  },
  {
    id: 'A20',
    slug: 'cookie-after-sign-out',
    family: 'session',
    title: 'A copied cookie after its owner signed out',
    names: ['Session replay after sign-out'],
    standards: ['CWE-613'],
    story:
      'Malware copied the cookie an hour ago. The owner signed out since, and the thief tries what is left.',
    expected: 'Redirect to sign-in: the session row is gone',
    guard: 'sessions live on the server',
    hints: [
      { text: 'What would be different if the cookie were a signed token with an end date?' },
      {
        text: 'Copy the cookie, sign out, replay.',
        shell: 'curl -i -b "$COOKIE" http://localhost:3000/dashboard',
      },
    ],
  },
  {
    id: 'A21',
    slug: 'clickjacking',
    family: 'session',
    title: 'Clickjacking: our page, invisible, under theirs',
    names: ['Clickjacking', 'UI redressing'],
    standards: ['CWE-1021', 'RFC 9700 section 4.16'],
    story:
      'The attacker’s page frames ours transparently over a game. Each click of the player lands on “Allow” or “Revoke”.',
    expected: 'The browser refuses to show our page in a frame',
    guard: 'frame-ancestors',
    hints: [
      { text: 'The page cannot defend itself; a header can.' },
      {
        text: 'Look for it.',
        shell: 'curl -sI http://localhost:3000/sign-in | grep -i -E "frame|security-policy"',
      },
    ],
  },
];
