import type { FastifyInstance } from "fastify";
import type { RelyingParty } from "../credentials/passkeys.ts";
import type { Settings } from "../settings.ts";
import { endpoint } from "./endpoint.ts";

/** For whom the passkeys of an organization's people are made: one host for all organizations, as browsers tell hosts apart and not paths. */
export function relyingPartyOf(
  { baseUrl, passkeyDomain, passkeyOrigins }: Settings,
  { name }: { readonly name: string },
): RelyingParty {
  const { hostname, origin } = new URL(baseUrl);
  return { id: passkeyDomain ?? hostname, name, origins: [origin, ...passkeyOrigins] };
}

/** Tells browsers which other sites' pages may use the passkeys (Web Authentication §5.11.1). */
export function relatedOriginsRoute(app: FastifyInstance, settings: Settings): void {
  const origins = relyingPartyOf(settings, { name: "" }).origins.filter((origin) => origin.startsWith("https:"));
  if (settings.passkeyOrigins.length === 0 || origins.length === 0) return;
  endpoint(app, "/.well-known/webauthn", { GET: (_request, reply) => reply.send({ origins }) });
}
