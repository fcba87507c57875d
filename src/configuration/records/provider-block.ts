import { NEW_PROVIDER, sealedInProvider } from "../../protocol/identity-provider.ts";
import type { IdentityProviderDocument } from "../../protocol/model/identity-provider.ts";
import { type Entry, plainBlock, type RecordBlock } from "./record-block.ts";

const plain = plainBlock("identity provider", "identityProviders", "identity provider", {
  ownId: true,
  audited: ["identity-provider"],
  sealedAt: (document, name, tenantId) =>
    sealedInProvider({ authenticators: [], ...document } as unknown as IdentityProviderDocument, name, tenantId),
});

/** The identity providers that users sign in with, and their secrets. What an entry leaves out is as with a new one. */
export const providerBlock: RecordBlock = {
  ...plain,
  toRecord(entry, world) {
    const record = plain.toRecord(entry, world);
    const { authenticators = [], ...document } = record.document;
    const filled = (authenticators as Entry[]).map((one) => ({ enabled: false, properties: {}, sealed: {}, ...one }));
    return { ...record, document: { ...NEW_PROVIDER, ...document, authenticators: filled } };
  },
};
