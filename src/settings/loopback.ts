import { isIPv4 } from "node:net";

/** Whether a host, as a setting or a URL writes it, reaches this machine only: localhost, 127.0.0.0/8 and ::1. */
export function isLoopbackHost(host: string): boolean {
  return host === "localhost" || host === "::1" || host === "[::1]" || (isIPv4(host) && host.startsWith("127."));
}
