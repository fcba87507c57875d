import type { FlowContext } from "../flow/flow-context.ts";
import { type Connection, FederationFault } from "./connection.ts";
import type { RemotePerson } from "./remote-person.ts";
import { askAsBearer } from "./token-request.ts";

/** Whom the access token is of, by GitHub's user API: it gives no ID tokens. Throws a FederationFault. */
export async function personOfGithub(
  { settings }: Connection,
  accessToken: string,
  ctx: Pick<FlowContext, "outbound">,
): Promise<RemotePerson> {
  const endpoint = settings.userinfoEndpoint ?? "";
  const { id, login, name, avatar_url: picture } = await askAsBearer(endpoint, accessToken, ctx);
  // A login can be given up, and taken by somebody else.
  if (!Number.isSafeInteger(id)) throw new FederationFault("user API: no id");
  const email = settings.scopes.includes("user:email") ? await primaryEmail(endpoint, accessToken, ctx) : undefined;
  return {
    subject: `${id}`,
    claims: {
      ...(typeof login === "string" && { preferred_username: login }),
      ...(typeof name === "string" && { name }),
      ...(typeof picture === "string" && { picture }),
      ...(email !== undefined && { email: email.email, email_verified: email.verified === true }),
    },
  };
}

interface GithubEmail {
  readonly email?: unknown;
  readonly primary?: unknown;
  readonly verified?: unknown;
}

async function primaryEmail(endpoint: string, accessToken: string, ctx: Pick<FlowContext, "outbound">) {
  const emails: unknown = await askAsBearer(`${endpoint}/emails`, accessToken, ctx);
  return Array.isArray(emails) ? (emails as GithubEmail[]).find((each) => each?.primary === true) : undefined;
}
