import { html } from "hono/html";
import type { Html } from "./template.ts";

export type ApiPage = {
  /** URL path of the style sheet and the script, without a trailing slash. */
  readonly assets: string;
  readonly title: string;
  /** Where the operations' paths begin. */
  readonly url: string;
  /** The path of the same description for programs. */
  readonly openapi: string;
  readonly tokenUrl: string;
  readonly apis: readonly DescribedApi[];
};

export type DescribedApi = {
  readonly name: string;
  readonly operations: readonly DescribedOperation[];
};

export type DescribedOperation = {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly summary: string;
  /** Any of them opens it; without one it is open to everybody. */
  readonly scopes: readonly string[];
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[];
  /** JSON Schema. */
  readonly body: object | undefined;
  readonly answers: readonly {
    readonly status: string;
    readonly description: string;
    readonly body?: object | undefined;
  }[];
};

/** The APIs with all their operations, each to be read and, where scripts run, to be tried. In English, as the APIs are. */
export function apiPage({ assets, title, url, openapi, tokenUrl, apis }: ApiPage): string {
  return `${html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <meta name="robots" content="noindex">
  <title>${title}</title>
  <link rel="icon" type="image/svg+xml" href="${assets}/favicon.svg">
  <link rel="stylesheet" href="${assets}/api.css">
  <script src="${assets}/api.js" defer></script>
</head>
<body data-url="${url}">
  <header>
    <h1>${title}</h1>
    <p>All paths are below <code>${url}</code>. The same for programs: <a href="${openapi}">openapi.json</a> (OpenAPI 3.1).</p>
    <p>Tokens with the scopes come from <code>${tokenUrl}</code>, by the client credentials grant, for an application that is
      authorized for the API.</p>
    <p class="trying" hidden><label for="token">Access token for trying</label>
      <input id="token" type="password" autocomplete="off" spellcheck="false"></p>
  </header>
  <nav aria-label="APIs"><ul>
    ${apis.map(({ name }, index) => html`<li><a href="#api-${index}">${name}</a></li>`)}
  </ul></nav>
  <main>
    ${apis.map(
      ({ name, operations }, index) => html`<section aria-labelledby="api-${index}">
      <h2 id="api-${index}">${name}</h2>
      ${operations.map(operationPart)}
    </section>`,
    )}
  </main>
</body>
</html>
`}`;
}

function operationPart({ id, method, path, summary, scopes, parameters, body, answers }: DescribedOperation): Html {
  return html`<details id="${id}">
        <summary><code class="method ${method.toLowerCase()}">${method}</code> <code>${path}</code>
          <span>${summary}</span></summary>
        <p>${scopes.length === 0 ? "Open to everybody." : ["Scope: ", ...scopes.flatMap(scopePart)]}</p>
        ${body && html`<h3>Body</h3>${schemaPart(body)}`}
        <h3>Answers</h3>
        <dl>${answers.map(
          ({ status, description, body: answer }) => html`<dt><code>${status}</code></dt>
          <dd>${description}${answer && schemaPart(answer)}</dd>`,
        )}</dl>
        <form class="trying" hidden data-method="${method}" data-path="${path}">
          <h3>Try it</h3>
          ${parameters.map(
            (
              parameter,
            ) => html`<label>${parameter.name}${parameter.required ? undefined : html` <small>optional</small>`}
            <input name="${parameter.name}" data-in="${parameter.in}"${parameter.required ? html` required` : undefined}></label>`,
          )}
          ${body && html`<label>Body <textarea name="body" rows="6" spellcheck="false">{}</textarea></label>`}
          <button>Send</button>
          <output></output>
        </form>
      </details>`;
}

function scopePart(scope: string, index: number): (string | Html)[] {
  return [...(index === 0 ? [] : [" or "]), html`<code>${scope}</code>`];
}

function schemaPart(schema: object): Html {
  return html`<pre tabindex="0">${JSON.stringify(schema, null, 2)}</pre>`;
}
