import type { FastifyInstance, FastifyRequest } from "fastify";

/** Makes the routes of this instance take JSON, under these names, and nothing else. `bodyLimit` is in bytes. */
export function acceptJson(
  app: FastifyInstance,
  { mediaTypes = ["application/json"], ...limit }: { mediaTypes?: string[]; bodyLimit?: number } = {},
): void {
  app.removeAllContentTypeParsers();
  const read = async (_request: FastifyRequest, body: Buffer) => body;
  app.addContentTypeParser(mediaTypes, { parseAs: "buffer", ...limit }, read);
}

/** The JSON body; undefined when there is none, or one that is no JSON in UTF-8 (RFC 8259 §8.1). */
export function jsonOf({ body }: FastifyRequest): unknown {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}
