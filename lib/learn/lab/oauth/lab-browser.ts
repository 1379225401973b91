/** Cookies as a browser keeps them: by host and path, whatever the port. */
type StoredCookie = { name: string; value: string; path: string; attributes: string };

type Answer = (request: Request) => Promise<Response>;

/**
 * As much of a browser as the protocol needs: a cookie jar, and redirects followed one at a time, so
 * that a test can stop anywhere, change what it holds and go on.
 * @param answer answers for the application's origin; everything else goes over the network.
 */
export class LabBrowser {
  readonly jar = new Map<string, StoredCookie>();

  constructor(
    private readonly appOrigin: string,
    private readonly answer: Answer,
  ) {}

  async get(url: string): Promise<Response> {
    return this.#send(new Request(url, { redirect: 'manual' }));
  }

  async post(url: string, form: Record<string, string>): Promise<Response> {
    return this.#send(
      new Request(url, {
        method: 'POST',
        body: new URLSearchParams(form),
        redirect: 'manual',
        headers: { origin: new URL(url).origin },
      }),
    );
  }

  /**
   * Posts a form as a page of another site would make a browser do. Cookies go along only where
   * their own attributes let them.
   * @param knowsSameSite false for a browser of before 2020, which sends every cookie.
   * @see RFC 6265bis section 5.5
   */
  async postFrom(
    origin: string,
    url: string,
    form: Record<string, string>,
    knowsSameSite = true,
  ): Promise<Response> {
    const request = new Request(url, {
      method: 'POST',
      body: new URLSearchParams(form),
      redirect: 'manual',
      headers: { origin, ...(knowsSameSite ? { 'sec-fetch-site': 'cross-site' } : {}) },
    });
    const stays = ({ attributes }: StoredCookie) => !/samesite=none/i.test(attributes);
    return this.#send(request, knowsSameSite ? stays : () => false);
  }

  /** Follows redirects from `response` while they lead to `origin`; gives the last answer. */
  async followWithin(origin: string, url: string, response: Response): Promise<Response> {
    let current = response;
    let from = url;
    for (let hop = 0; hop < 10; hop += 1) {
      const location = current.headers.get('location');
      if (!location) return current;
      const next = new URL(location, from);
      if (next.origin !== origin) return current;
      from = next.toString();
      current = await this.get(from);
    }
    throw new Error('Too many redirects');
  }

  cookie(name: string): string | undefined {
    return this.jar.get(name)?.value;
  }

  attributesOf(name: string): string {
    return this.jar.get(name)?.attributes ?? '';
  }

  setCookie(name: string, value: string): void {
    this.jar.set(name, { name, value, path: '/', attributes: '' });
  }

  removeCookies(part: string): void {
    for (const name of this.jar.keys()) if (name.includes(part)) this.jar.delete(name);
  }

  async #send(
    request: Request,
    stays: (cookie: StoredCookie) => boolean = () => false,
  ): Promise<Response> {
    const url = new URL(request.url);
    const cookies = [...this.jar.values()].filter(
      (cookie) => url.pathname.startsWith(cookie.path) && !stays(cookie),
    );
    const headers = new Headers(request.headers);
    headers.set('user-agent', 'Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0');
    if (cookies.length > 0) {
      headers.set('cookie', cookies.map(({ name, value }) => `${name}=${value}`).join('; '));
    }
    const sent = new Request(request, { headers });
    const response = url.origin === this.appOrigin ? await this.answer(sent) : await fetch(sent);
    for (const line of response.headers.getSetCookie()) this.#store(line);
    return response;
  }

  #store(line: string): void {
    const [pair = '', ...attributes] = line.split(';');
    const name = pair.slice(0, pair.indexOf('=')).trim();
    const value = pair.slice(pair.indexOf('=') + 1);
    const attribute = (key: string) =>
      attributes
        .map((text) => text.trim().split('='))
        .find(([found]) => found?.toLowerCase() === key)?.[1];
    const ended =
      attribute('max-age') === '0' || Date.parse(attribute('expires') ?? '9999') < Date.now();
    if (ended || value === '') this.jar.delete(name);
    else {
      const path = attribute('path') ?? '/';
      this.jar.set(name, { name, value, path, attributes: attributes.join(';') });
    }
  }
}
