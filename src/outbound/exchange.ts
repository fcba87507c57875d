import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import type { LookupFunction } from "node:net";
import type { Destination } from "./destination.ts";
import { OutboundError } from "./outbound-error.ts";

interface Request {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal: AbortSignal;
}

/**
 * Sends a request to one of the destination's addresses and no other: the host is not looked up again (security bar 21.2), while TLS
 * and the Host header keep its name. Resolves when the headers of the answer are there; a redirect is an answer like any other.
 * Throws an OutboundError.
 */
export function exchange({ url, addresses }: Destination, { method, headers, body, signal }: Request): Promise<Answer> {
  const { promise, resolve, reject } = Promise.withResolvers<Answer>();
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  // A connection of its own: one that was checked for this request, and that no other shares.
  const request = send(url, { method, headers, agent: false, lookup: only(addresses), signal });
  request.on("response", resolve);
  request.on("error", (cause) => reject(failure(url, cause, signal)));
  request.end(body);
  return promise;
}

export type Answer = IncomingMessage;

/** The body of an answer as text. Throws an OutboundError when it is longer, is compressed, breaks off, or is not UTF-8. */
export async function readText(answer: Answer, url: URL, largestBytes: number, signal: AbortSignal): Promise<string> {
  if (!/^(identity)?$/i.test(answer.headers["content-encoding"] ?? "")) {
    throw new OutboundError(`${url.host}: a compressed answer`);
  }
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of answer as AsyncIterable<Buffer>) {
      length += chunk.length;
      // Leaving the loop ends the connection.
      if (length > largestBytes) throw new OutboundError(`${url.host}: an answer of more than ${largestBytes} bytes`);
      chunks.push(chunk);
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(Buffer.concat(chunks));
  } catch (error) {
    throw error instanceof OutboundError ? error : failure(url, error, signal);
  }
}

function only(addresses: Destination["addresses"]): LookupFunction {
  return (_hostName, { all }, callback) => {
    const [first] = addresses;
    if (all) callback(null, [...addresses]);
    else callback(null, first?.address ?? "", first?.family);
  };
}

function failure(url: URL, cause: unknown, signal: AbortSignal): OutboundError {
  if (signal.aborted) return new OutboundError(`${url.host}: took too long`, { cause });
  const { code, message } = cause as NodeJS.ErrnoException;
  return new OutboundError(`${url.host}: ${code ?? message}`, { cause });
}
