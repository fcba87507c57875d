import type { FastifyInstance, FastifyRequest } from "fastify";

const MEDIA_TYPE = "multipart/form-data";
const BOUNDARY = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i;
const LINE_END = "\r\n";

/** Makes the routes of this instance also take forms with files in them (RFC 7578). */
export function acceptUploads(app: FastifyInstance): void {
  const read = async (_request: FastifyRequest, body: Buffer) => body;
  app.addContentTypeParser(MEDIA_TYPE, { parseAs: "buffer" }, read);
}

/** Whether what was sent is a form with files in it. */
export function isUpload({ headers }: FastifyRequest): boolean {
  return headers["content-type"]?.toLowerCase().startsWith(MEDIA_TYPE) === true;
}

/** The first file of the form; undefined when there is none, or one that is no UTF-8. */
export function uploadOf(request: FastifyRequest): { readonly file: { name: string; text: string } } | undefined {
  const { body, headers } = request;
  const [, quoted, plain] = BOUNDARY.exec(headers["content-type"] ?? "") ?? [];
  const boundary = quoted ?? plain;
  if (!isUpload(request) || !Buffer.isBuffer(body) || boundary === undefined) return undefined;
  for (const part of partsOf(body, boundary)) {
    const end = part.indexOf(LINE_END + LINE_END);
    if (end < 0) continue;
    const name = /;\s*filename="([^"]*)"/i.exec(part.subarray(0, end).toString("latin1"))?.[1];
    if (name === undefined) continue;
    const text = utf8(part.subarray(end + 4));
    return text === undefined ? undefined : { file: { name, text } };
  }
  return undefined;
}

/** What stands between the delimiters (RFC 2046 §5.1.1). */
function partsOf(body: Buffer, boundary: string): Buffer[] {
  const delimiter = Buffer.from(`--${boundary}`);
  const parts: Buffer[] = [];
  let from = body.indexOf(delimiter);
  while (from >= 0) {
    const start = from + delimiter.length;
    const next = body.indexOf(Buffer.concat([Buffer.from(LINE_END), delimiter]), start);
    if (next < 0) break;
    parts.push(body.subarray(start + LINE_END.length, next));
    from = next + LINE_END.length;
  }
  return parts;
}

function utf8(bytes: Buffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
