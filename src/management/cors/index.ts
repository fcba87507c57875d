import { z } from "zod";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";

const PATH = "/api/server/v1/cors/origins";
const SCOPE = "internal_cors_origins_view";

/** The origins whose scripts may call the organization, which are those that its applications name (contract §17.12). */
export const corsOperations: readonly Operation[] = [
  operation({
    id: "getCORSOrigins",
    method: "GET",
    path: PATH,
    scope: SCOPE,
    summary: "List the origins that applications allow",
    answers: { 200: z.array(z.object({ id: z.string(), url: z.string() })) },
    async handle(_call, { store }) {
      const origins = new Set((await store.clients.list()).flatMap(({ allowedOrigins }) => allowedOrigins));
      return { status: 200, body: [...origins].sort().map((url) => ({ id: idOf(url), url })) };
    },
  }),
  operation({
    id: "getAssociatedAppsByCORSOrigin",
    method: "GET",
    path: `${PATH}/{originId}/applications`,
    scope: SCOPE,
    summary: "List the applications that allow an origin",
    answers: { 200: z.array(z.object({ id: z.string(), name: z.string() })), 404: undefined },
    async handle({ parameters: { originId = "" } }, { store }) {
      const allowing = (await store.clients.list()).filter((client) => client.allowedOrigins.some(isNamed(originId)));
      if (allowing.length === 0) {
        throw new ManagementError(404, "CRS-60001", "CORS origin not found.", `No application allows ${originId}.`);
      }
      return {
        status: 200,
        body: allowing.map((client) => ({ id: client.application?.id ?? client.clientId, name: client.name })),
      };
    },
  }),
];

function idOf(origin: string): string {
  return Buffer.from(origin).toString("base64url");
}

function isNamed(id: string): (origin: string) => boolean {
  return (origin) => idOf(origin) === id;
}
