import { z } from "zod";
import { addPasskey } from "../../credentials/add-passkey.ts";
import { readPasskeyAnswer } from "../../credentials/passkey-answer.ts";
import { areTooMany, creationOptions, type Passkey, passkeysOf } from "../../credentials/passkeys.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import type { Credential } from "../../store/port/credentials.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation, type Reply } from "../operation.ts";
import { endOtherSessions } from "../self-service/end-other-sessions.ts";
import { takeWay } from "../self-service/last-way.ts";
import { ownUser, recentlySignedIn } from "../self-service/own-user.ts";
import { passkeyForm, passkeyListOf, passkeyWorldOf } from "./passkey-list.ts";

const PATH = "/api/users/v2/me/webauthn";
/** In characters. */
const LONGEST_NAME = 100;

const startForm = z.object({ appId: z.string() });
const startedForm = z.object({
  requestId: z.string(),
  publicKeyCredentialCreationOptions: z.record(z.string(), z.unknown()),
});
const credentialForm = z.looseObject({ id: z.string(), response: z.looseObject({ clientDataJSON: z.string() }) });
const finishForm = z.object({ requestId: z.string(), credential: credentialForm });
const patchForm = z.array(
  z.object({ operation: z.enum(["ADD", "REMOVE", "REPLACE"]), path: z.string(), value: z.string().optional() }),
);

const list = {
  method: "GET",
  scope: SELF_SERVICE_SCOPE,
  summary: "Lists the user's passkeys",
  answers: { 200: z.array(passkeyForm) },
  async handle(_call: unknown, ctx: ManagementContext) {
    return { status: 200, body: await passkeyListOf(await ownUser(ctx), ctx) };
  },
} as const;

/** The user's passkeys (contract §19, security bar 19.4, 19.5). A request's id is its challenge, which counts for this user's token alone. */
export const passkeyOperations: readonly Operation[] = [
  operation({
    id: "startPasskeyRegistration",
    method: "POST",
    path: `${PATH}/start-registration`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Begins to add a passkey; one that signs in without a user name, where the device can",
    body: startForm,
    form: true,
    answers: { 201: startedForm },
    handle: ({ body }, ctx) => start(body.appId, "preferred", ctx),
  }),
  operation({
    id: "startUsernamelessPasskeyRegistration",
    method: "POST",
    path: `${PATH}/start-usernameless-registration`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Begins to add a passkey that signs in without a user name",
    body: startForm,
    form: true,
    answers: { 201: startedForm },
    handle: ({ body }, ctx) => start(body.appId, "required", ctx),
  }),
  operation({
    id: "finishPasskeyRegistration",
    method: "POST",
    path: `${PATH}/finish-registration`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Adds the passkey that the device has made",
    body: finishForm,
    answers: { 201: z.object({ requestId: z.string(), credential: credentialForm }) },
    async handle({ body }, ctx) {
      const user = await recentlySignedIn(ctx);
      const answer = readPasskeyAnswer(JSON.stringify(body.credential));
      if (answer === undefined || answer.challenge !== body.requestId) throw refused();
      const purpose = { purpose: purposeOf(user, ctx), userId: user.id, displayName: "Passkey" };
      const added = await addPasskey(answer, purpose, passkeyWorldOf(ctx));
      if (added.kind === "taken") throw tooMany("The passkey is somebody's already, or there are too many.");
      if (added.kind === "wrong") throw refused();
      await endOtherSessions(user, ctx);
      return {
        status: 201,
        body: { requestId: body.requestId, credential: { ...body.credential, credentialId: added.id } },
        change: changeOf("user.add-passkey", user, { after: shownOf(added.id, added.passkey) }),
      };
    },
  }),
  operation({ ...list, id: "getPasskeys", path: `${PATH}/` }),
  operation({ ...list, id: "getPasskeysWithoutSlash", path: PATH }),
  operation({
    id: "renamePasskey",
    method: "PATCH",
    path: `${PATH}/{credentialId}`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Changes the name by which the user knows a passkey",
    body: patchForm,
    answers: { 200: z.array(passkeyForm) },
    async handle({ parameters, body }, ctx) {
      const user = await ownUser(ctx);
      const found = await findOwn(user, parameters.credentialId as string, ctx);
      const displayName = nameIn(body) ?? found.document.displayName;
      if (!(await ctx.store.credentials.replace({ ...found, document: { ...found.document, displayName } }))) {
        throw new ManagementError(409, "FID-60003", "Conflict.", "The passkey was used or changed meanwhile.");
      }
      const before = shownOf(found.id, found.document);
      const change = changeOf("user.rename-passkey", user, { before, after: { ...before, displayName } });
      return { status: 200, body: await passkeyListOf(user, ctx), change };
    },
  }),
  operation({
    id: "deletePasskey",
    method: "DELETE",
    path: `${PATH}/{credentialId}`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Removes one of the user's passkeys",
    answers: { 204: undefined },
    async handle({ parameters }, ctx) {
      const user = await recentlySignedIn(ctx);
      const { id, document } = await findOwn(user, parameters.credentialId as string, ctx);
      const remove = () => ctx.store.credentials.remove(user.id, "passkey", id);
      if (!(await takeWay(user, { passkey: id, code: "FID-60006" }, remove, ctx))) throw notFound(id);
      await endOtherSessions(user, ctx);
      return { status: 204, change: changeOf("user.remove-passkey", user, { before: shownOf(id, document) }) };
    },
  }),
];

