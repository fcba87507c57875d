import type { SessionPool } from "./session-pool.ts";

/** A server that is measured, in a process of its own. */
export interface Target {
  readonly name: "Tessera" | "node-oidc-provider";
  readonly pid: number;
  readonly port: number;
  /** What goes into the `Host` header. */
  readonly host: string;
  readonly paths: {
    readonly authorize: string;
    readonly token: string;
    readonly introspection: string;
    readonly userinfo: string;
  };
  /** The cookies that a browser sends to the authorization endpoint once somebody signed in with it. */
  readonly sessionCookies: readonly string[];
  /** The cookies that it sends with the form of the sign-in page. */
  readonly formCookies: readonly string[];
  readonly sessions: SessionPool;
  stop(): Promise<void>;
}
