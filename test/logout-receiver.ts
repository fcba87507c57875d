import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

/** The applications' side of a back-channel logout, on loopback: it answers each path as told, and keeps what came. */
export interface LogoutReceiver {
  readonly origin: string;
  /** What was posted, in order. */
  readonly notices: readonly LogoutNotice[];
  /** The logout tokens that came to the path, in order. */
  tokensAt(path: string): string[];
  close(): Promise<void>;
}

export interface LogoutNotice {
  readonly path: string;
  readonly method: string | undefined;
  readonly contentType: string | undefined;
  readonly form: URLSearchParams;
}

/** `answers`: the status by path, 200 for every other; "silence" never answers. */
export async function startLogoutReceiver(
  answers: Readonly<Record<string, number | "silence">> = {},
): Promise<LogoutReceiver> {
  const notices: LogoutNotice[] = [];
  const server = createServer(async (request, response) => {
    const path = request.url as string;
    const form = new URLSearchParams(await textOf(request));
    notices.push({ path, method: request.method, contentType: request.headers["content-type"], form });
    const answer = answers[path] ?? 200;
    if (answer !== "silence") response.writeHead(answer).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "localhost", resolve));
  return {
    origin: `http://localhost:${(server.address() as AddressInfo).port}`,
    notices,
    tokensAt: (path) =>
      notices.filter((notice) => notice.path === path).map(({ form }) => form.get("logout_token") as string),
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = await request.toArray();
  return Buffer.concat(chunks).toString();
}
