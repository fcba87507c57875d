import { join } from "node:path";
import { findFreePort } from "../src/free-port.ts";
import { startNode } from "./child-process.ts";
import { createSessionPool } from "./session-pool.ts";
import type { Target } from "./target.ts";

const PROGRAM = join(import.meta.dirname, "oidc-provider.ts");

/** Starts node-oidc-provider (oidc-provider.ts) in a process of its own. */
export async function startNodeOidcProvider(): Promise<Target> {
  const port = await findFreePort("127.0.0.1");
  const { pid, stop } = await startNode([PROGRAM, String(port)], {}, "listens");
  const target: Target = {
    name: "node-oidc-provider",
    pid,
    port,
    host: `localhost:${port}`,
    paths: { authorize: "/auth", token: "/token", introspection: "/token/introspection", userinfo: "/me" },
    sessionCookies: ["_session", "_session.sig"],
    formCookies: ["_interaction", "_interaction.sig"],
    sessions: createSessionPool(() => target),
    stop,
  };
  return target;
}
