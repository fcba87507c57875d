import { z } from "zod";
import { stepsOf } from "../../protocol/sign-in-sequence.ts";
import { type Operation, operation } from "../operation.ts";
import { verifyMayControl } from "./authority.ts";
import { LOCAL } from "./connections.ts";
import { APPLICATIONS, getApplication, snapshotOf, targetOf } from "./find-application.ts";
import { merge } from "./merge.ts";
import { fromModel, toModel } from "./model-mapping.ts";
import { toSequence } from "./sequence-mapping.ts";

const ONE = `${APPLICATIONS}/{applicationId}`;

const authenticator = z.object({ name: z.string(), type: z.string() });

const getAuthenticators = operation({
  id: "getConfiguredAuthenticators",
  method: "GET",
  path: `${ONE}/authenticators`,
  scope: "internal_application_mgt_view",
  summary: "Get the authenticators of each step of signing in to the application.",
  answers: {
    200: z.array(
      z.object({
        stepId: z.number().int(),
        localAuthenticators: z.array(authenticator),
        federatedAuthenticators: z.array(authenticator),
      }),
    ),
  },
  async handle(call, ctx) {
    const client = await getApplication(call, ctx);
    const sent = toSequence(client)?.steps ?? [];
    const steps = sent.length > 0 ? sent : stepsOf(client).map(({ options }, index) => ({ id: index + 1, options }));
    const body = steps.map(({ id, options }) => ({
      stepId: id,
      localAuthenticators: authenticatorsOf(options, (idp) => idp === LOCAL),
      federatedAuthenticators: authenticatorsOf(options, (idp) => idp !== LOCAL),
    }));
    return { status: 200, body };
  },
});

type Option = { readonly idp: string; readonly authenticator: string };

function authenticatorsOf(options: readonly Option[], isMeant: (idp: string) => boolean) {
  return options.filter(({ idp }) => isMeant(idp)).map(({ idp, authenticator: name }) => ({ name, type: idp }));
}

/** One that executes the steps in their order, or none: what the server would not run it does not take. */
const putScript = operation({
  id: "updateAuthenticationScript",
  method: "PUT",
  path: `${ONE}/authenticationSequence/script`,
  scope: "internal_application_script_update",
  summary: "Update the conditional authentication script of the application.",
  body: z.strictObject({ script: z.string() }),
  answers: { 200: undefined },
  async handle(call, ctx) {
    const before = await getApplication(call, ctx);
    await verifyMayControl(before, ctx);
    const { authenticationSequence } = merge(toModel(before), { authenticationSequence: call.body });
    const { application } = fromModel({ ...toModel(before), authenticationSequence }, before);
    const client = { ...before, application };
    await ctx.store.clients.save(client);
    const [was, is] = [snapshotOf(before), snapshotOf(client)];
    return { status: 200, change: { action: "application.update", target: targetOf(before), before: was, after: is } };
  },
});

/** How users sign in to an application. */
export const sequenceOperations: readonly Operation[] = [getAuthenticators, putScript];
