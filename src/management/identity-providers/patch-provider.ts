import type { z } from "zod";
import { type IdentityProvider, renamedAuthenticators } from "../../protocol/identity-provider.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import type { ManagementContext } from "../operation.ts";
import { pemOf, webAddress } from "./certificates.ts";
import { providerErrors } from "./errors.ts";
import { type patchForm, providerName } from "./forms.ts";

type Patch = z.output<typeof patchForm>[number];
type Changes = { name?: string } & Partial<IdentityProviderDocument>;

const TEXTS = {
  "/description": "description",
  "/image": "image",
  "/templateId": "templateId",
  "/homeRealmIdentifier": "homeRealmIdentifier",
  "/alias": "alias",
  "/idpIssuerName": "issuer",
} as const;
const FLAGS = { "/isEnabled": "enabled", "/isPrimary": "isPrimary", "/isFederationHub": "isFederationHub" } as const;
const CERTIFICATE = /^\/certificate\/certificates\/(?<index>\d{1,2})$/;

/** What the patches change of the connection, one after the other. Refuses paths that are none, and to remove what has to be there. */
export function patched(before: IdentityProvider, patches: readonly Patch[], ctx: ManagementContext): Changes {
  const after = changesOf(before.document, patches);
  const { name = before.name } = after;
  if (name === before.name) return after;
  const renaming = { from: before.name, to: name, tenantId: ctx.tenant.id };
  return { ...after, authenticators: renamedAuthenticators(before.document.authenticators, renaming, ctx.sealing) };
}

/** What the patches change of a document with these certificates. */
export function changesOf({ certificates }: Pick<IdentityProviderDocument, "certificates">, patches: readonly Patch[]) {
  const changes: { -readonly [Member in keyof Changes]: Changes[Member] } = {};
  for (const patch of patches) Object.assign(changes, changeOf({ certificates, ...changes }, patch));
  return changes;
}

function changeOf(
  { certificates }: Pick<IdentityProviderDocument, "certificates">,
  { operation, path, value }: Patch,
): Changes {
  const text = operation === "REMOVE" ? "" : String(value ?? "");
  if (path === "/name") return { name: nameOf(text) };
  if (Object.hasOwn(TEXTS, path)) return { [TEXTS[path as keyof typeof TEXTS]]: text || undefined };
  if (Object.hasOwn(FLAGS, path)) return { [FLAGS[path as keyof typeof FLAGS]]: flagOf(text, path) };
  if (path === "/certificate/jwksUri") {
    // Keys are in one place.
    return text === "" ? { jwksUri: undefined } : { jwksUri: webAddress(path, text), certificates: [] };
  }
  const index = CERTIFICATE.exec(path)?.groups?.index;
  if (index === undefined) throw providerErrors.invalidPatch(`${path} cannot be changed by PATCH.`);
  const place = Number(index);
  const exists = place < certificates.length;
  if (place > certificates.length || (!exists && operation !== "ADD")) {
    throw providerErrors.invalidPatch(`There is nothing at ${path}.`);
  }
  const replaced = operation === "ADD" ? 0 : 1;
  const added = operation === "REMOVE" ? [] : [pemOf(text)];
  return { jwksUri: undefined, certificates: certificates.toSpliced(place, replaced, ...added) };
}

function nameOf(text: string): string {
  const { data, error } = providerName.safeParse(text);
  if (data === undefined) throw providerErrors.invalidPatch(`/name: ${error?.issues[0]?.message}`);
  return data;
}

function flagOf(text: string, path: string): boolean {
  if (text !== "true" && text !== "false") throw providerErrors.invalidPatch(`${path} is true or false.`);
  return text === "true";
}
