/** As much of a browser as redirects, cookies and forms take, over real sockets. */
export class FormBrowser {
  /** By host with port, then by name. */
  readonly #cookies = new Map<string, Map<string, string>>();

  /** Follows redirects until something answers otherwise, or leads to where `stop` says. */
  async open(
    address: string,
    stop: (url: URL) => boolean = () => false,
    init: Omit<RequestInit, 'headers'> & { readonly headers?: Readonly<Record<string, string>> } = {},
  ): Promise<Visited> {
    let [url, request] = [new URL(address), init];
    for (let steps = 0; steps < 20; steps += 1) {
      const response = await fetch(url, {
        ...request,
        redirect: 'manual',
        headers: { ...request.headers, cookie: this.#cookieHeader(url) },
      });
      this.#keepCookies(url, response);
      const location = response.headers.get('location');
      if (location === null) return { url, response, html: await response.text() };
      url = new URL(location, url);
      request = {};
      if (stop(url)) return { url, response, html: '' };
    }
    throw new Error(`${url.href} redirects for ever.`);
  }

  /** Sends the one form of a page. */
  submit(
    page: Visited,
    fields: Readonly<Record<string, string>>,
    stop?: (url: URL) => boolean,
  ): Promise<Visited> {
    const [, action = ''] = /<form[^>]* action="([^"]+)"/.exec(page.html) ?? [];
    const hidden = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
    const body = new URLSearchParams([
      ...hidden.map(([, name = '', value = '']) => [name, value] as [string, string]),
      ...Object.entries(fields),
    ]);
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    return this.open(new URL(action, page.url).href, stop, {
      method: 'POST',
      body: body.toString(),
      headers,
    });
  }

  /** As a script on the page could not: to see that it is there. */
  cookies(host: string): ReadonlyMap<string, string> {
    return this.#cookies.get(host) ?? new Map();
  }

  forget(host: string, name: string): void {
    this.#cookies.get(host)?.delete(name);
  }

  #cookieHeader({ host }: URL): string {
    return [...this.cookies(host)].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  #keepCookies({ host }: URL, response: Response): void {
    const jar = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, jar);
    for (const cookie of response.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
      if (value === '' || /max-age=0/i.test(cookie)) jar.delete(name);
      else jar.set(name, value);
    }
  }
}

export interface Visited {
  readonly url: URL;
  readonly response: Response;
  readonly html: string;
}
