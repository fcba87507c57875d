import { lookup as lookupAddresses } from "node:dns/promises";
import { type Destination, findDestination, type Lookup } from "./destination.ts";
import { type Answer, exchange, readText } from "./exchange.ts";
import { OutboundError } from "./outbound-error.ts";

/** Requests to addresses that others named (security bar 21). Everything that fails is an OutboundError. */
export interface Outbound {
  /** Fetches a document. Every status but 200, redirects too, and every media type but those of `accept` are failures. */
  get(url: string, options: DocumentOptions): Promise<OutboundDocument>;
  /** Sends a message and resolves to the status of the answer, whichever it is; nothing else of the answer is read. */
  post(url: string, message: OutboundMessage): Promise<number>;
  /** Sends a message and resolves to the document that answers it, with the same failures as `get`. */
  ask(url: string, message: OutboundMessage, options: Pick<DocumentOptions, "accept">): Promise<OutboundDocument>;
}

export interface DocumentOptions {
  readonly accept: readonly string[];
  /** What else its header says. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface OutboundDocument {
  /** The media type, in lower case and without parameters. */
  readonly contentType: string;
  readonly text: string;
  /** What Cache-Control allows (RFC 9111 §5.2.2): 0 for `no-store` and `no-cache`, undefined when it does not say. */
  readonly maxAgeSeconds: number | undefined;
}

/** A form or a JSON body, and what else its header says. */
export type OutboundMessage = {
  readonly headers?: Readonly<Record<string, string>>;
} & ({ readonly form: Readonly<Record<string, string>> } | { readonly json: unknown });

export interface OutboundOptions {
  /** Hosts, each with or without a port, that the operator allows to be internal (security bar 21.4), as URLs write them. */
  readonly allowedHosts: readonly string[];
  /** For a whole request, from the look-up to the last byte. */
  readonly timeoutMilliseconds?: number;
  readonly largestBytes?: number;
  readonly lookup?: Lookup;
}

/** The way out of the server. */
export function createOutbound({
  allowedHosts,
  timeoutMilliseconds = 5000, // security bar 21.3, 27.4
  largestBytes = 1_048_576,
  lookup = (hostName) => lookupAddresses(hostName, { all: true }),
}: OutboundOptions): Outbound {
  const allowed = new Set(allowedHosts);

  /** Nothing is awaited for longer than the signal allows, not even a slow name server. */
  async function send(url: string, request: Omit<Parameters<typeof exchange>[1], "signal">, signal: AbortSignal) {
    const destination = await unlessAborted(findDestination(url, allowed, lookup), signal);
    const headers = { "user-agent": "Tessera", connection: "close", ...request.headers };
    return { destination, answer: await exchange(destination, { ...request, headers, signal }) };
  }

  async function fetchDocument(
    url: string,
    request: Omit<Parameters<typeof exchange>[1], "signal">,
    accept: readonly string[],
  ): Promise<OutboundDocument> {
    const signal = AbortSignal.timeout(timeoutMilliseconds);
    const headers = { ...request.headers, accept: accept.join(", "), "accept-encoding": "identity" };
    const { destination, answer } = await send(url, { ...request, headers }, signal);
    try {
      const contentType = expectedType(answer, destination, accept);
      const text = await readText(answer, destination.url, largestBytes, signal);
      return { contentType, text, maxAgeSeconds: maxAgeOf(answer.headers["cache-control"]) };
    } finally {
      answer.destroy();
    }
  }

  return {
    get: (url, { accept, headers = {} }) => fetchDocument(url, { method: "GET", headers }, accept),

    async post(url, message) {
      const signal = AbortSignal.timeout(timeoutMilliseconds);
      const { answer } = await send(url, posted(message), signal);
      answer.destroy();
      return answer.statusCode as number;
    },

    ask: (url, message, { accept }) => fetchDocument(url, posted(message), accept),
  };
}

function posted(message: OutboundMessage): Omit<Parameters<typeof exchange>[1], "signal"> {
  const [type, body] =
    "form" in message
      ? ["application/x-www-form-urlencoded", new URLSearchParams(message.form).toString()]
      : ["application/json", JSON.stringify(message.json)];
  const headers = { ...message.headers, "content-type": type, "content-length": `${Buffer.byteLength(body)}` };
  return { method: "POST", headers, body };
}

/** The media type of a good answer. Throws an OutboundError for another status or type. */
function expectedType({ statusCode, headers }: Answer, { url }: Destination, accept: readonly string[]): string {
  if (statusCode !== 200) throw new OutboundError(`${url.host}: status ${statusCode}`);
  const type = headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  if (!accept.includes(type)) throw new OutboundError(`${url.host}: content type "${type}"`);
  return type;
}

function maxAgeOf(cacheControl: string | undefined): number | undefined {
  if (cacheControl === undefined) return undefined;
  const directives = cacheControl.toLowerCase().split(/\s*,\s*/);
  if (directives.includes("no-store") || directives.includes("no-cache")) return 0;
  const maxAge = directives.map((directive) => /^max-age="?(\d{1,9})"?$/.exec(directive)?.[1]).find(Boolean);
  return maxAge === undefined ? undefined : Number(maxAge);
}

function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  const aborted = Promise.withResolvers<never>();
  const abort = () => aborted.reject(new OutboundError("the name server took too long"));
  signal.addEventListener("abort", abort, { once: true });
  return Promise.race([promise, aborted.promise]).finally(() => signal.removeEventListener("abort", abort));
}
