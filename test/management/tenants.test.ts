import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { z } from "zod";
import { operatorOperations } from "../../src/management/tenants/index.ts";
import { basic } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import { ADMIN_SECRET, adminApplication, apiClient } from "./api-client.ts";
import {
  callTenants,
  OPERATOR_TOKEN,
  OWNER_PASSWORD,
  ownerRequest,
  TENANTS,
  tenantRequest,
} from "./operator-client.ts";

const NOBODY = "01890000-0000-7000-8000-000000000000";

describe("tenants by the operator's API (server-tenant-management-v1)", () => {
  let server: TestServer;
  before(async () => {
    const organizations = [{ handle: "acme", name: "Acme", applications: [adminApplication] }];
    server = await startServer({
      organizations,
      settings: { operatorToken: OPERATOR_TOKEN, managementBasicAuth: "on" },
    });
  });
  after(() => server.stop());

  const call = (...request: Parameters<typeof callTenants> extends [unknown, ...infer Rest] ? Rest : never) =>
    callTenants(server, ...request);
  /** Creates a tenant and returns what the API then says of it. */
  async function create(domain: string, ...changes: object[]) {
    const { status, headers } = await call("POST", "", tenantRequest(domain, ...changes));
    assert.equal(status, 201);
    const { body } = await call("GET", (headers.get("location") as string).slice(TENANTS.length));
    return body;
  }
  /** What its owner is answered by the tenant's own APIs. */
  const asOwner = (handle: string, password: string, path = "/scim2/Users") =>
    fetch(server.url(path, handle), {
      headers: { authorization: `Basic ${Buffer.from(`kim:${password}`).toString("base64")}` },
    });
  const auditOf = (id: string) => server.store.forTenant(id).audit.list({ limit: 10 });

  describe("creating", () => {
    it("makes a tenant whose owner may do everything in it, and says where it is", async () => {
      const { status, headers, body } = await call("POST", "", tenantRequest("made.example"));
      assert.equal(status, 201);
      assert.equal(body, "");
      assert.match(headers.get("location") ?? "", /^\/api\/server\/v1\/tenants\/[0-9a-f-]{36}$/);
      assert.equal((await asOwner("made.example", OWNER_PASSWORD)).status, 200);
      assert.equal((await asOwner("made.example", "another password")).status, 401);
    });

    it("calls it by its domain where no name is given, and knows several owners", async () => {
      const owners = [ownerRequest(), ownerRequest({ username: "lee", email: "lee@example.com" })];
      const { owners: made, ...tenant } = await create("unnamed", { name: undefined, owners });
      assert.equal(tenant.name, "unnamed");
      assert.deepEqual(
        made.map(({ username }: { username: string }) => username),
        ["kim", "lee"],
      );
    });

    it("makes an owner without a password, to whom the operator gives one later", async () => {
      const invited = { provisioningMethod: "invite-via-email", password: undefined };
      const { id, owners } = await create("invited", {}, invited);
      assert.equal((await asOwner("invited", OWNER_PASSWORD)).status, 401);
      const path = `/${id}/owners/${owners[0].id}`;
      assert.equal((await call("PUT", path, { ...ownerRequest(), password: "stone river lamp" })).status, 200);
      assert.equal((await asOwner("invited", "stone river lamp")).status, 200);
    });

    it("refuses a domain that is taken, and leaves that tenant as it is", async () => {
      const taken = await call("POST", "", tenantRequest("acme", { name: "Another" }));
      assert.equal(taken.status, 409);
      assert.equal(taken.body.code, "TM-60003");
      const { body } = await call("GET", "/domain/acme");
      assert.deepEqual([body.name, body.owners], ["Acme", []]);
    });

    const refused: [what: string, body: unknown][] = [
      ["no JSON", "{"],
      ["no owners", tenantRequest("refused", { owners: [] })],
      ["no domain", tenantRequest("refused", { domain: undefined })],
      ["a domain that is no part of a URL", tenantRequest("Refused/..")],
      ["an inline password that is not there", tenantRequest("refused", {}, { password: undefined })],
      ["a password of the most common ones", tenantRequest("refused", {}, { password: "password123" })],
      ["the tenant's name for a password", tenantRequest("refused", {}, { password: "refused1" })],
      ["no e-mail address", tenantRequest("refused", {}, { email: "kim" })],
      ["an unknown provisioning method", tenantRequest("refused", {}, { provisioningMethod: "by post" })],
      [
        "one user name twice",
        tenantRequest("refused", { owners: [ownerRequest(), ownerRequest({ username: "KIM" })] }),
      ],
      [
        "a claim that is none",
        tenantRequest("refused", {}, { additionalClaims: [{ claim: "telephone", value: "1" }] }),
      ],
    ];
    for (const [what, body] of refused) {
      it(`refuses ${what}, and makes nothing`, async () => {
        const answer = await call("POST", "", body);
        assert.equal(answer.status, 400);
        assert.match(answer.body.code, /^(UE-10000|TM-60006)$/);
        assert.ok(answer.body.message && answer.body.description && answer.body.traceId);
        assert.equal((await call("HEAD", "/domain/refused")).status, 404);
      });
    }
  });

  describe("reading", () => {
    it("tells a tenant by its id and by its domain", async () => {
      const tenant = await create("read.example");
      assert.deepEqual((await call("GET", "/domain/read.example")).body, tenant);
      const { id, owners, createdDate, ...rest } = tenant;
      assert.deepEqual(rest, {
        name: "The read.example",
        domain: "read.example",
        lifecycleStatus: { activated: true },
      });
      assert.equal(owners[0].username, "kim");
      assert.equal(Date.parse(createdDate), server.clock.now * 1000);
      assert.equal((await call("HEAD", "/domain/read.example")).status, 200);
    });

    it("lists tenants by domain, page by page, filtered and backwards", async () => {
      for (const domain of ["list-a", "list-b", "list-c"]) await create(domain);
      const list = async (query: object) => {
        const { status, body } = await call("GET", `?${new URLSearchParams({ ...query })}`);
        assert.equal(status, 200);
        return { ...body, domains: body.tenants.map(({ domain }: { domain: string }) => domain) };
      };
      const filter = "domainName sw list-";
      const first = await list({ filter, limit: 2 });
      assert.deepEqual(first.domains, ["list-a", "list-b"]);
      assert.deepEqual([first.totalResults, first.startIndex, first.count], [3, 1, 2]);
      assert.deepEqual(first.links, [{ href: `${TENANTS}?offset=2&limit=2`, rel: "next" }]);
      const second = await list({ filter, limit: 2, offset: 2 });
      assert.deepEqual([second.domains, second.startIndex, second.links[0].rel], [["list-c"], 3, "previous"]);
      const backwards = await list({ filter, sortBy: "domainName", sortOrder: "desc" });
      assert.deepEqual(backwards.domains, ["list-c", "list-b", "list-a"]);
      assert.deepEqual((await list({ filter: "domainName ew -b or domainName eq list-c" })).domains, [
        "list-b",
        "list-c",
      ]);
      assert.ok((await list({})).domains.includes("acme"));
    });

    for (const query of ["filter=name+eq+acme", "filter=domainName", "sortBy=name", "sortOrder=up", "limit=-1"]) {
      it(`refuses to list by ${query}`, async () => {
        assert.equal((await call("GET", `?${query}`)).status, 400);
      });
    }

    const unknown: [method: string, path: string][] = [
      ["GET", `/${NOBODY}`],
      ["GET", "/not-an-id"],
      ["GET", "/domain/nobody"],
      ["HEAD", "/domain/nobody"],
      ["GET", `/${NOBODY}/owners`],
      ["GET", `/${NOBODY}/owners/${NOBODY}`],
      ["PUT", `/${NOBODY}/lifecycle-status`],
      ["PUT", `/${NOBODY}/owners/${NOBODY}`],
      ["DELETE", `/${NOBODY}/metadata`],
    ];
    for (const [method, path] of unknown) {
      it(`does not find ${method} ${path}`, async () => {
        const body = { activated: false, email: "a@b.example", firstname: "A", lastname: "B" };
        const answer = await call(method, path, method === "PUT" ? body : undefined);
        assert.equal(answer.status, 404);
        if (method !== "HEAD") assert.equal(answer.body.code, "TM-60001");
      });
    }
  });

  describe("owners", () => {
    it("are told with their claims", async () => {
      const { id, owners } = await create("owned");
      assert.deepEqual((await call("GET", `/${id}/owners`)).body, owners);
      const path = `/${id}/owners/${owners[0].id}`;
      const plain = {
        id: owners[0].id,
        username: "kim",
        email: "kim@example.com",
        firstname: "Kim",
        lastname: "Larsen",
      };
      assert.deepEqual((await call("GET", path)).body, plain);
      const uri = "http://wso2.org/claims/nickname";
      const { body } = await call("GET", `${path}?additionalClaims=${uri},http://wso2.org/claims/gender,none`);
      assert.deepEqual(body, { ...plain, additionalClaims: [{ claim: uri, value: "K" }] });
      assert.equal((await call("GET", `/${id}/owners/${NOBODY}`)).body.code, "TM-60002");
    });

    it("are changed, and a new password ends what the old one opened (security bar 17.4)", async () => {
      const { id, owners } = await create("changed");
      const path = `/${id}/owners/${owners[0].id}`;
      server.clock.advance(1);
      const change = { email: "new@example.com", firstname: "New", lastname: "Name", password: "stone river lamp" };
      assert.equal((await call("PUT", path, change)).status, 200);
      const { email, firstname } = (await call("GET", path)).body;
      assert.deepEqual([email, firstname], ["new@example.com", "New"]);
      assert.equal((await asOwner("changed", OWNER_PASSWORD)).status, 401);
      assert.equal((await asOwner("changed", "stone river lamp")).status, 200);
      const [event] = await auditOf(id);
      assert.deepEqual([event?.action, event?.actor.kind, event?.target.id], ["user.update", "operator", owners[0].id]);
      assert.ok(!JSON.stringify(event).includes("stone river lamp"));
    });

    for (const [what, change] of [
      ["a password that is too short", { password: "short" }],
      ["no first name", { firstname: undefined }],
    ] as const) {
      it(`are not changed to ${what}`, async () => {
        const { body } = await call("GET", "/domain/owned");
        const path = `/${body.id}/owners/${body.owners[0].id}`;
        assert.equal((await call("PUT", path, { ...ownerRequest(), ...change })).status, 400);
      });
    }
  });

  describe("deactivating", () => {
    it("makes every endpoint refuse, also whoever has a token, until the tenant is activated again", async () => {
      await server.configure([{ handle: "paused", applications: [adminApplication] }]);
      const { id } = (await call("GET", "/domain/paused")).body;
      const { token } = await apiClient(server, ["internal_user_mgt_list"], "paused");
      const places = [
        "/scim2/Users",
        "/oauth2/userinfo",
        "/oauth2/authorize?client_id=admin",
        "/oauth2/jwks",
        "/oauth2/token/.well-known/openid-configuration",
        "/api/docs",
        "/authenticationendpoint/login.do",
      ];
      const message = "inactive tenant domain : paused";
      /** Where the tenant is said to be inactive. */
      const refusing = async () => {
        const headers = { authorization: `Bearer ${token}` };
        const answers = await Promise.all(places.map((path) => fetch(server.url(path, "paused"), { headers })));
        const texts = await Promise.all(answers.map((answer) => answer.text()));
        return places.filter((_, n) => answers[n]?.status === 403 && texts[n]?.includes(message));
      };
      assert.deepEqual(await refusing(), []);

      const { status, headers } = await call("PUT", `/${id}/lifecycle-status`, { activated: false });
      assert.equal(status, 200);
      assert.equal(headers.get("location"), `${TENANTS}/${id}`);
      assert.deepEqual(await refusing(), places);
      const refused = await fetch(server.url("/oauth2/token", "paused"), {
        method: "POST",
        headers: basic("admin", ADMIN_SECRET),
        body: new URLSearchParams({ grant_type: "client_credentials" }),
      });
      assert.equal(refused.status, 403);
      const { traceId, ...body } = (await refused.json()) as { traceId: string };
      assert.deepEqual(body, { code: 403, message, description: message });
      assert.ok(traceId);
      const root = `/.well-known/webfinger?resource=${encodeURIComponent(`${server.baseUrl}/t/paused`)}`;
      assert.equal((await fetch(`${server.baseUrl}${root}`)).status, 404);
      assert.deepEqual((await call("GET", `/${id}`)).body.lifecycleStatus, { activated: false });

      await call("PUT", `/${id}/lifecycle-status`, { lifecycleStatus: { activated: true } });
      assert.deepEqual(await refusing(), []);
    });

    it("is in the tenant's audit log and in the server's, once (security bar 26.2)", async () => {
      const { id } = await create("logged");
      server.clock.advance(1);
      for (let n = 0; n < 2; n += 1) await call("PUT", `/${id}/lifecycle-status`, { activated: false });
      const events = (await auditOf(id)).map(({ action, actor, before, after }) => ({ action, actor, before, after }));
      const actor = { kind: "operator", id: "tenant API" };
      assert.deepEqual(events[0], {
        action: "organization.update",
        actor,
        before: { enabled: true },
        after: { enabled: false },
      });
      assert.deepEqual([events.length, events[1]?.action], [2, "organization.create"]);
      const { event, tenant, audit } = JSON.parse(server.logLines.findLast((line) => line.includes("audit")) as string);
      assert.deepEqual([event, tenant, audit.action], ["audit", "logged", "organization.update"]);
    });

    it("refuses a body that does not say which", async () => {
      const { body } = await call("GET", "/domain/logged");
      assert.equal((await call("PUT", `/${body.id}/lifecycle-status`, {})).status, 400);
    });
  });

  it("deletes a tenant with all that is in it, logs that, and frees its domain", async () => {
    const { id } = await create("deleted");
    assert.equal((await call("DELETE", `/${id}/metadata`)).status, 204);
    assert.equal((await call("GET", `/${id}`)).status, 404);
    assert.equal((await fetch(server.url("/oauth2/jwks", "deleted"))).status, 404);
    assert.deepEqual(await auditOf(id), []);
    const { tenant, audit } = JSON.parse(server.logLines.findLast((line) => line.includes("audit")) as string);
    assert.deepEqual([tenant, audit.action, audit.before.domain], ["deleted", "organization.delete", "deleted"]);
    assert.notEqual((await create("deleted")).id, id);
  });

  describe("are answered as the operations say", () => {
    const shaped: [id: string, path: () => Promise<string>][] = [
      ["retrieveTenants", async () => ""],
      ["getTenant", async () => `/${(await call("GET", "/domain/owned")).body.id}`],
      ["getTenantByDomain", async () => "/domain/owned"],
      ["getOwners", async () => `/${(await call("GET", "/domain/owned")).body.id}/owners`],
    ];
    for (const [id, path] of shaped) {
      it(id, async () => {
        const form = operatorOperations.find((operation) => operation.id === id)?.answers[200] as z.ZodType;
        const { body } = await call("GET", await path());
        assert.deepEqual(z.safeParse(form, body).error, undefined);
      });
    }
  });

  describe("are for whoever has the operator's credential (security bar 23.1)", () => {
    const paths = (path: string) => path.slice(TENANTS.length).replaceAll(/\{[^}]+\}/g, NOBODY);

    for (const { id, method, path } of operatorOperations) {
      it(`${id}: nobody else, with a token of a tenant's administrator neither`, async () => {
        const { token } = await apiClient(server, ["internal_organization_admin"]);
        for (const other of [null, token, `${OPERATOR_TOKEN}=`]) {
          const { status, headers } = await call(method, paths(path), undefined, other);
          assert.equal(status, 401);
          assert.match(headers.get("www-authenticate") ?? "", /^Bearer/);
        }
        server.clock.advance(61);
      });
    }

    it("slow down an address that guesses (security bar 18.5)", async () => {
      for (let n = 0; n < 20; n += 1) await call("GET", "", undefined, `guess-${n}`);
      const { status, headers } = await call("GET", "");
      assert.equal(status, 429);
      assert.ok(Number(headers.get("retry-after")) > 0);
      server.clock.advance(61);
      assert.equal((await call("GET", "")).status, 200);
    });

    it("answer 405 to another method", async () => {
      assert.equal((await call("PATCH", "")).status, 405);
    });
  });
});

describe("without an operator's credential", () => {
  it("there is no tenant API, and the answer says how there would be one", async () => {
    const server = await startServer({ organizations: [{ handle: "acme" }] });
    try {
      const { status, body } = await callTenants(server, "GET", "");
      assert.equal(status, 404);
      assert.match(body.description, /TESSERA_OPERATOR_TOKEN/);
    } finally {
      await server.stop();
    }
  });
});
