import { ATTRIBUTE_OF_CLAIM } from "../../protocol/claim-attributes.ts";
import type { ProviderClaims } from "../../protocol/model/identity-provider.ts";
import { isFromOutside, type User } from "../../protocol/model/user.ts";
import type { ResourceFilter } from "../../store/port/queries.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";
import { claimOf, mappedClaim, textsOf } from "./local-attributes.ts";
import { emailOf, type RemotePerson } from "./remote-person.ts";

/** How many accounts with one address are looked at. */
const MOST_ALIKE = 20;

type Person = Pick<RemotePerson, "claims">;

/**
 * Users of ours who look like the person: by the first of the attributes that the connection names, where nobody has that by the second
 * (contract §17.6), and where nobody has any by the e-mail address.
 */
export async function usersAlike(person: Person, connection: Connection, ctx: FlowContext): Promise<readonly User[]> {
  const { provisioning, implicitAssociation, claims: mapped } = connection.provider.document;
  const named = provisioning.associateLocalUser
    ? provisioning.lookupMappings.map(({ attribute, claim }) => [attribute, person.claims[claim]] as const)
    : implicitAssociation.enabled
      ? implicitAssociation.lookupAttributes.map((attribute) => [attribute, told(attribute, person, mapped)] as const)
      : [];
  for (const [attribute, value] of named) {
    const alike = await search(comparison(pathOf(attribute), value), ctx);
    if (alike.length > 0) return alike;
  }
  return search(comparison("emails.value", emailOf(person)?.email), ctx);
}

function told(attribute: string, { claims }: Person, mapped: ProviderClaims): unknown {
  const claim = mappedClaim(mapped, attribute.replace(/^.*\/claims\//, "")) ?? claimOf(attribute);
  return claim === undefined ? undefined : claims[claim];
}

function pathOf(attribute: string): string | undefined {
  if (attribute.endsWith("/claims/username")) return "userName";
  const claim = claimOf(attribute);
  return claim === undefined ? undefined : ATTRIBUTE_OF_CLAIM[claim];
}

function comparison(path: string | undefined, value: unknown): ResourceFilter[] {
  if (path === undefined || textsOf(value).length !== 1) return [];
  return [{ kind: "comparison", path, operator: "eq", value: textsOf(value)[0] as string }];
}

async function search(terms: readonly ResourceFilter[], ctx: FlowContext): Promise<readonly User[]> {
  if (terms.length === 0) return [];
  const found = await ctx.people.users.search({ filter: { kind: "and", terms }, offset: 0, limit: MOST_ALIKE });
  return found.resources.map(({ user }) => user).filter((user) => !isFromOutside(user));
}
