import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { basic, claimsOf, TestClient } from "../client.ts";
import { newProofKey, proofHeader } from "../dpop-proofs.ts";
import {
  organizationOf,
  request,
  rootTokens,
  switched,
  switchingOrganizations,
  switchTo,
} from "../organization-switching.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeUser, tenantStore } from "../tenant-data.ts";
import { ACCESS_TOKEN, TOKEN_EXCHANGE } from "../token-exchange.ts";

const INVALID_TOKEN = ["invalid_grant", "Invalid token received."];
const OTHER_BRANCH = ["invalid_grant", "Organization switch is only allowed for the organizations in the same branch."];
const NOT_SHARED = [
  "invalid_grant",
  "Organization switching is not allowed for organizations that have not shared the application",
];
const DISABLED = ["invalid_request", "The switching organization is in deactivated state."];
const INVALID_SCOPE = ["invalid_scope", "Invalid Scope!"];

describe("contract §6.7: switching into an organization", () => {
  let server: TestServer;
  /** Of kim, for `portal`. */
  let token: string;
  before(async () => {
    server = await startServer({ organizations: switchingOrganizations() });
    token = (await rootTokens(server, "portal")).access_token;
  });
  after(() => server.stop());

  type Form = Readonly<Record<string, string | undefined>>;
  const refusal = async (organization: string, form: Form = {}, clientId = "portal") => {
    const { status, body } = await switchTo(server, clientId, token, organization, form);
    assert.equal(status, 400, JSON.stringify(body));
    return [body.error, body.error_description];
  };
  const introspect = async (text: string) => (await new TestClient(server, "").introspect(text)).body;

  it("answers with tokens for a user as any other grant (contract §5.4)", async () => {
    const body = await switched(server, "portal", token, "west", { scope: "openid email orders:read" });
    const { access_token, refresh_token, id_token, ...rest } = body;
    assert.deepEqual(rest, { scope: "email openid orders:read", token_type: "Bearer", expires_in: 3600 });
    assert.ok(access_token !== token && refresh_token && id_token);
  });

  it("keeps the scopes of OpenID Connect that the tenant has made, with their claims", async () => {
    const { records } = await tenantStore(server);
    const document = { displayName: "Names", claims: ["given_name"] };
    await records.add("oidc scope", { id: crypto.randomUUID(), name: "names", document }, server.clock.now);
    const root = await rootTokens(server, "portal", { scope: "openid names orders:read" });
    const { scope, id_token } = await switched(server, "portal", root.access_token, "west");
    assert.deepEqual([scope, claimsOf(id_token).given_name], ["names openid orders:read", "Kim"]);
  });

  it("knows the organization by its id and by its handle, and by its id before another one's handle", async () => {
    const west = await organizationOf(server, "west");
    const { organizations } = await tenantStore(server);
    const east = await organizationOf(server, "east");
    await organizations.add({ ...east, id: crypto.randomUUID(), handle: west.id });
    for (const name of [west.id, "west"]) {
      const { access_token } = await switched(server, "portal", token, name);
      assert.equal((await introspect(access_token)).org_id, west.id);
    }
  });

  const refused: [what: string, organization: string, form: Form, expected: readonly string[]][] = [
    ["without a token", "west", { token: undefined }, ["invalid_request", "Missing parameters: token"]],
    ["without an organization", "", {}, ["invalid_request", "Missing parameters: switching_organization"]],
    ["with a token that was never issued", "west", { token: "nonsense" }, INVALID_TOKEN],
    ["into an organization that is not there", "nowhere", {}, ["invalid_request", "Invalid organization id: nowhere"]],
    [
      "into one whose name it does not quote as it came (security bar 8.9)",
      'we"stü',
      {},
      ["invalid_request", "Invalid organization id: we?st?"],
    ],
    ["into the tenant itself (security bar 13.5)", "acme", {}, OTHER_BRANCH],
    ["into a disabled organization", "closed", {}, DISABLED],
    ["into one that lies below a disabled one", "cellar", {}, DISABLED],
    ["into one that the application is not shared with (security bar 13.5)", "private", {}, NOT_SHARED],
    ["for a scope that nobody has", "west", { scope: "unknown" }, INVALID_SCOPE],
    ["for a scope that the membership lacks", "south", { scope: "orders:write" }, INVALID_SCOPE],
    ["for a scope that the application lacks", "west", { scope: "orders:delete" }, INVALID_SCOPE],
  ];
  for (const [what, organization, form, expected] of refused) {
    it(`refuses to switch ${what}`, async () => {
      assert.deepEqual(await refusal(organization, form), expected);
    });
  }

  it("refuses a user who is no member of the organization (security bar 13.5)", async () => {
    const lees = await rootTokens(server, "portal", { username: "lee" });
    await switched(server, "portal", lees.access_token, "west");
    const form = { token: lees.access_token };
    assert.deepEqual(await refusal("east", form), ["invalid_grant", "Provided Authorization Grant is invalid"]);
  });

  it("refuses an application that is shared with no organization", async () => {
    const { access_token } = await rootTokens(server, "loner");
    assert.deepEqual(await refusal("west", { token: access_token }, "loner"), NOT_SHARED);
  });

  it("takes an active access token alone, and one of the client's own", async () => {
    const tokens = await rootTokens(server, "portal");
    const foreign = (await rootTokens(server, "portal-jwt")).access_token;
    for (const text of [tokens.refresh_token, tokens.id_token, foreign]) {
      assert.deepEqual(await refusal("west", { token: text }), INVALID_TOKEN);
    }
    const undo = await changeUser(server, "kim", { enabled: false });
    assert.deepEqual(await refusal("west", { token: tokens.access_token }), INVALID_TOKEN);
    await undo();
    await switched(server, "portal", tokens.access_token, "west");
    await new TestClient(server, "").post("/oauth2/revoke", { token: tokens.access_token }, basic("portal", "s"));
    assert.deepEqual(await refusal("west", { token: tokens.access_token }), INVALID_TOKEN);
  });

  it("tells nobody without such a token whether there is an organization", async () => {
    for (const organization of ["west", "private", "closed", "nowhere", "acme"]) {
      assert.deepEqual(await refusal(organization, { token: "nonsense" }), INVALID_TOKEN);
    }
  });

  it("knows nothing of another tenant's tokens and organizations (security bar 22.2)", async () => {
    const there = await tenantStore(server, "globex");
    for (const handle of ["far", "west"]) {
      const id = (await there.organizations.findByHandle(handle))?.id as string;
      assert.deepEqual(await refusal(id), ["invalid_request", `Invalid organization id: ${id}`]);
    }
    assert.equal((await refusal("far"))[1], "Invalid organization id: far");
    const { access_token } = await new TestClient(server, "spa", "globex").obtainTokens();
    assert.deepEqual(await refusal("west", { token: access_token }), INVALID_TOKEN);
  });

  it("needs the client's own authentication, and the grant (security bar 6.9)", async () => {
    const form = { grant_type: "organization_switch", token, switching_organization: "west" };
    const wrong = await new TestClient(server, "portal").token(form);
    assert.deepEqual([wrong.status, wrong.body.error], [401, "invalid_client"]);
    const without = await request(server, "spa", form);
    assert.deepEqual([without.status, without.body.error], [400, "unauthorized_client"]);
  });

  it("serves a public client (contract §5.3)", async () => {
    const { access_token } = await rootTokens(server, "mobile");
    const body = await switched(server, "mobile", access_token, "west");
    assert.equal((await introspect(body.access_token)).org_handle, "west");
  });

  it("takes no token in the URL (contract §5.2)", async () => {
    const url = `${server.url("/oauth2/token")}?${new URLSearchParams({ token })}`;
    const form = { grant_type: "organization_switch", switching_organization: "west", token };
    const response = await fetch(url, {
      method: "POST",
      body: new URLSearchParams(form),
      headers: basic("portal", "s"),
    });
    const { error_description } = (await response.json()) as { error_description: string };
    assert.equal(error_description, "Invalid request with sensitive data in the URL.");
  });

  it("leads further down, and neither up nor across (security bar 13.5)", async () => {
    const [inWest, inEast] = [
      (await switched(server, "portal", token, "west")).access_token,
      (await switched(server, "portal", token, "east")).access_token,
    ];
    for (const organization of ["acme", "west", "east", "closed", "private"]) {
      assert.deepEqual(await refusal(organization, { token: inWest }), OTHER_BRANCH, organization);
    }
    for (const organization of ["west", "south", "deep"]) {
      assert.deepEqual(await refusal(organization, { token: inEast }), OTHER_BRANCH, organization);
    }
    const inSouth = (await switched(server, "portal", inWest, "south")).access_token;
    const inDeep = (await switched(server, "portal", inSouth, "deep", { scope: "orders:write" })).access_token;
    assert.deepEqual((await introspect(inDeep)).org_handle, "deep");
    await switched(server, "portal", inWest, "deep");
    for (const organization of ["acme", "west", "south", "deep"]) {
      assert.deepEqual(await refusal(organization, { token: inDeep }), OTHER_BRANCH, organization);
    }
  });

  const scopes: [organization: string, asked: string | undefined, granted: string][] = [
    ["west", undefined, "email openid orders:read"],
    ["west", "orders:read orders:write orders:delete unknown", "orders:read orders:write"],
    ["south", "orders:read orders:write", "orders:read"],
    // Asked for by the name it has there, or at the root (contract §16).
    ["west", "internal_org_user_mgt_list", "internal_org_user_mgt_list"],
    ["west", "internal_user_mgt_list internal_user_mgt_create", "internal_org_user_mgt_list"],
    ["west", "internal_user_mgt_list internal_org_user_mgt_list", "internal_org_user_mgt_list"],
    // The old token has no profile, so the user has not allowed it.
    ["west", "openid profile", "openid"],
  ];
  for (const [organization, scope, granted] of scopes) {
    it(`grants ${granted} of ${scope ?? "what the token has"} in ${organization}`, async () => {
      assert.equal((await switched(server, "portal", token, organization, { scope })).scope, granted);
    });
  }

  it("never grants more than the membership and the client have, nor a scope of the root's APIs", async () => {
    const client = ["orders:read", "orders:write", "internal_org_user_mgt_list"];
    const names = ["openid", "email", "profile", "orders:delete", "internal_dcr_create", "internal_user_mgt_list"];
    const asked = fc.subarray([...client, ...names, "internal_org_dcr_create", "__proto__"], { minLength: 1 });
    const held = fc.subarray([...client, ...names, "internal_org_user_mgt_create"]);
    const { organizationMembers, users } = await tenantStore(server);
    const kim = (await users.findByName("kim"))?.user.id as string;
    const { id } = await organizationOf(server, "east");
    await fc.assert(
      fc.asyncProperty(asked, held, async (scope, member) => {
        await organizationMembers.save(id, { userId: kim, scope: member });
        const { status, body } = await switchTo(server, "portal", token, "east", { scope: scope.join(" ") });
        const expected = new Set([
          ...["openid", "email"].filter((name) => scope.includes(name)),
          ...client.filter((name) => member.includes(name) && scope.includes(name)),
          ...(scope.includes("internal_user_mgt_list") && member.includes("internal_org_user_mgt_list")
            ? ["internal_org_user_mgt_list"]
            : []),
        ]);
        if (expected.size === 0) return assert.deepEqual([status, body.error], [400, "invalid_scope"]);
        assert.equal(body.scope, [...expected].sort().join(" "));
        assert.equal((await introspect(body.access_token)).scope, body.scope);
      }),
      { numRuns: 60 },
    );
    await organizationMembers.save(id, { userId: kim, scope: ["orders:read"] });
  });

  it("gives an application of its own neither a refresh token nor openid", async () => {
    const { access_token } = await rootTokens(server, "robot");
    const { access_token: text, ...rest } = await switched(server, "robot", access_token, "private", {
      scope: "openid orders:write internal_user_mgt_list",
    });
    const scope = "internal_org_user_mgt_list orders:write";
    assert.deepEqual(rest, { scope, token_type: "Bearer", expires_in: 3600 });
    const { sub, aut, org_handle, user_org } = claimsOf(text);
    assert.deepEqual([sub, aut, org_handle, user_org], ["robot", "APPLICATION", "private", undefined]);
    const bare = await switched(server, "robot", access_token, "private", { scope: "openid" });
    assert.equal(bare.scope, undefined);
    assert.equal((await new TestClient(server, "").userinfo(bare.access_token)).status, 403);
  });

  it("opens no API of the root to a token for an organization (security bar 23.1)", async () => {
    const { access_token } = await rootTokens(server, "robot", { scope: "internal_dcr_create orders:read" });
    const inWest = await switched(server, "robot", access_token, "west", { scope: "internal_dcr_create orders:read" });
    assert.equal(inWest.scope, "orders:read");
    const register = (text: string) =>
      fetch(server.url("/api/identity/oauth2/dcr/v1.1/register"), {
        method: "POST",
        headers: { authorization: `Bearer ${text}`, "content-type": "application/json" },
        body: JSON.stringify({ client_name: "made", redirect_uris: ["https://made.example/"] }),
      });
    assert.equal((await register(access_token)).status, 201);
    assert.equal((await register(inWest.access_token)).status, 403);
  });

  it("is no way to be rid of a key that a token is bound to (RFC 9449 §7.1)", async () => {
    const key = await newProofKey();
    const bound = await rootTokens(server, "mobile", {}, await proofHeader(server, key));
    const form = { token: bound.access_token };
    assert.deepEqual(await refusal("west", form, "mobile"), INVALID_TOKEN);
    const other = await proofHeader(server, await newProofKey());
    assert.equal((await switchTo(server, "mobile", bound.access_token, "west", {}, other)).status, 400);
    const kept = await switched(server, "mobile", bound.access_token, "west", {}, await proofHeader(server, key));
    assert.equal(kept.token_type, "DPoP");
    const [before, after] = [await introspect(bound.access_token), await introspect(kept.access_token)];
    assert.deepEqual(after.cnf, before.cnf);
  });

  it("keeps who acts for the user, and what else the token is limited to (RFC 8693 §4.1, RFC 8707 §2)", async () => {
    const lees = await rootTokens(server, "portal", { username: "lee" });
    const { body } = await request(server, "portal", {
      grant_type: TOKEN_EXCHANGE,
      subject_token: token,
      subject_token_type: ACCESS_TOKEN,
      actor_token: lees.access_token,
      actor_token_type: ACCESS_TOKEN,
      resource: "https://orders.example",
    });
    const { access_token, ...rest } = await switched(server, "portal", body.access_token, "west");
    assert.deepEqual([rest.refresh_token, rest.id_token], [undefined, undefined]);
    const { act, aud, org_handle } = await introspect(access_token);
    const lee = (await (await tenantStore(server)).users.findByName("lee"))?.user.id;
    assert.deepEqual([act, aud, org_handle], [{ sub: lee }, "https://orders.example", "west"]);
  });

  it("writes down who switched where, and not the token (security bar 26.2)", async () => {
    const { access_token } = await switched(server, "portal", token, "west");
    const line = server.logLines.findLast((text) => text.includes('"organization_switched"')) ?? "{}";
    const { client, user, organization } = JSON.parse(line);
    const kim = (await (await tenantStore(server)).users.findByName("kim"))?.user.id;
    assert.deepEqual([client, user, organization], ["portal", kim, (await organizationOf(server, "west")).id]);
    assert.ok(!server.logLines.some((text) => text.includes(access_token) || text.includes(token)));
  });
});
