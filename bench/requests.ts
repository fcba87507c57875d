import type { Target } from "./target.ts";

/** The bytes of a GET request. */
export function getRequest({ host }: Target, path: string, headers: Readonly<Record<string, string>> = {}): Buffer {
  return Buffer.from(`GET ${path} HTTP/1.1\r\nhost: ${host}\r\n${lines(headers)}\r\n`);
}

/** The bytes of a form's POST request. */
export function postRequest(
  { host }: Target,
  path: string,
  form: Readonly<Record<string, string>>,
  headers: Readonly<Record<string, string>> = {},
): Buffer {
  const body = new URLSearchParams(form).toString();
  const all = {
    ...headers,
    "content-type": "application/x-www-form-urlencoded",
    "content-length": String(body.length),
  };
  return Buffer.from(`POST ${path} HTTP/1.1\r\nhost: ${host}\r\n${lines(all)}\r\n${body}`);
}

/** The header of `client_secret_basic` (RFC 6749 §2.3.1). */
export function basic(clientId: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${clientId}:${secret}`).toString("base64")}` };
}

function lines(headers: Readonly<Record<string, string>>): string {
  return Object.entries(headers)
    .map(([name, value]) => `${name}: ${value}\r\n`)
    .join("");
}
