import { markOfPassword } from "../credentials/password-mark.ts";
import { isFromOutside, type User } from "../protocol/model/user.ts";
import type { AccountCode } from "./account-code.ts";
import type { AccountWorld } from "./account-world.ts";
import type { PresentPassword } from "./replace-password.ts";

/** In characters. */
const LONGEST_LOGIN = 256;

/**
 * The user who is called so, or else the one with the e-mail address, as in `findByClaims`. Undefined too for one who is disabled, or at
 * home elsewhere.
 */
export async function findAccount(login: string, ctx: Pick<AccountWorld, "store">): Promise<User | undefined> {
  if (login === "" || login.length > LONGEST_LOGIN) return undefined;
  // Both at once, so that the time of an answer does not tell which of them it was, nor whether it was any (security bar 18.3).
  const [named, addressed] = await Promise.all([ctx.store.users.findByName(login), findByEmail(login, ctx)]);
  const user = named?.user ?? addressed;
  return user?.enabled && !isFromOutside(user) ? user : undefined;
}

/**
 * The one user that all the claims are true of (contract §20.2); undefined: none, or several. Of several with one e-mail address,
 * or one number, it is the one who has proved it: anybody can register with that of somebody else, who is to find their account all the same.
 */
export async function findByClaims(
  claims: Readonly<Record<string, string>>,
  { store }: Pick<AccountWorld, "store">,
): Promise<User | undefined> {
  const terms = Object.entries(claims).map(
    ([path, value]) => ({ kind: "comparison", path, operator: "eq", value }) as const,
  );
  if (terms.length === 0) return undefined;
  const search = async (also: readonly (typeof terms)[number][]): Promise<User[]> => {
    const filter = { kind: "and", terms: [...terms, ...also] } as const;
    const { resources } = await store.users.search({ filter, offset: 0, limit: MOST_NAMESAKES });
    return resources.map(({ user }) => user).filter((user) => user.enabled && !isFromOutside(user));
  };
  // What is proved is the first of a user's addresses, or numbers.
  const { "emails.value": email, "phoneNumbers.value": phone } = claims;
  const proof = email !== undefined ? "emailVerified" : phone !== undefined ? "phoneVerified" : undefined;
  const [[found, ...others], proved] = await Promise.all([search([]), proof ? search([provedBy(proof)]) : []]);
  const [owner, ...more] = proved.filter((user) =>
    email === undefined ? phoneOf(user) === phone : emailOf(user)?.toLowerCase() === email.toLowerCase(),
  );
  if (owner !== undefined && more.length === 0) return owner;
  return others.length === 0 ? found : undefined;
}

const MOST_NAMESAKES = 20;

function provedBy(attribute: "emailVerified" | "phoneVerified") {
  return { kind: "comparison", path: `urn:scim:wso2:schema:${attribute}`, operator: "eq", value: "true" } as const;
}

/** The e-mail address that the user is written to; undefined: none. */
export function emailOf({ claims }: Pick<User, "claims">): string | undefined {
  return typeof claims.email === "string" && claims.email.includes("@") ? claims.email : undefined;
}

/** The number that the user gets text messages at; undefined: none, or one that is known not to be theirs. */
export function phoneOf({ claims }: Pick<User, "claims">): string | undefined {
  const { phone_number: phone, phone_number_verified: verified } = claims;
  return typeof phone === "string" && phone !== "" && verified !== false ? phone : undefined;
}

/** Whether what was written to is the user's still: whoever has another address by now has another mailbox. */
export function isStillAt({ email, phone }: Pick<AccountCode, "email" | "phone">, user: User): boolean {
  return phone === undefined ? email === emailOf(user) : phone === phoneOf(user);
}

/** The language that the user is written to in. */
export function localeOf({ claims }: Pick<User, "claims">): { readonly locale?: string } {
  return typeof claims.locale === "string" ? { locale: claims.locale } : {};
}

async function findByEmail(email: string, ctx: Pick<AccountWorld, "store">): Promise<User | undefined> {
  return email.includes("@") ? findByClaims({ "emails.value": email }, ctx) : undefined;
}

/** A mark of the password that the user has: another password has another one. */
export async function passwordMark(user: Pick<User, "userName">, ctx: Pick<AccountWorld, "store">): Promise<string> {
  return markOfPassword((await presentPassword(user, ctx)).passwordHash);
}

/** The password that the user has. */
export async function presentPassword(
  { userName }: Pick<User, "userName">,
  { store }: Pick<AccountWorld, "store">,
): Promise<PresentPassword> {
  return { passwordHash: (await store.users.findByName(userName))?.passwordHash };
}
