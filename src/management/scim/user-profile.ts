import { ATTRIBUTE_OF_CLAIM } from "../../protocol/claim-attributes.ts";
import type { User } from "../../protocol/model/user.ts";
import type { UserProfile } from "../../store/port/users.ts";
import { addressClaims, addressOfClaims, chosen, isPlain, listWith } from "./multiple-values.ts";
import type { Resource } from "./resource.ts";
import { refusal } from "./scim-error.ts";
import { WSO2_SCHEMA } from "./user-kind.ts";
import { withoutDomain } from "./user-store-domain.ts";

/** The claims whose attribute has one value. Lists have one for each kind, of which a claim has the first. */
const SINGLE = Object.entries(ATTRIBUTE_OF_CLAIM).filter(
  ([, path]) => !/^(emails|phoneNumbers|addresses)\./.test(path),
);
const MAPPED = new Set([...Object.keys(ATTRIBUTE_OF_CLAIM), "address"]);
/** What says that a claim is proved goes with what is proved. */
const PROOFS = { email: "email_verified", phone_number: "phone_number_verified" } as const;

/** What is said of this request alone. */
const REQUESTS = ["askPassword", "verifyEmail", "forcePasswordReset"] as const;

/** Which of them the resource has: what is to be done about the user beside storing them (contract §18.2). */
export function requestsOf(resource: Resource): ReadonlySet<(typeof REQUESTS)[number]> {
  const extension = (resource[WSO2_SCHEMA] as Resource | undefined) ?? {};
  return new Set(REQUESTS.filter((name) => extension[name] === true));
}

type Stored = Pick<UserProfile, "user" | "attributes">;

/** The user as a resource that can be changed: without what the server sets, and the state of the account in `active` alone. */
export function toResource({ user, attributes }: Stored): Resource {
  const resource = structuredClone(attributes) as Resource;
  resource.userName = user.userName;
  for (const [claim, path] of SINGLE) setAt(resource, path, user.claims[claim]);
  const lists = {
    emails: listWith(attributes.emails, user.claims.email),
    phoneNumbers: listWith(attributes.phoneNumbers, user.claims.phone_number),
    addresses: attributes.addresses ?? addressOfClaims(user.claims),
  };
  for (const [name, list] of Object.entries(lists)) if (list !== undefined) resource[name] = list;
  resource.active = attributes.active !== false && (user.enabled || isLocked(resource));
  return resource;
}

/** What is stored of the resource. What SCIM has no word for stays as `before` has it. Refuses values that cannot be claims. */
export function toStored(resource: Resource, before: Stored | undefined, id: string, now: number): Stored {
  const { userName, active, password: _, ...attributes } = structuredClone(resource);
  for (const request of REQUESTS) takeAt(attributes, `${WSO2_SCHEMA}:${request}`);
  const name = withoutDomain(userName as string);
  if (name.trim() === "" || name.length > 255) throw refusal("invalidValue", "userName has 1 to 255 characters.");

  const claims: Record<string, unknown> = {};
  for (const [claim, path] of SINGLE) {
    const value = takeAt(attributes, path);
    if (value !== undefined) claims[claim] = value;
  }
  Object.assign(claims, addressClaims(attributes.addresses, claims.country));
  for (const [claim, list] of [
    ["email", "emails"],
    ["phone_number", "phoneNumbers"],
  ] as const) {
    const value = chosen(attributes[list]);
    if (value !== undefined) claims[claim] = value;
    if (isPlain(attributes[list])) delete attributes[list];
  }
  if (claims.email !== undefined && !`${claims.email}`.includes("@")) {
    throw refusal("invalidValue", `${claims.email} is not an e-mail address.`);
  }
  if (before !== undefined) keepOthers(claims, before.user.claims);

  const disabled = disabledBy(attributes) ?? active === false;
  if (disabled) attributes.active = false;
  const enabled = !disabled && !isLocked(attributes);
  return { user: { id, userName: name, enabled, claims, updatedAt: now }, attributes };
}

/** Claims that SCIM does not know, and proofs only of what is the same. */
function keepOthers(claims: Record<string, unknown>, before: User["claims"]): void {
  for (const [name, value] of Object.entries(before)) if (!MAPPED.has(name)) claims[name] = value;
  for (const [claim, proof] of Object.entries(PROOFS)) {
    if (before[claim] !== undefined && claims[claim] !== before[claim]) delete claims[proof];
  }
}

/** `accountDisabled` is another word for `active`: it is heard, and not kept. */
function disabledBy(attributes: Resource): boolean | undefined {
  return takeAt(attributes, `${WSO2_SCHEMA}:accountDisabled`) as boolean | undefined;
}

function isLocked(resource: Resource): boolean {
  return (resource[WSO2_SCHEMA] as Resource | undefined)?.accountLocked === true;
}

/** Where the path leads: the object, and the name in it. */
function placeOf(path: string): [holder: string | undefined, name: string] {
  const at = path.startsWith("urn:") ? path.lastIndexOf(":") : path.indexOf(".");
  return at < 0 ? [undefined, path] : [path.slice(0, at), path.slice(at + 1)];
}

function setAt(resource: Resource, path: string, value: unknown): void {
  if (value === undefined) return;
  const [holder, name] = placeOf(path);
  if (holder === undefined) resource[name] = value;
  else resource[holder] = { ...(resource[holder] as Resource | undefined), [name]: value };
}

function takeAt(resource: Resource, path: string): unknown {
  const [holder, name] = placeOf(path);
  const from = (holder === undefined ? resource : resource[holder]) as Resource | undefined;
  if (from === undefined) return undefined;
  const value = from[name];
  delete from[name];
  if (holder !== undefined && Object.keys(from).length === 0) delete resource[holder];
  return value;
}
