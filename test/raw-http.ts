import { request } from "node:http";
import { connect } from "node:net";
import type { Answer } from "./client.ts";
import type { TestServer } from "./server.ts";

export const FORM = { "content-type": "application/x-www-form-urlencoded" };

/** One request on a connection of its own, its path and method sent as they are given: fetch would tidy or refuse them. */
export function sendRequest(
  server: TestServer,
  method: string,
  path: string,
  headers: Readonly<Record<string, string>> = {},
  body?: string | Uint8Array,
): Promise<Answer> {
  const { hostname, port } = new URL(server.baseUrl);
  const length = body === undefined ? {} : { "content-length": String(Buffer.byteLength(body)) };
  return new Promise((resolve, reject) => {
    const sent = request({ hostname, port, method, path, agent: false, headers: { ...length, ...headers } });
    sent.once("error", reject);
    sent.once("response", (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.once("error", reject);
      response.once("end", () => {
        const text = Buffer.concat(parts).toString();
        const received = new Headers();
        for (const [name, values] of Object.entries(response.headersDistinct)) {
          for (const value of values ?? []) received.append(name, value);
        }
        const isJson = received.get("content-type")?.startsWith("application/json") && text !== "";
        resolve({ status: response.statusCode as number, headers: received, body: isJson ? JSON.parse(text) : text });
      });
    });
    sent.end(body);
  });
}

/** Sends these bytes over a connection and returns all that comes back until the server closes it. */
export function sendBytes(server: TestServer, bytes: string | Uint8Array): Promise<string> {
  const { hostname, port } = new URL(server.baseUrl);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    let received = "";
    socket.on("data", (part) => {
      received += part.toString("latin1");
    });
    socket.once("error", reject);
    socket.once("close", () => resolve(received));
  });
}
