import { z } from "zod";
import { type Operation, operation } from "../operation.ts";
import { LOCAL } from "./connections.ts";
import { APPLICATIONS, getApplication } from "./find-application.ts";
import { DEFAULT_SEQUENCE, toModel, verifySequence } from "./model-mapping.ts";

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
    const { authenticationSequence } = toModel(await getApplication(call, ctx));
    const sent = authenticationSequence?.steps ?? [];
    const steps = sent.length > 0 ? sent : (DEFAULT_SEQUENCE?.steps ?? []);
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

/** An empty one: what the server would not run it does not take. */
const putScript = operation({
  id: "updateAuthenticationScript",
  method: "PUT",
  path: `${ONE}/authenticationSequence/script`,
  scope: "internal_application_script_update",
  summary: "Update the conditional authentication script of the application.",
  body: z.strictObject({ script: z.string() }),
  answers: { 200: undefined },
  async handle(call, ctx) {
    await getApplication(call, ctx);
    verifySequence({ script: call.body.script });
    return { status: 200 };
  },
});

/** How users sign in to an application. */
export const sequenceOperations: readonly Operation[] = [getAuthenticators, putScript];
