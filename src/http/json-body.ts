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

/** Whoever goes through a value calls itself for each level of it, and has room for so many (RFC 8259 §9). */
const DEEPEST = 100;

/** The JSON body; undefined when there is none, one that is no JSON in UTF-8 (RFC 8259 §8.1), or one that is nested too deep. */
export function jsonOf({ body }: FastifyRequest): unknown {
  if (!Buffer.isBuffer(body)) return undefined;
  try {
    const value: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
    return isDeeper(value, DEEPEST) ? undefined : value;
  } catch {
    return undefined;
  }
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((each) => isDeeper(each, levels - 1));
}
