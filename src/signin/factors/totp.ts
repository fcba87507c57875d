import { tellOfFactors } from "../../accounts/security-notices.ts";
import {
  adoptSecret,
  hasAuthenticatorApp,
  makeSecret,
  markOfApp,
  openSecret,
  takeAppCode,
} from "../../credentials/authenticator-app.ts";
import { toBase32, totpUrl } from "../../crypto/totp.ts";
import { PASSKEY } from "../../protocol/sign-in-sequence.ts";
import type { Factor } from "../flow/factor.ts";
import type { FlowContext } from "../flow/flow-context.ts";
import type { Person } from "../flow/sign-in-flow.ts";

/**
 * A code of an authenticator app, of which each counts once (security bar 19.1). Whoever has proven who they are and has no app sets one up
 * here: its secret is this flow's alone, and is theirs with its first code.
 */
export const totpFactor: Factor = {
  name: "totp",
  displayName: "TOTP",
  kind: "possession",
  identifies: false,
  sendsNothing: true,
  parameters: [{ name: "token", type: "STRING", displayName: "Token", confidential: true }],
  isOffered: ({ userId }, _, ctx) => hasApp(userId, ctx),
  // With the password alone nobody puts an app beside the passkey that was to protect the account.
  async canEnrol({ flow: { person, done } }, { people }) {
    if (person?.userId === undefined || !person.proven) return false;
    if (done.some(({ authenticator }) => authenticator === PASSKEY)) return true;
    return (await people.credentials.listOf(person.userId, "passkey")).length === 0;
  },
  async start({ flow: { person } }, ctx) {
    const isEnrolling = person?.proven === true && !(await hasApp(person.userId, ctx));
    const { userId } = person ?? {};
    return { kind: "started", state: isEnrolling && userId !== undefined ? { secret: makeSecret(userId, ctx) } : {} };
  },
  async show({ flow: { person }, state }, ctx) {
    const sealed = secretOf(state);
    if (sealed === undefined || person?.userId === undefined) return {};
    const secret = openSecret(sealed, person.userId, ctx);
    const url = totpUrl(secret, { issuer: ctx.tenant.name, account: person.userName });
    return { secret: toBase32(secret), url };
  },
  async verify({ flow: { person }, state, entered }, ctx) {
    const code = (entered.get("token") ?? "").replaceAll(/\s/g, "");
    const { userId } = person ?? {};
    if (userId === undefined) return { kind: "refused", because: "wrong_code" };
    const world = { store: ctx.people, sealing: ctx.sealing, now: ctx.now };
    const sealed = secretOf(state);
    if (sealed === undefined) {
      // Before: an app that takes its place meanwhile has shown no code.
      const mark = await markOfApp(userId, world);
      if (!(await takeAppCode(userId, code, world))) return { kind: "refused", because: "wrong_code" };
      return provenAs(userId, mark, ctx);
    }
    const outcome = await adoptSecret(userId, sealed, code, world);
    if (outcome === "wrong code") return { kind: "refused", because: "wrong_code" };
    if (outcome === "has another") return { kind: "ended", because: "code_expired" };
    ctx.record("authenticator_app_added", { user: userId });
    const proven = await provenAs(userId, await markOfApp(userId, world), ctx);
    if (proven.kind === "proven") await tellOfFactors(proven.user, { ...ctx, store: ctx.people });
    return proven;
  },
  standsBy: async (mark, { id }, _option, ctx) =>
    (await markOfApp(id, { store: ctx.people, sealing: ctx.sealing })) === mark,
};

async function hasApp(userId: Person["userId"], { people }: FlowContext): Promise<boolean> {
  return userId !== undefined && (await hasAuthenticatorApp(userId, { store: people }));
}

function secretOf({ secret }: Readonly<Record<string, unknown>>): string | undefined {
  return typeof secret === "string" ? secret : undefined;
}

async function provenAs(userId: string, mark: string | undefined, { people }: FlowContext) {
  const user = await people.users.find(userId);
  return user === undefined
    ? ({ kind: "refused", because: "sign_in_failed" } as const)
    : ({ kind: "proven", user, mark } as const);
}
