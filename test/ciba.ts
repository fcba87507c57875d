import { type Page, ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { type Answer, basic, TestClient } from "./client.ts";
import { organizations, PASSWORD } from "./organizations.ts";

export const CIBA = "urn:openid:params:grant-type:ciba";

type Form = Readonly<Record<string, string | undefined>>;

/** The organizations of the other tests, each with applications that ask users who are elsewhere; `more` are the first one's alone. */
export function withCiba(...more: readonly object[]): readonly object[] {
  return organizations.map((organization, index) => {
    const { handle } = organization;
    const common = { callbackURLs: [], grantTypes: [CIBA, "refresh_token"] };
    const asking = [
      { ...common, clientId: "bank", name: "Bank Desk", clientSecret: `${handle}-bank-secret` },
      { ...common, clientId: "shop", name: "Shop Till", clientSecret: `${handle}-shop-secret` },
    ];
    return { ...organization, applications: [...organization.applications, ...asking, ...(index === 0 ? more : [])] };
  });
}

/** An application with a secret that asks for a user by their name, and the user who follows its link. */
export class AskingClient extends TestClient {
  readonly #credentials = basic(this.clientId, `${this.tenant}-${this.clientId}-secret`);

  /** A request in order, changed by `form`; undefined takes a parameter out. */
  ask(form: Form = {}): Promise<Answer> {
    return this.post("/oauth2/ciba", { scope: "openid email", login_hint: "kim", ...form }, this.#credentials);
  }

  /** The body of an answer in order. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  async start(form: Form = {}): Promise<any> {
    const { status, body } = await this.ask(form);
    if (status !== 200) throw new Error(`no auth_req_id came back: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  poll(authReqId: string): Promise<Answer> {
    return this.post("/oauth2/token", { grant_type: CIBA, auth_req_id: authReqId }, this.#credentials);
  }
}

/** Follows the link and signs in where that is asked: to the page that asks for the decision. */
export async function approach(authUrl: string, browser = new ScriptLessBrowser(), userName = "kim"): Promise<Page> {
  const page = await browser.open(authUrl);
  if (!page.body.includes('id="usernameUserInput"')) return page;
  return browser.submit(page, { usernameUserInput: userName, password: PASSWORD });
}

/** The same, and decides. */
export async function decide(
  authUrl: string,
  consent: "approve" | "deny",
  browser = new ScriptLessBrowser(),
): Promise<Page> {
  return browser.submit(await approach(authUrl, browser), { consent });
}
