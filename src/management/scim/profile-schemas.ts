import { type Claims, readClaims } from "../claims/claim-records.ts";
import type { LocalClaim } from "../claims/model.ts";
import { LOCAL_DIALECT } from "../claims/standard-claims.ts";
import type { ManagementContext } from "../operation.ts";
import { ADMINISTRATIVE } from "./own-edits.ts";
import { type Attribute, attribute, COMMON_ATTRIBUTES, type Schema } from "./schema.ts";
import { attributeAnswer } from "./schema-answer.ts";
import { USER } from "./user-kind.ts";

/** The lists that a form can do something with: the others have objects in them. */
const PLAIN_LISTS: ReadonlySet<string> = new Set(["emails", "groups"]);
const FOR_OTHERS: ReadonlySet<string> = new Set(ADMINISTRATIVE.filter((name) => name !== "userName"));

/**
 * The schemas of users with what a person's profile shows: the attributes that the organization's claims support by default, with their
 * names, their order and what else is said of them there. Asgardeo's SDKs draw their profile from it, field by field (contract §18.6,
 * §24.8); all that SCIM takes is in the single schemas.
 */
export async function profileSchemas({ store }: ManagementContext): Promise<object[]> {
  const claims = await readClaims(store.records);
  return USER.schemas.map((schema) => {
    const { id, name, description } = schema;
    const isCore = schema === USER.schemas[0];
    return { id, name, description, attributes: [...(isCore ? [idOf(claims)] : []), ...profileOf(schema, claims)] };
  });
}

/** SDKs have to know whose profile it is. */
function idOf({ local }: Claims): object {
  const known = COMMON_ATTRIBUTES.find(({ name }) => name === "id") as Attribute;
  const claim = local.find(({ claimURI }) => claimURI === `${LOCAL_DIALECT}/userid`) as LocalClaim;
  return profileAttribute(known, claim);
}

/** The schema's attributes that claims are mapped to. Those with a dot in their path are gathered in what stands before it. */
function profileOf(schema: Schema, claims: Claims): object[] {
  const answers = new Map<string, { subAttributes?: object[] }>();
  for (const { path, claim } of mappedTo(schema, claims)) {
    const [name = "", part] = path.split(".");
    const known = schema.attributes.find((each) => each.name === name) ?? attribute(name, "");
    if (known.multiValued && (part !== undefined || !PLAIN_LISTS.has(name))) continue;
    if (part === undefined) answers.set(name, profileAttribute(known, claim));
    else {
      const whole: { subAttributes?: object[] } =
        answers.get(name) ?? attributeAnswer({ ...known, type: "complex", subAttributes: [] }, 0);
      const knownPart = known.subAttributes.find((each) => each.name === part) ?? attribute(part, "");
      const subAttributes = [...(whole.subAttributes ?? []), profileAttribute(knownPart, claim)];
      answers.set(name, { ...whole, subAttributes });
    }
  }
  return [...answers.values()];
}

/** A claim with several names in SCIM is asked for by the first. */
function mappedTo({ id }: Schema, { local, external }: Claims) {
  const ofUsers = external.filter(({ claimDialectURI }) => USER.schemas.some((each) => each.id === claimDialectURI));
  return local.flatMap((claim) => {
    const name = ofUsers.find(({ mappedLocalClaimURI }) => mappedLocalClaimURI === claim.claimURI)?.claimURI ?? "";
    const isHere = claim.supportedByDefault && name.startsWith(`${id}:`);
    return isHere ? [{ path: name.slice(id.length + 1), claim }] : [];
  });
}

function profileAttribute(known: Attribute, claim: LocalClaim): Record<string, unknown> {
  const { displayName, displayOrder = 0, description = displayName, readOnly, required, regEx, dataType } = claim;
  const isFixed = (readOnly ?? false) || known.mutability === "readOnly" || FOR_OTHERS.has(known.name);
  return {
    ...attributeAnswer({ ...known, subAttributes: [] }, displayOrder),
    description,
    displayName,
    type: (dataType ?? "string").toUpperCase(),
    multiValued: known.multiValued || (claim.multiValued ?? false),
    required: required ?? false,
    mutability: isFixed ? "READ_ONLY" : "READ_WRITE",
    ...(regEx !== undefined && { regEx }),
  };
}
