import { isNameFree } from "../../accounts/registration.ts";
import { hashPassword } from "../../crypto/password-hash.ts";
import { newPasswordFault } from "../../passwords/new-password.ts";
import type { JustInTimeProvisioning } from "../../protocol/model/identity-provider.ts";
import { foldUserName } from "../../protocol/model/user.ts";
import type { FactorParameter, RefusalReason, Shown } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Connection } from "./connection.ts";
import { localClaims } from "./local-attributes.ts";
import { nameOfNobodyElse, userNameOf } from "./local-user.ts";
import { accountOf, emailOf, type RemotePerson } from "./remote-person.ts";

/** What a new user is made with, beside what the provider tells. */
export interface ChosenAccount {
  readonly userName: string;
  readonly passwordHash: string | undefined;
}

/** Why it is not made; `reason` for the page. */
export interface JoiningFault {
  readonly because: RefusalReason;
  readonly reason: string | undefined;
}

type Person = Pick<RemotePerson, "subject" | "claims">;

/** In characters. */
const LONGEST_USER_NAME = 255;

const PARAMETERS: readonly FactorParameter[] = [
  { name: "username", type: "STRING", displayName: "Username", confidential: false },
  { name: "newPassword", type: "STRING", displayName: "New Password", confidential: true },
  { name: "confirmPassword", type: "STRING", displayName: "Confirm Password", confidential: true },
  { name: "consent", type: "BOOLEAN", displayName: "Consent", confidential: false },
];

/** What the form asks somebody new, and says: who has come from where, and what is kept of them here (contract §17.6). */
export function shownToJoin(person: Person, connection: Connection): Shown {
  const { provider, option } = connection;
  const kept = Object.values(localClaims(person, provider.document.claims, false)).filter(isText);
  const own = userNameOf(person, connection);
  return {
    connection: option.idp,
    account: accountOf(person),
    kept: [...new Set(kept)],
    parameters: askedBy(connection),
    suggestedName: own === nameOfNobodyElse(person, connection) ? "" : own,
  };
}

/** Checks what was entered: what to make the user with, or why none is made. */
export async function readJoining(
  person: Person,
  connection: Connection,
  entered: ReadonlyMap<string, string>,
  ctx: FlowContext,
): Promise<ChosenAccount | JoiningFault> {
  const asks = (name: string) => askedBy(connection).some((parameter) => parameter.name === name);
  if (!["true", "on"].includes(entered.get("consent") ?? "")) return fault("consent_missing");
  const userName = asks("username") ? (entered.get("username") ?? "").trim() : userNameOf(person, connection);
  if (asks("username") && !(await mayTake(userName, person, ctx))) return fault("name_taken");
  if (!asks("newPassword")) return { userName, passwordHash: undefined };
  const password = entered.get("newPassword") ?? "";
  if (password !== entered.get("confirmPassword")) return fault("passwords_differ", "differ");
  const owner = { userName, claims: localClaims(person, connection.provider.document.claims, false) };
  const weak = await newPasswordFault(password, owner, { ...ctx.tenant, settings: ctx.rules }, ctx.isBreached);
  if (weak !== undefined) return fault("password_refused", weak.reason);
  return { userName, passwordHash: await hashPassword(password) };
}

function askedBy({ provider }: Connection): readonly FactorParameter[] {
  const { scheme }: JustInTimeProvisioning = provider.document.provisioning;
  return PARAMETERS.filter(({ name }) => {
    if (name === "username") return scheme === "PROMPT_USERNAME_PASSWORD_CONSENT";
    return name === "consent" || scheme !== "PROMPT_CONSENT";
  });
}

/**
 * Whether the name can be the person's. One that is an address is somebody's: theirs alone, whom the provider has verified it of. Whether
 * that is an account's already nobody is told here: then it is to be proven (security bar 18.4).
 */
async function mayTake(userName: string, person: Person, { people }: FlowContext): Promise<boolean> {
  if (userName === "" || userName.length > LONGEST_USER_NAME) return false;
  const address = emailOf(person);
  const isTheirs = address?.verified === true && foldUserName(address.email) === foldUserName(userName);
  if (userName.includes("@") && !isTheirs) return false;
  return isTheirs || isNameFree(userName, { store: people });
}

function fault(because: RefusalReason, reason?: string): JoiningFault {
  return { because, reason };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
