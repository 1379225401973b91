// What every page can do without a framework: copy buttons, the theme without a round trip, the
// reader's time zone for the next page, and keys that come before the shortcuts listen.
const YEAR_SECONDS = 31_536_000;

function remember(name, value) {
  const secure = location.protocol === 'https:' ? '; Secure' : '';
  document.cookie = `${name}=${encodeURIComponent(value)}; Path=/; Max-Age=${YEAR_SECONDS}; SameSite=Lax${secure}`;
}

const rememberZone = (zone) => remember('tollgate.zone', zone);

// `Intl` first loads the rules of a language, which holds a phone up for a tenth of a second.
if (globalThis.Temporal) rememberZone(Temporal.Now.timeZoneId());
else {
  const whenIdle = globalThis.requestIdleCallback ?? setTimeout;
  whenIdle(() => rememberZone(Intl.DateTimeFormat().resolvedOptions().timeZone));
}

// Only a secure context has one. The buttons keep their place, so nothing moves.
if (!navigator.clipboard) document.documentElement.dataset.noClipboard = '';

async function copy(button) {
  const source = document.getElementById(button.dataset.copyFrom);
  if (!source) return;
  await navigator.clipboard.writeText(source.textContent ?? '');
  const label = button.textContent;
  button.textContent = 'Copied';
  const status = document.getElementById('page-status');
  if (status) status.textContent = `${button.getAttribute('aria-label')}: copied.`;
  setTimeout(() => {
    button.textContent = label;
    if (status) status.textContent = '';
  }, 2000);
}

document.addEventListener('click', (event) => {
  const button = event.target instanceof Element && event.target.closest('[data-copy-from]');
  if (button) void copy(button);
});

document.addEventListener('submit', (event) => {
  const form = event.target;
  if (!(form instanceof HTMLFormElement) || !form.matches('[data-theme-form]')) return;
  const theme = event.submitter?.value;
  if (!theme) return;
  event.preventDefault();
  remember('tollgate.theme', theme);
  if (theme === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const choice of form.querySelectorAll('button')) {
    choice.setAttribute('aria-pressed', String(choice.value === theme));
  }
});

// A page with a palette answers to the first key and to its button: what is pressed before React
// listens is pressed again when it does (components/shell/use-shortcuts.ts). Two are enough for a
// sequence. They are caught on their way down, because React stops what comes while it starts.
const early = [];
function keepEarly(event) {
  const { type, target } = event;
  if (type === 'click' && !(target instanceof Element && target.closest('[aria-keyshortcuts]')))
    return;
  if ((event.ctrlKey || event.metaKey) && event.key?.toLowerCase() === 'k') event.preventDefault();
  early.push(event);
  if (early.length > 2) early.shift();
}
function pressAgain() {
  document.removeEventListener('keydown', keepEarly, true);
  document.removeEventListener('click', keepEarly, true);
  for (const event of early) {
    event.target.dispatchEvent(new event.constructor(event.type, event));
  }
}
// A page that arrives in parts may listen before this script runs.
const listening = 'shortcuts' in document.documentElement.dataset;
if (!listening && document.querySelector('[aria-keyshortcuts]')) {
  document.addEventListener('keydown', keepEarly, true);
  document.addEventListener('click', keepEarly, true);
  document.addEventListener('tollgate:listening', pressAgain, { once: true });
}
