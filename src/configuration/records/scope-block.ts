import { z } from "zod";
import { strictObject } from "../strict-object.ts";
import { scope, uuid } from "../texts.ts";
import type { RecordBlock } from "./record-block.ts";

/** What an organization has made of the scopes of OpenID Connect. */
export const scopeBlock: RecordBlock = {
  kind: "oidc scope",
  key: "oidcScopes",
  what: "OIDC scope",
  audited: ["oidc-scope"],
  entry: strictObject({
    name: scope,
    id: uuid.optional(),
    displayName: z.string().min(1).max(1024),
    description: z.string().max(1024).optional(),
    claims: z.array(z.string().min(1).max(255)).max(500).default([]),
  }),
  nameOf: ({ name }) => name as string,
  toEntry: ({ id, name, document }) => ({ name, id, ...document }),
  toRecord: ({ id, name, ...document }) => ({ id: id as string | undefined, name: name as string, document }),
};
