import { type Page, ScriptLessBrowser } from "../demo/script-less-browser.ts";
import { type Answer, TestClient } from "./client.ts";
import { organizations, PASSWORD } from "./organizations.ts";

export const DEVICE_CODE = "urn:ietf:params:oauth:grant-type:device_code";

/** The organizations of the other tests, each with applications that run on devices. */
export function withDevices(): readonly object[] {
  return organizations.map((organization) => {
    const common = { callbackURLs: [], grantTypes: [DEVICE_CODE, "refresh_token"] };
    const { handle } = organization;
    const devices = [
      { ...common, clientId: "tv", name: "Television", publicClient: true },
      { ...common, clientId: "box", name: "Set-Top Box", publicClient: true },
      { ...common, clientId: "printer", name: "Printer", clientSecret: `${handle}-printer-secret` },
    ];
    return { ...organization, applications: [...organization.applications, ...devices] };
  });
}

/** An application on a device, and its user who goes to another one. */
export class Device extends TestClient {
  requestCodes(form: Readonly<Record<string, string | undefined>> = {}): Promise<Answer> {
    return this.post("/oauth2/device_authorize", { client_id: this.clientId, scope: "openid email", ...form });
  }

  /** The body of a device authorization response in order. */
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
  async start(form: Readonly<Record<string, string | undefined>> = {}): Promise<any> {
    const { status, body } = await this.requestCodes(form);
    if (status !== 200) throw new Error(`no codes came back: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  poll(deviceCode: string, changes: Readonly<Record<string, string | undefined>> = {}): Promise<Answer> {
    return this.token({ grant_type: DEVICE_CODE, device_code: deviceCode, ...changes });
  }

  /** Enters the code on the page for it. */
  async enter(userCode: string, browser = new ScriptLessBrowser()): Promise<Page> {
    const page = await browser.open(this.server.url("/authenticationendpoint/device.do", this.tenant));
    return browser.submit(page, { user_code: userCode });
  }

  /** The same, and signs in where that is asked: to the page that asks for the decision. */
  async approach(userCode: string, browser = new ScriptLessBrowser(), userName = "kim"): Promise<Page> {
    const page = await this.enter(userCode, browser);
    if (!page.body.includes('id="usernameUserInput"')) return page;
    return browser.submit(page, { usernameUserInput: userName, password: PASSWORD });
  }

  /** The same, and decides. */
  async decide(userCode: string, consent: "approve" | "deny", browser = new ScriptLessBrowser()): Promise<Page> {
    return browser.submit(await this.approach(userCode, browser), { consent });
  }
}