async function start(appId: string, residentKey: "required" | "preferred", ctx: ManagementContext): Promise<Reply> {
  const user = await recentlySignedIn(ctx);
  const world = passkeyWorldOf(ctx);
  if (!world.relyingParty.origins.includes(appId)) {
    const description =
      "appId is none of the origins that use passkeys: the server's own, and those that its operator names.";
    throw new ManagementError(400, "FID-60001", "Invalid origin.", description);
  }
  if (areTooMany(await passkeysOf(user.id, world))) throw tooMany("There are too many passkeys: remove one first.");
  const options = await creationOptions(purposeOf(user, ctx), user, residentKey, world);
  return { status: 201, body: { requestId: options.challenge, publicKeyCredentialCreationOptions: options } };
}

/** What a challenge counts for: this user, by what they have allowed this application. */
function purposeOf(user: User, { authorization }: ManagementContext): string {
  return `add to the account ${user.id} by ${authorization?.id}`;
}

async function findOwn(user: User, id: string, { store }: ManagementContext): Promise<Credential<Passkey>> {
  const found = await store.credentials.find<Passkey>("passkey", id);
  if (found?.userId !== user.id) throw notFound(id);
  return found;
}

/** The name that the last change gives; undefined: none does. Refuses changes of anything else. */
function nameIn(changes: z.infer<typeof patchForm>): string | undefined {
  const names = changes.map(({ operation: kind, path, value }) => {
    const name = value?.trim() ?? "";
    if (kind !== "REMOVE" && path === "/displayName" && name !== "" && name.length <= LONGEST_NAME) return name;
    const description = `A change replaces /displayName by a text of at most ${LONGEST_NAME} characters.`;
    throw new ManagementError(400, "FID-60004", "Invalid change.", description);
  });
  return names.at(-1);
}

function shownOf(id: string, { displayName }: Passkey) {
  return { id, displayName };
}

function changeOf(
  action: string,
  { id, userName }: User,
  values: { readonly before?: object; readonly after?: object },
) {
  return { action, target: { kind: "user", id, name: userName }, ...values };
}

function refused(): ManagementError {
  const description = "The device's answer is not one to this request, made with it on a page that may.";
  return new ManagementError(400, "FID-60002", "Invalid passkey.", description);
}

function tooMany(description: string): ManagementError {
  return new ManagementError(409, "FID-60003", "Conflict.", description);
}

function notFound(id: string): ManagementError {
  return new ManagementError(404, "FID-60005", "Passkey not found.", `The user has no passkey with the id ${id}.`);
}
