import { STATUS_CODES } from "node:http";
import type { Socket } from "node:net";

const STATUS_OF_CODE: Readonly<Record<string, 408 | 431>> = {
  ERR_HTTP_REQUEST_TIMEOUT: 408,
  HPE_HEADER_OVERFLOW: 431,
};
const DESCRIPTIONS = {
  400: "Malformed HTTP request",
  408: "The request took too long.",
  431: "The request line and headers are too long.",
} as const;

/**
 * Answers what is no HTTP request, is too long or too slow to be read as one, or could be read as two (security bar 7.5, 7.9), and
 * closes the connection. It comes before all routes and hooks, so it writes its headers itself.
 */
export function refuseUnreadable(error: { readonly code?: string }, socket: Socket): void {
  if (error.code === "ECONNRESET" || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = STATUS_OF_CODE[error.code ?? ""] ?? 400;
  const body = JSON.stringify({ error: "invalid_request", error_description: DESCRIPTIONS[status] });
  const head = [
    `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
    "Content-Type: application/json; charset=utf-8",
    `Content-Length: ${body.length}`,
    "Cache-Control: no-store",
    "X-Content-Type-Options: nosniff",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n${body}`, () => socket.destroy());
}
