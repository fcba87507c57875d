import { z } from "zod";
import { ConfigurationError } from "../configuration.ts";
import { strictObject } from "../strict-object.ts";
import { label, uuid } from "../texts.ts";
import type { RecordBlock } from "./record-block.ts";

const roles = z.array(z.record(z.string(), z.unknown())).default([]);

interface Below {
  readonly organizationId: string;
  readonly roles: readonly unknown[];
}

/** With which organizations to come a user is shared, and with which roles there. */
export const sharingBlock: RecordBlock = {
  kind: "user sharing",
  key: "userSharings",
  what: "user sharing",
  audited: ["user"],
  entry: strictObject({
    userId: uuid,
    all: strictObject({ roles }).optional(),
    below: z.array(strictObject({ organization: label, roles })).default([]),
  }),
  nameOf: ({ userId }) => userId as string,
  toEntry({ name, document }, { organizations }) {
    const below = (document.below as readonly Below[]).flatMap(({ organizationId, roles: given }) => {
      const organization = organizations.get(organizationId);
      return organization === undefined ? [] : [{ organization, roles: given }];
    });
    return { userId: name, ...(document.all !== undefined && { all: document.all }), below };
  },
  toRecord({ userId, all, below }, { organizations }) {
    const named = below as readonly { readonly organization: string; readonly roles: readonly unknown[] }[];
    const name = userId as string;
    return {
      id: name,
      name,
      document: {
        ...(all !== undefined && { all }),
        below: named.map(({ organization, roles: given }) => ({
          organizationId: organizationId(organization, organizations, `user sharing ${name}`),
          roles: given,
        })),
      },
    };
  },
};

/** The id of the organization with the handle. Refuses a handle that the file's subOrganizations have not. */
export function organizationId(handle: string, organizations: ReadonlyMap<string, string>, what: string): string {
  const [id] = [...organizations].find(([, known]) => known === handle) ?? [];
  if (id !== undefined) return id;
  throw new ConfigurationError(`${what}: ${handle} is no handle of the subOrganizations here`);
}
