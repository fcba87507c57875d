import { z } from "zod";
import { enabledFactors } from "../../credentials/enabled-factors.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { ManagementError } from "../management-error.ts";
import { type Operation, operation } from "../operation.ts";
import { ownUser, recentlySignedIn } from "../self-service/own-user.ts";

const KIND = "enabled factors";
const own = { path: "/api/users/v1/me/mfa/authenticators", scope: SELF_SERVICE_SCOPE };
/** Names with commas between them; none at all is an empty text. */
const form = z.object({ enabledAuthenticators: z.string().regex(/^$|^[\w-]{1,64}(\s*,\s*[\w-]{1,64}){0,19}$/) });

/** Which second factors the user wants to be asked for (contract §19, security bar 19.5). */
export const enabledFactorOperations: readonly Operation[] = [
  operation({
    ...own,
    id: "updateEnabledAuthenticators",
    method: "POST",
    summary: "Says which second factors the user wants to be asked for",
    body: form,
    answers: { 200: form, 201: form },
    async handle({ body }, ctx) {
      const user = await recentlySignedIn(ctx);
      const { credentials } = ctx.store;
      const names = body.enabledAuthenticators === "" ? [] : body.enabledAuthenticators.split(/\s*,\s*/);
      const before = await credentials.find<{ readonly names: readonly string[] }>(KIND, user.id);
      const stored =
        before === undefined
          ? await credentials.add({ userId: user.id, kind: KIND, id: user.id, document: { names } }, ctx.now)
          : await credentials.replace({ ...before, document: { names } });
      if (!stored) throw new ManagementError(400, "UE-10000", "Conflict", "Somebody else has changed it meanwhile.");
      return {
        status: before === undefined ? 201 : 200,
        body: { enabledAuthenticators: names.join(",") },
        change: {
          action: "user.enable-factors",
          target: { kind: "user", id: user.id, name: user.userName },
          before: before?.document.names,
          after: names,
        },
      };
    },
  }),
  operation({
    ...own,
    id: "getEnabledAuthenticators",
    method: "GET",
    summary: "Gets the second factors that the user wants to be asked for",
    answers: { 200: form },
    async handle(_call, ctx) {
      const user = await ownUser(ctx);
      return { status: 200, body: { enabledAuthenticators: (await enabledFactors(user.id, ctx)).join(",") } };
    },
  }),
];
