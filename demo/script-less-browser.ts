/** A browser without script, as small as the journey needs it: it keeps cookies, follows redirects and sends forms. */
export class ScriptLessBrowser {
  readonly #cookies = new Map<string, { value: string; path: string; origin: string }>();
  readonly #onExchange: (exchange: Exchange) => void;

  /** `onExchange` is told of every request and its answer. */
  constructor(onExchange: (exchange: Exchange) => void = () => {}) {
    this.#onExchange = onExchange;
  }

  /** Opens the URL and follows its redirects, to `stopAt` at most: a redirect that begins with it is returned, not followed. */
  async open(url: string | URL, stopAt?: string): Promise<Page> {
    return this.#follow(new URL(url), { method: "GET" }, stopAt);
  }

  /** Sends the page's first form with its hidden fields, the values entered, and the button pressed. */
  async submit(page: Page, entered: Readonly<Record<string, string>>, stopAt?: string): Promise<Page> {
    const form = page.form;
    if (form === undefined)
      throw new Error(`there is no form at ${page.url}: ${page.status} ${page.body.slice(0, 500)}`);
    const body = new URLSearchParams({ ...form.hidden, ...entered });
    return this.#follow(new URL(form.action, page.url), { method: "POST", body }, stopAt);
  }

  /** One request without following where it leads. */
  async request(
    url: string | URL,
    init: { method: string; body?: URLSearchParams; headers?: Record<string, string> },
  ): Promise<Page> {
    const target = new URL(url);
    const headers = new Headers(init.headers);
    const cookies = this.#cookiesFor(target);
    if (cookies !== "") headers.set("cookie", cookies);
    if (init.method === "POST" && !headers.has("origin")) headers.set("origin", target.origin);
    const response = await fetch(target, { ...init, headers, redirect: "manual" });
    const body = await response.text();
    this.#keepCookies(response, target);
    this.#onExchange({ method: init.method, url: target, form: init.body, response, body });
    return {
      url: target,
      status: response.status,
      headers: response.headers,
      body,
      redirectedTo: redirectOf(response, target),
      form: formOf(body),
    };
  }

  async #follow(url: URL, init: { method: string; body?: URLSearchParams }, stopAt: string | undefined): Promise<Page> {
    let page = await this.request(url, init);
    for (let hops = 0; page.redirectedTo !== undefined && hops < 10; hops++) {
      if (stopAt !== undefined && page.redirectedTo.href.startsWith(stopAt)) return page;
      page = await this.request(page.redirectedTo, { method: "GET" });
    }
    return page;
  }

  /** The value of a cookie, by the end of its name: on https ours begin with `__Secure-`. */
  cookie(name: string): string | undefined {
    return [...this.#cookies].find(([key]) => key.endsWith(name))?.[1].value;
  }

  #cookiesFor(url: URL): string {
    return (
      [...this.#cookies]
        .filter(([, { path, origin }]) => origin === url.origin && url.pathname.startsWith(path))
        // RFC 6265 §5.4: of two with one name the one with the longer path comes first.
        .sort(([, { path: a }], [, { path: b }]) => b.length - a.length)
        .map(([key, { value }]) => `${key.slice(key.indexOf(" ") + 1)}=${value}`)
        .join("; ")
    );
  }

  #keepCookies(response: Response, { origin }: URL): void {
    for (const line of response.headers.getSetCookie()) {
      const [pair = "", ...attributes] = line.split(/; */);
      const [name, value] = [pair.slice(0, pair.indexOf("=")), pair.slice(pair.indexOf("=") + 1)];
      const path = attributes.find((attribute) => /^path=/i.test(attribute))?.slice(5) ?? "/";
      const key = `${path} ${name}`;
      if (value === "" || attributes.some((attribute) => /^max-age=0$/i.test(attribute))) this.#cookies.delete(key);
      else this.#cookies.set(key, { value, path, origin });
    }
  }
}

/** A request that the browser made, with its answer. */
export interface Exchange {
  readonly method: string;
  readonly url: URL;
  readonly form: URLSearchParams | undefined;
  readonly response: Response;
  readonly body: string;
}

export interface Page {
  readonly url: URL;
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  readonly redirectedTo: URL | undefined;
  /** The page's first form. */
  readonly form: { readonly action: string; readonly hidden: Readonly<Record<string, string>> } | undefined;
}

function redirectOf(response: Response, from: URL): URL | undefined {
  // A page that leads on at once needs no script for it either.
  const location = response.headers.get("location") ?? response.headers.get("refresh")?.match(/^0; url=(.*)$/)?.[1];
  return location === undefined ? undefined : new URL(location, from);
}

function formOf(html: string): Page["form"] {
  const form = /<form\b([^>]*)>([\s\S]*?)<\/form>/i.exec(html);
  if (form === null) return undefined;
  const hidden = (form[2] ?? "").match(/<input\b[^>]*type="hidden"[^>]*>/gi) ?? [];
  return {
    action: attribute(form[1] ?? "", "action"),
    hidden: Object.fromEntries(hidden.map((input) => [attribute(input, "name"), attribute(input, "value")])),
  };
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  "#39": "'",
  "#x27": "'",
  "#10": "\n",
  "#13": "\r",
};

function attribute(tag: string, name: string): string {
  const text = new RegExp(`\\b${name}="([^"]*)"`, "i").exec(tag)?.[1] ?? "";
  return text.replace(/&([a-z]+|#\w+);/g, (whole, entity: string) => ENTITIES[entity] ?? whole);
}
