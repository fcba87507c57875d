import assert from "node:assert/strict";
import { after, before, beforeEach, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { templateName } from "../../src/notifications/find-template.ts";
import { memberIdIn } from "../../src/protocol/model/user.ts";
import { AskingClient, CIBA, decide as decideAbout } from "../ciba.ts";
import { claimsOf, TestClient } from "../client.ts";
import { DEVICE_CODE, Device } from "../devices.ts";
import { NativeApplication, nativeOrganization, PASSWORD_ID } from "../native-application.ts";
import { type OwnPlace, ownApplication, placeOf } from "../organization-applications.ts";
import { addPerson } from "../organization-people.ts";
import { CALLBACK, PASSWORD } from "../organizations.ts";
import { codeIn, outboxOf } from "../outbox.ts";
import { assertSignInPage, returned } from "../redirects.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient, tenantStore } from "../tenant-data.ts";

const OTHER_PASSWORD = "another horse battery";
const EMAIL_CODE = "email-otp-authenticator";

describe("an organization's own applications (contract §1.1): each way to sign in is for its own people", () => {
  let server: TestServer;
  let west: OwnPlace;
  let east: OwnPlace;
  /** The server as its applications know it. */
  let there: TestServer;
  let sub: string;
  before(async () => {
    const device = { clientId: "tv", callbackURLs: [], grantTypes: [DEVICE_CODE], publicClient: true };
    const bank = { clientId: "bank", callbackURLs: [], grantTypes: [CIBA], clientSecret: "acme-bank-secret" };
    const acme = { ...nativeOrganization, applications: [...nativeOrganization.applications, device, bank] };
    server = await startServer({
      organizations: [{ ...acme, subOrganizations: [{ handle: "west" }, { handle: "east" }] }],
    });
    [west, east] = [await placeOf(server, "west"), await placeOf(server, "east")];
    for (const handle of ["west", "east"]) {
      for (const clientId of ["native", "pages", "tv", "bank"]) {
        await ownApplication(server, handle, clientId, { clientId });
      }
    }
    const signInSteps = [{ options: [{ idp: "LOCAL", authenticator: EMAIL_CODE }] }];
    await ownApplication(server, "west", "pages", { clientId: "mailed", signInSteps });
    there = { ...server, url: west.url };
    sub = (await addPerson(server, "west", "pat", { claims: { email: "pat@west.example" } })).id;
    await addPerson(server, "east", "pat", { password: OTHER_PASSWORD });
  });
  after(() => server.stop());
  beforeEach(() => server.clock.advance(600));

  const assertOurs = (idToken: string) => {
    const { org_id, user_org, ...claims } = claimsOf(idToken);
    assert.deepEqual([claims.iss, claims.sub], [west.url("/oauth2/token"), sub]);
    assert.deepEqual([org_id, user_org], [west.world.organization.id, west.world.organization.id]);
  };
  const at = (place: OwnPlace) => ({ ...server, url: place.url });

  it("native sign-in (contract §14)", async () => {
    const application = new NativeApplication(there, "native");
    const begun = (await application.start()).body;
    assert.equal(begun.links[0].href, west.url("/oauth2/authn"));
    for (const wrong of [
      { username: "pat", password: OTHER_PASSWORD },
      { username: "kim", password: PASSWORD },
    ]) {
      assert.equal((await application.step(begun.flowId, PASSWORD_ID, wrong)).body.flowStatus, "FAIL_INCOMPLETE");
    }
    for (const elsewhere of [server, at(east)]) {
      const other = await new NativeApplication(elsewhere, "native").step(begun.flowId, PASSWORD_ID, {
        username: "pat",
        password: PASSWORD,
      });
      assert.equal(other.body.code, "ABA-60009");
    }
    const done = await application.step(begun.flowId, PASSWORD_ID, { username: "pat", password: PASSWORD });
    assert.equal(done.body.flowStatus, "SUCCESS_COMPLETED", JSON.stringify(done.body));
    const { id_token } = (await application.exchange(done)).body;
    assertOurs(id_token);
    const form = { response_mode: "direct", client_id: "native", id_token_hint: id_token };
    const out = (place: TestServer) =>
      new NativeApplication(place, "native").send("/oidc/logout", new URLSearchParams(form));
    assert.equal((await out(server)).status, 400);
    assert.equal((await out(there)).status, 200);
  });

  it("native sign-in to the tenant's applications, which names the organization (contract §14, §21.3)", async () => {
    await changeClient(server, "native", { sharing: { with: "all" } });
    const application = new NativeApplication(server, "native");
    const { flowId } = (await application.start({ orgHandle: "west" })).body;
    const kim = await application.step(flowId, PASSWORD_ID, { username: "kim", password: PASSWORD });
    assert.equal(kim.body.flowStatus, "FAIL_INCOMPLETE");
    const done = await application.step(flowId, PASSWORD_ID, { username: "pat", password: PASSWORD });
    const { id_token } = (await application.exchange(done)).body;
    assert.deepEqual([claimsOf(id_token).sub, claimsOf(id_token).user_org], [sub, west.world.organization.id]);
  });

  it("the device pages (RFC 8628 §3.3)", async () => {
    const tv = new Device(there, "tv");
    const { device_code, user_code, verification_uri } = await tv.start();
    assert.equal(verification_uri, west.url("/authenticationendpoint/device.do"));
    for (const elsewhere of [server, at(east)]) {
      const page = await new Device(elsewhere, "tv").enter(user_code);
      assert.match(page.url.href, /error=invalid\.code$/);
    }
    const browser = new ScriptLessBrowser();
    assertSignInPage(await tv.approach(user_code, browser));
    const decided = await browser.submit(await tv.approach(user_code, browser, "pat"), { consent: "approve" });
    assert.equal(decided.url.pathname, `${west.path}/authenticationendpoint/device_success.do`, decided.body);
    for (const elsewhere of [server, at(east)]) {
      assert.equal((await new Device(elsewhere, "tv").poll(device_code)).status, 400);
    }
    assertOurs((await tv.poll(device_code)).body.id_token);
  });

  it("the approval of CIBA (contract §11.2)", async () => {
    const bank = new AskingClient(there, "bank");
    assert.equal((await bank.ask({ login_hint: "kim" })).body.error, "unknown_user_id");
    const kim = (await (await tenantStore(server)).users.findByName("kim"))?.user;
    assert.ok(kim);
    await west.world.store.users.save({ ...kim, id: memberIdIn(west.world.organization.id, kim.id) }, undefined);
    assert.equal((await bank.ask({ login_hint: "kim" })).body.error, "unknown_user_id");
    const { auth_req_id, auth_url } = await bank.start({ login_hint: "pat" });
    assert.ok(auth_url.startsWith(west.url("/oauth2/ciba_authorize")));
    for (const path of ["/t/acme", east.path]) {
      assert.equal((await fetch(auth_url.replace(west.path, path))).status, 400);
    }
    const browser = new ScriptLessBrowser();
    const page = await browser.submit(await browser.open(auth_url), {
      usernameUserInput: "pat",
      password: PASSWORD,
    });
    assert.equal((await decideAbout(auth_url, "approve", browser)).status, 200, page.body);
    assert.equal((await new AskingClient(at(east), "bank").poll(auth_req_id)).status, 400);
    assertOurs((await bank.poll(auth_req_id)).body.id_token);
  });

  it("logout by redirect, with the confirmation first, which ends this session and no other (RP-Initiated Logout §2)", async () => {
    const browser = new ScriptLessBrowser();
    const client = new TestClient(there, "pages");
    const neighbour = new TestClient(at(east), "pages");
    const sign = async (of: TestClient, password: string) =>
      returned(
        await browser.submit(
          await browser.open(of.authorizeUrl(), CALLBACK),
          { usernameUserInput: "pat", password },
          CALLBACK,
        ),
      ).code;
    assert.ok((await sign(client, PASSWORD)) && (await sign(neighbour, OTHER_PASSWORD)));
    const asked = await browser.open(west.url("/oidc/logout"));
    const done = await browser.submit(asked, { consent: "approve" });
    assert.equal(done.url.pathname, `${west.path}/authenticationendpoint/oauth2_logout.do`);
    const silent = async (of: TestClient) =>
      returned(await browser.open(of.authorizeUrl({ prompt: "none" }), CALLBACK)).code !== undefined;
    assert.deepEqual([await silent(client), await silent(neighbour)], [false, true]);
  });

  it("codes by mail, with the tenant's words and senders where the organization has none (contract §17.13)", async () => {
    const { records } = await tenantStore(server);
    const key = { channel: "email", type: "EmailOTP", locale: "en_US" } as const;
    const content = { subject: "From above", body: "{{OTPCode}}", footer: "", contentType: "text/plain" };
    const name = templateName(key);
    await records.add("notification template", { id: name, name, document: { ...key, content } }, server.clock.now);
    const browser = new ScriptLessBrowser();
    const page = await browser.open(new TestClient(there, "mailed").authorizeUrl());
    const sent = await browser.submit(page, { usernameUserInput: "pat" });
    const message = await outboxOf(server).latest("pat@west.example");
    assert.deepEqual([message.organization, message.channel === "email" && message.subject], ["west", "From above"]);
    const done = await browser.submit(sent, { OTPCode: codeIn(message) }, CALLBACK);
    assert.ok(returned(done).code, done.body);
  });
});
