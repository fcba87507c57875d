import { strictObject } from "../strict-object.ts";
import { label } from "../texts.ts";
import type { RecordBlock } from "./record-block.ts";
import { organizationId } from "./sharing-block.ts";

/** The domains of the e-mail addresses by which the organizations inside a tenant are found. */
export const domainBlock: RecordBlock = {
  kind: "email domain",
  key: "emailDomains",
  what: "e-mail domain",
  audited: ["organization"],
  entry: strictObject({ domain: label, organization: label }),
  nameOf: ({ domain }) => domain as string,
  toEntry({ name, document }, { organizations }) {
    const organization = organizations.get(document.organizationId as string);
    return organization === undefined ? undefined : { domain: name, organization };
  },
  toRecord({ domain, organization }, { organizations }) {
    const name = (domain as string).toLowerCase();
    const owner = organizationId(organization as string, organizations, `e-mail domain ${name}`);
    return { id: name, name, document: { organizationId: owner } };
  },
};
