import { z } from "zod";
import { ManagementError } from "../management-error.ts";
import { type Change, type ManagementContext, type Operation, operation } from "../operation.ts";
import { controlledUserInPath } from "../self-service/own-user.ts";
import { NO_USER, requestForm } from "./association-operations.ts";
import { associate, dissociate } from "./associations.ts";

const MOST = 1000;
const PATH = /^\/?(?<userId>[^/]+)\/federated-associations(?:\/(?<id>[^/]+))?$/;

const stepForm = z.object({
  method: z.string(),
  bulkId: z.string(),
  path: z.string(),
  data: requestForm.partial().optional(),
});
type Step = z.infer<typeof stepForm>;

const resultForm = z.object({
  bulkId: z.string(),
  status: z.object({
    statusCode: z.number().int(),
    errorCode: z.string().optional(),
    errorMessage: z.string().optional(),
    errorDescription: z.string().optional(),
  }),
});

/** Many associations made and taken away at once, each for itself (contract §19). */
export const bulkAssociationOperations: readonly Operation[] = [
  operation({
    id: "bulkFederatedAssociations",
    method: "POST",
    path: "/api/users/v1/federated-associations/bulk",
    scope: "internal_user_fed_association_bulk",
    summary: "Makes and takes away many associations with accounts elsewhere",
    body: z.object({
      /** After so many failures the rest is left undone; 0: never. */
      failOnErrors: z.number().int().min(0).default(0),
      operations: z.array(stepForm).max(MOST).default([]),
    }),
    answers: { 200: z.object({ Operations: z.array(resultForm) }) },
    async handle({ body }, ctx) {
      const results: z.infer<typeof resultForm>[] = [];
      const changes: Change[] = [];
      let failures = 0;
      for (const step of body.operations) {
        if (body.failOnErrors > 0 && failures >= body.failOnErrors) break;
        try {
          changes.push(await take(step, ctx));
          results.push({ bulkId: step.bulkId, status: { statusCode: step.method === "POST" ? 201 : 204 } });
        } catch (error) {
          if (!(error instanceof ManagementError)) throw error;
          failures += 1;
          const { status: statusCode, code: errorCode, message: errorMessage, description: errorDescription } = error;
          results.push({ bulkId: step.bulkId, status: { statusCode, errorCode, errorMessage, errorDescription } });
        }
      }
      return { status: 200, body: { Operations: results }, changes };
    },
  }),
];

async function take({ method, path, data }: Step, ctx: ManagementContext): Promise<Change> {
  const { userId, id } = PATH.exec(path)?.groups ?? {};
  const asked = method === "POST" && id === undefined ? requestForm.safeParse(data).data : undefined;
  if (userId === undefined || (method === "DELETE" ? id === undefined : asked === undefined)) {
    throw new ManagementError(400, "UAA-10001", "Invalid request.", "The operation has no such method, path or data.");
  }
  const user = await controlledUserInPath({ parameters: { userId } }, ctx, NO_USER);
  return asked === undefined ? dissociate(user, id as string, ctx) : associate(user, asked, ctx);
}
