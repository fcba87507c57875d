import type { FastifyInstance, FastifyRequest } from "fastify";

const MEDIA_TYPE = "application/x-www-form-urlencoded";

/** Makes the routes of this instance also take forms. An operation that does not say it takes one is given none. */
export function acceptTextForms(app: FastifyInstance): void {
  const read = async (_request: FastifyRequest, body: Buffer) => body;
  app.addContentTypeParser(MEDIA_TYPE, { parseAs: "buffer" }, read);
}

/** Whether what was sent is a form, as pages of others can send it without asking. */
export function isTextForm({ headers }: FastifyRequest): boolean {
  return headers["content-type"]?.toLowerCase().startsWith(MEDIA_TYPE) === true;
}

/** The texts of the form by their names; undefined for one that is no UTF-8, and for two texts of one name. */
export function textFormOf({ body }: FastifyRequest): Readonly<Record<string, string>> | undefined {
  if (!Buffer.isBuffer(body)) return undefined;
  const pairs = [...new URLSearchParams(body.toString())];
  const texts = new Map(pairs);
  if (texts.size < pairs.length || pairs.some((pair) => pair.join().includes("\ufffd"))) return undefined;
  return Object.fromEntries(texts);
}
