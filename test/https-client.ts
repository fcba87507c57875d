import { request } from "node:https";
import type { ConnectionOptions } from "node:tls";
import type { Answer } from "./client.ts";

interface HttpsRequest
  extends Pick<ConnectionOptions, "ca" | "cert" | "key" | "minVersion" | "maxVersion" | "ciphers"> {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** A form. */
  readonly body?: URLSearchParams;
}

/** One request over TLS on a connection of its own, with the certificate to show and the authority to believe: fetch knows neither. */
export function httpsRequest(url: string, { body, headers, ...options }: HttpsRequest): Promise<Answer> {
  const form = body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" };
  return new Promise((resolve, reject) => {
    const method = options.method ?? (body === undefined ? "GET" : "POST");
    const sent = request(url, { ...options, method, headers: { ...form, ...headers }, agent: false });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(parts).toString();
        const received = new Headers();
        for (const [name, values] of Object.entries(response.headersDistinct)) {
          for (const value of values ?? []) received.append(name, value);
        }
        const isJson = received.get("content-type")?.startsWith("application/json") && text !== "";
        resolve({ status: response.statusCode as number, headers: received, body: isJson ? JSON.parse(text) : text });
      });
    });
    sent.end(body?.toString());
  });
}

/** `fetch` for the clients of others, over connections of `httpsRequest`. */
export function httpsFetch(connection: Pick<HttpsRequest, "ca" | "cert" | "key">) {
  return async (url: string, { method, headers, body }: { method?: string; headers?: object; body?: unknown }) => {
    const form =
      body === undefined || body === null ? undefined : new URLSearchParams(body as string | URLSearchParams);
    const sent = { ...connection, ...(method && { method }), headers: { ...headers }, ...(form && { body: form }) };
    const answer = await httpsRequest(url, sent);
    const text = typeof answer.body === "string" ? answer.body : JSON.stringify(answer.body);
    return new Response(text, { status: answer.status, headers: answer.headers });
  };
}
