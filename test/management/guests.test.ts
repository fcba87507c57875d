import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { administratorRole } from "../../src/protocol/roles.ts";
import { linkIn, outboxOf } from "../outbox.ts";
import { startServer, type TestServer } from "../server.ts";
import { type ApiClient, apiClientWith } from "./api-client.ts";
import { administrated, ORGANIZATION_SCOPES, switchInto, userClient, within } from "./organization-world.ts";
import { idOfUser } from "./own-account.ts";

const GUESTS = "/o/api/server/v1/guests";
const ACCEPT = "/api/server/v1/guests/invitation/accept";
const SCOPES = ["add", "list", "delete"].map((verb) => `internal_guest_mgt_invite_${verb}`);
const LEE = "lee@example.com";

describe("inviting the tenant's users into an organization (contract §21.2)", () => {
  let server: TestServer;
  let kim: ApiClient;
  let west: ApiClient;
  let open: ApiClient;
  let organizationId: string;
  before(async () => {
    server = await startServer({ organizations: administrated });
    kim = await userClient(server, "kim", [...ORGANIZATION_SCOPES, ...SCOPES]);
    const body = { name: "The <West>", orgHandle: "west" };
    organizationId = (await kim.call("POST", "/api/server/v1/organizations", body)).body.id;
    west = await within(
      server,
      kim,
      organizationId,
      SCOPES.map((scope) => scope.replace("internal_", "internal_org_")),
    );
    open = apiClientWith(server, undefined);
  });
  after(() => server.stop());

  const invite = (usernames: string[], more: object = {}) =>
    west.call("POST", `${GUESTS}/invite`, { usernames, ...more });
  const list = async (query = "") => (await west.call("GET", `${GUESTS}/invitations${query}`)).body.invitations;
  const clear = async () => {
    for (const { id } of await list()) await west.call("DELETE", `${GUESTS}/invitations/${id}`);
    const { id = "" } = (await server.store.tenants.find("acme")) ?? {};
    await server.store.forTenant(id).organizationMembers.remove(organizationId, await idOfUser(server, "lee"));
  };
  const isMember = async () => {
    const lee = await userClient(server, "lee", []);
    return (await switchInto(server, lee, organizationId, ["openid"])).status === 200;
  };
  const latestLink = async () => linkIn(await outboxOf(server).latest(LEE));

  it("writes to them, and lets them in by the page that the link leads to", async () => {
    const { status, body } = await invite(["lee"]);
    assert.deepEqual([status, body], [201, [{ username: "lee", result: { status: "Successful" } }]]);
    assert.equal(await isMember(), false);
    const [shown] = await list();
    assert.deepEqual([shown.username, shown.email, shown.status, shown.roles], ["lee", LEE, "PENDING", []]);
    const link = await latestLink();
    assert.ok(link.href.startsWith(server.url("/accountrecoveryendpoint/acceptinvitation.do?confirmation=")));
    const browser = new ScriptLessBrowser();
    const page = await browser.open(link);
    assert.ok(page.body.includes("The &lt;West&gt;"));
    assert.equal(await isMember(), false, "looking at the link accepts nothing (security bar 19.7)");
    assert.equal((await browser.submit(page, {})).status, 200);
    assert.equal(await isMember(), true);
    assert.deepEqual(await list(), []);
    assert.equal((await browser.submit(page, {})).status, 400, "once");
    assert.equal((await browser.open(link)).status, 400);
    assert.ok(server.logLines.some((line) => line.includes('"user.accept-invitation"')));
  });

  it("lets them decline by the same page: the invitation is withdrawn, logged, and can be made anew", async () => {
    await clear();
    const role = administratorRole({ id: organizationId, organization: { id: organizationId } });
    await invite(["lee"], { roles: [role.id] });
    const link = await latestLink();
    const browser = new ScriptLessBrowser();
    const page = await browser.open(link);
    assert.match(page.body, /<button[^>]* name="answer" value="decline"/);
    const declined = await browser.submit(page, { answer: "decline" });
    assert.equal(declined.status, 200);
    assert.match(declined.body, /<h1>You have declined</);
    assert.deepEqual([await isMember(), await list()], [false, []]);
    for (const entered of [{}, { answer: "decline" }]) {
      assert.equal((await browser.submit(page, entered)).status, 400, "once");
    }
    assert.equal((await browser.open(link)).status, 400);
    const logged = server.logLines.filter((line) => line.includes('"user.decline-invitation"'));
    assert.equal(logged.length, 1);
    assert.equal((await invite(["lee"])).body[0].result.status, "Successful");
  });

  it("lets nobody be in and out by answers that are sent at once", async () => {
    await clear();
    await invite(["lee"]);
    const browser = new ScriptLessBrowser();
    const page = await browser.open(await latestLink());
    const answers = [{}, { answer: "decline" }, {}, { answer: "decline" }];
    const ends = await Promise.all(answers.map((entered) => browser.submit(page, entered)));
    const [end, ...others] = ends.filter(({ status }) => status === 200);
    assert.ok(end !== undefined && others.length === 0);
    assert.equal(await isMember(), /You are a member now/.test(end.body));
  });

  it("takes no form that is not of its page (security bar 14.3)", async () => {
    await clear();
    await invite(["lee"]);
    const page = await new ScriptLessBrowser().open(await latestLink());
    const body = new URLSearchParams(page.form?.hidden);
    const refused = await new ScriptLessBrowser().request(page.url, { method: "POST", body });
    assert.equal(refused.status, 403);
    assert.equal(await isMember(), false);
  });

  it("tells the code to whoever writes to the user themselves, and to nobody else", async () => {
    await clear();
    const before = (await outboxOf(server).to(LEE)).length;
    const properties = [{ key: "manageNotificationsInternally", value: "false" }];
    const { confirmationCode } = (await invite(["lee"], { properties })).body[0];
    assert.equal((await outboxOf(server).to(LEE)).length, before);
    assert.ok(!JSON.stringify(await list()).includes(confirmationCode));
    const { body } = await west.call("POST", `${GUESTS}/invitation/introspect`, { confirmationCode });
    assert.deepEqual([body.username, body.initiatedOrganization, body.status], ["lee", organizationId, "PENDING"]);
    assert.equal((await open.call("POST", ACCEPT, { confirmationCode })).status, 204);
    assert.equal(await isMember(), true);
    assert.equal((await open.call("POST", ACCEPT, { confirmationCode })).status, 400);
    assert.ok(!server.logLines.some((line) => line.includes(confirmationCode)));
  });

  it("lets one of ten in who accept at once", async () => {
    await clear();
    const properties = [{ key: "manageNotificationsInternally", value: "false" }];
    const { confirmationCode } = (await invite(["lee"], { properties })).body[0];
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => open.call("POST", ACCEPT, { confirmationCode })),
    );
    assert.equal(answers.filter(({ status }) => status === 204).length, 1);
  });

  it("gives the roles that the invitation names", async () => {
    await clear();
    const role = administratorRole({ id: organizationId, organization: { id: organizationId } });
    assert.equal((await invite(["lee"], { roles: [role.id] })).body[0].result.status, "Successful");
    assert.deepEqual((await list())[0].roles, [{ id: role.id, displayName: role.displayName }]);
    const browser = new ScriptLessBrowser();
    await browser.submit(await browser.open(await latestLink()), {});
    const lee = await userClient(server, "lee", SCOPES);
    const inWest = await within(
      server,
      lee,
      organizationId,
      SCOPES.map((s) => s.replace("internal_", "internal_org_")),
    );
    assert.equal((await inWest.call("GET", `${GUESTS}/invitations`)).status, 200);
  });

  it("says of each one why they cannot be invited", async () => {
    await clear();
    const outcomes = async (names: string[]) =>
      (await invite(names)).body.map((one: { result: { errorCode?: string } }) => one.result.errorCode);
    assert.deepEqual(await outcomes(["lee", "nobody"]), [undefined, "OUI-10000"]);
    assert.deepEqual(await outcomes(["lee"]), ["OUI-10018"]);
    assert.equal((await invite(["lee"], { groups: ["g"] })).status, 400);
    assert.equal((await invite(["lee"], { roles: ["none"] })).status, 404);
    assert.equal((await kim.call("POST", "/api/server/v1/guests/invite", { usernames: ["lee"] })).status, 400);
  });

  it("ends by a withdrawal and after a day", async () => {
    await clear();
    await invite(["lee"]);
    const link = await latestLink();
    await clear();
    assert.equal((await new ScriptLessBrowser().open(link)).status, 400);

    await invite(["lee"]);
    const browser = new ScriptLessBrowser();
    const page = await browser.open(await latestLink());
    server.clock.advance(86_400);
    assert.equal((await browser.submit(page, {})).status, 400);
    west = await within(
      server,
      await userClient(server, "kim", SCOPES),
      organizationId,
      SCOPES.map((scope) => scope.replace("internal_", "internal_org_")),
    );
    assert.equal((await list("?filter=status eq EXPIRED")).length, 1);
    assert.deepEqual(await list("?filter=status eq PENDING"), []);
    assert.equal((await invite(["lee"])).body[0].result.status, "Successful", "anew");
  });

  it("opens nothing with a code that is made up", async () => {
    for (const confirmationCode of ["", "x", "A".repeat(64)]) {
      assert.equal((await open.call("POST", ACCEPT, { confirmationCode })).status, 400);
    }
  });
});
