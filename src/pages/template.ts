import { html } from "hono/html";

/** A piece of a page whose values are already escaped. */
export type Html = ReturnType<typeof html>;

/** The message with each `{name}` replaced by its value; strings are escaped where the result is put into a template. */
export function fill(message: string, values: Readonly<Record<string, string | Html>>): (string | Html)[] {
  return message.split(/(\{\w+\})/).map((part) => {
    const value = /^\{\w+\}$/.test(part) ? values[part.slice(1, -1)] : undefined;
    return value ?? part;
  });
}

/** A name somebody chose. It is isolated, so that right-to-left characters in it cannot reorder the words around it. */
export function named(name: string): Html {
  return html`<bdi class="name">${name}</bdi>`;
}

/** A link that opens beside the page, or nothing unless the URL is http(s) (security bar 14.4). */
export function externalLink(url: string | undefined, text: string): Html | undefined {
  if (!isWebUrl(url)) return undefined;
  return html`<a href="${url}" target="_blank" rel="noopener noreferrer">${text}</a>`;
}

/**
 * An application's picture over the first letter of its name, which shows where there is no picture or it cannot be fetched.
 * Its text alternative is empty because the name always stands beside it.
 */
export function applicationMark(name: string, logoUri: string | undefined): Html {
  const image = isWebUrl(logoUri) ? html`<img src="${logoUri}" alt="" referrerpolicy="no-referrer">` : undefined;
  return html`<span class="mark"><span aria-hidden="true">${initial(name)}</span>${image}</span>`;
}

/** Who is signed in: the first letter, the name and the user name. */
export function accountCard(label: string, account: { readonly userName: string; readonly name?: string }): Html {
  return html`<div class="account">
        <span class="avatar" aria-hidden="true">${initial(account.name ?? account.userName)}</span>
        <p><span class="hidden">${label}: </span>${named(account.name ?? account.userName)}
        ${account.name === undefined ? undefined : html`<span class="quiet">${named(account.userName)}</span>`}</p>
      </div>`;
}

/** The first character as a person sees it, in capitals. */
export function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name.trim());
  return (first?.segment ?? "").toLocaleUpperCase("en");
}

function isWebUrl(url: string | undefined): url is string {
  return url !== undefined && /^https?:\/\//i.test(url) && URL.canParse(url);
}
