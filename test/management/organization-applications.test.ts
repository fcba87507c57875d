import assert from "node:assert/strict";
import { request } from "node:http";
import { after, before, describe, it } from "node:test";
import { operations } from "../../src/management/index.ts";
import { nameInOrganizations, SYSTEM_APIS } from "../../src/protocol/system-apis.ts";
import { basic, TestClient } from "../client.ts";
import { newProofKey, proofHeader, resourceHeaders } from "../dpop-proofs.ts";
import { type OwnPlace, ownApplication, placeOf } from "../organization-applications.ts";
import { addPerson } from "../organization-people.ts";
import { PASSWORD } from "../organizations.ts";
import { startServer, type TestServer } from "../server.ts";
import { tenantStore } from "../tenant-data.ts";
import { ADMIN_SECRET, type ApiClient, apiClientWith } from "./api-client.ts";
import { administrated, userClient, within } from "./organization-world.ts";

const LIST = "internal_org_user_mgt_list";
const USERS = "/scim2/Users";

describe("the APIs of an organization, called by its own applications (contract §1.1, security bar 23.1)", () => {
  let server: TestServer;
  let west: OwnPlace;
  let east: OwnPlace;
  let far: OwnPlace;
  before(async () => {
    const [acme, globex] = administrated;
    const members = [{ userName: "kim", scopes: [LIST] }];
    server = await startServer({
      organizations: [
        { ...acme, subOrganizations: ["west", "east"].map((handle) => ({ handle, members })) },
        { ...globex, subOrganizations: [{ handle: "west" }] },
      ],
    });
    west = await placeOf(server, "west");
    east = await placeOf(server, "east");
    far = await placeOf(server, "west", "globex");
    for (const [handle, tenant] of [["west"], ["east"], ["west", "globex"]] as const) {
      const like = ["admin", {}, tenant] as const;
      await ownApplication(server, handle, like[0], { clientId: "own", authorizedApis: ALL }, tenant);
      await ownApplication(
        server,
        handle,
        like[0],
        {
          clientId: "own-jwt",
          authorizedApis: ALL,
          accessToken: { ...(await jwtTokens()) },
        },
        tenant,
      );
    }
    await addPerson(server, "west", "ann", { permissions: [LIST] });
    await addPerson(server, "west", "bob");
    await addPerson(server, "east", "ann", { permissions: [LIST] });
  });
  after(() => server.stop());

  const ALL = SYSTEM_APIS.map(({ identifier, scopes }) => ({ identifier, scopes, policy: "RBAC" as const }));
  const jwtTokens = async () => {
    const client = await (await tenantStore(server)).clients.find("admin");
    assert.ok(client);
    return { ...client.accessToken, format: "jwt" as const };
  };
  const tokenOf = async (place: OwnPlace, form: Record<string, string>, clientId = "own") => {
    const client = new TestClient({ url: place.url }, clientId);
    const { status, body } = await client.token(form, basic(clientId, ADMIN_SECRET));
    assert.equal(status, 200, JSON.stringify(body));
    return body.access_token as string;
  };
  const itself = (place: OwnPlace, scope: string, clientId?: string) =>
    tokenOf(place, { grant_type: "client_credentials", scope }, clientId);
  const person = (place: OwnPlace, username: string, scope: string, clientId?: string) =>
    tokenOf(place, { grant_type: "password", username, password: PASSWORD, scope }, clientId);
  const namesAt = async (url: string, token: string) => {
    const answer = await fetch(url, { headers: { authorization: `Bearer ${token}` } });
    const { Resources = [] } = (await answer.json()) as { Resources?: { userName: string }[] };
    return [answer.status, ...Resources.map(({ userName }) => userName.replace("DEFAULT/", "")).sort()];
  };

  for (const clientId of ["own", "own-jwt"]) {
    it(`lets in its applications and its people by their roles, with ${clientId === "own" ? "opaque tokens" : "JWTs"}, in it alone`, async () => {
      const tokens = [await itself(west, LIST, clientId), await person(west, "ann", LIST, clientId)];
      for (const token of tokens) {
        for (const url of [server.url(`/o${USERS}`), west.url(USERS)]) {
          assert.deepEqual(await namesAt(url, token), [200, "ann", "bob", "kim"], url);
        }
        assert.deepEqual(await namesAt(east.url(USERS), token), [403]);
        assert.deepEqual(await namesAt(server.url(USERS), token), [403]);
        assert.deepEqual(await namesAt(far.url(USERS), token), [401]);
        assert.deepEqual(await namesAt(server.url(`/o${USERS}`, "globex"), token), [401]);
        assert.deepEqual(
          await namesAt(`${server.baseUrl}/t/globex/o/${west.world.organization.id}${USERS}`, token),
          [404],
        );
      }
      assert.deepEqual(await namesAt(server.url(`/o${USERS}`), await person(east, "ann", LIST, clientId)), [
        200,
        "ann",
        "kim",
      ]);
    });
  }

  it("nobody crosses: each token opens one world, wherever it is shown (security bar 22.2)", async () => {
    const acme = await userClient(server, "kim", ["internal_user_mgt_list"]);
    const globex = await userClient(server, "kim", ["internal_user_mgt_list"], "globex");
    const tokens: Readonly<Record<string, string>> = {
      acme: acme.token,
      "acme west, by the tenant": (await within(server, acme, "west", [LIST])).token,
      "acme west, opaque": await itself(west, LIST),
      "acme west, JWT": await itself(west, LIST, "own-jwt"),
      "acme east": await person(east, "ann", LIST),
      globex: globex.token,
      "globex west": await itself(far, LIST),
      "globex west, JWT": await itself(far, LIST, "own-jwt"),
    };
    /** What each URL tells, and of which world. */
    const urls: readonly [url: string, opensTo: RegExp][] = [
      [server.url(USERS), /^acme$/],
      [server.url(USERS, "globex"), /^globex$/],
      [server.url(`/o${USERS}`), /^acme (west|east)/],
      [server.url(`/o${USERS}`, "globex"), /^globex west/],
      [west.url(USERS), /^acme west/],
      [east.url(USERS), /^acme east/],
      [far.url(USERS), /^globex west/],
    ];
    const people = { acme: ["kim", "lee"], "acme west": ["ann", "bob", "kim"], "acme east": ["ann", "kim"] };
    const others = { globex: ["kim", "lee"], "globex west": [] };
    for (const [of, token] of Object.entries(tokens)) {
      const world = of.split(",")[0] as keyof typeof people;
      for (const [url, opensTo] of urls) {
        const [status, ...names] = await namesAt(url, token);
        if (opensTo.test(of))
          assert.deepEqual([status, ...names], [200, ...{ ...people, ...others }[world]], `${of} ${url}`);
        else assert.ok(status === 401 || status === 403, `${of} ${url}: ${status}`);
      }
    }
  });

  it("gives people what their roles allow, and takes it with the role (security bar 23.2)", async () => {
    const [ann, bob] = [await person(west, "ann", LIST), await person(west, "bob", LIST)];
    assert.deepEqual(await namesAt(west.url(USERS), bob), [403]);
    assert.equal((await namesAt(west.url(USERS), ann))[0], 200);
    const { store } = west.world;
    const role = (await store.records.list("role")).find(({ name }) => name === "Role of ann");
    const id = (await store.users.findByName("ann"))?.user.id as string;
    await store.roleMembers.change(role?.id as string, { removedUsers: [id] });
    assert.deepEqual(await namesAt(west.url(USERS), ann), [403]);
    await store.roleMembers.change(role?.id as string, { addedUsers: [id] });
  });

  it("lets people see to their own account with internal_login (contract §19)", async () => {
    const token = await person(west, "bob", "internal_login");
    const account = apiClientWith(server, token);
    for (const place of ["/o", west.path.replace("/t/acme", "")]) {
      const { status, body } = await account.call("GET", `${place}/scim2/Me`);
      assert.deepEqual([status, body.userName], [200, "DEFAULT/bob"]);
      assert.ok(body.meta.location.includes(`/t/acme${place}/scim2/`), body.meta.location);
    }
    assert.equal((await account.call("GET", "/scim2/Me")).status, 403);
  });

  it("keeps a token bound to its key, at whatever URL it is shown (RFC 9449 §7.1)", async () => {
    const key = await newProofKey();
    const client = new TestClient({ url: west.url }, "own");
    const form = { grant_type: "client_credentials", scope: LIST };
    const htu = { htu: west.url("/oauth2/token") };
    const headers = { ...basic("own", ADMIN_SECRET), ...(await proofHeader(server, key, undefined, htu)) };
    const { body } = await client.token(form, headers);
    const token = body.access_token as string;
    for (const url of [server.url(`/o${USERS}`), west.url(USERS)]) {
      const shown = await resourceHeaders(server, key, token, { htu: url });
      assert.equal((await fetch(url, { headers: shown })).status, 200, url);
      assert.equal((await namesAt(url, token))[0], 401);
      const elsewhere = await resourceHeaders(server, key, token, { htu: east.url(USERS) });
      assert.equal((await fetch(url, { headers: elsewhere })).status, 401);
    }
  });

  it("names the organization in an opaque token, whose secret it still is", async () => {
    const token = await itself(west, LIST);
    assert.match(token, /^[A-Za-z0-9_-]{64}\.[A-Za-z0-9_-]{22}$/);
    const [secret = "", named = ""] = token.split(".");
    const [, other = ""] = (await itself(east, LIST)).split(".");
    for (const forged of [`${secret}.${other}`, `${"A".repeat(64)}.${named}`, `${secret}.${named}x`, secret]) {
      assert.deepEqual(await namesAt(server.url(`/o${USERS}`), forged), [401], forged);
    }
  });

  it("decides for the organization alone: who may register there (contract §17.10)", async () => {
    const token = await itself(west, "internal_org_idp_view internal_org_idp_update");
    const caller = apiClientWith(server, token);
    const path = `${west.path.replace("/t/acme", "")}/api/server/v1/identity-governance`;
    const { body: categories } = await caller.call("GET", path);
    const signUp = categories
      .flatMap(({ connectors }: { connectors: { self: string }[] }) => connectors)
      .find(({ id }: { id: string }) => Buffer.from(id, "base64url").toString() === "self-sign-up");
    assert.ok(signUp.self.startsWith(west.path), signUp.self);
    const change = { operation: "UPDATE", properties: [{ name: "SelfRegistration.Enable", value: "true" }] };
    assert.equal((await caller.call("PATCH", signUp.self.replace("/t/acme", ""), change)).status, 200);
    const page = "/accountrecoveryendpoint/register.do";
    const statuses = [west.url(page), east.url(page), server.url(page)].map(async (url) => (await fetch(url)).status);
    assert.deepEqual(await Promise.all(statuses), [200, 403, 403]);
  });

  it("says at its own URL which issuers give tokens for it (RFC 9728 §5.1)", async () => {
    const refused = await fetch(west.url(USERS));
    const [, url = ""] = /resource_metadata="([^"]+)"/.exec(refused.headers.get("www-authenticate") ?? "") ?? [];
    const answer = await fetch(url);
    assert.equal(answer.status, 200, url);
    const document = (await answer.json()) as {
      resource: string;
      authorization_servers: string[];
      scopes_supported: string[];
    };
    assert.equal(document.resource, west.url(USERS));
    assert.deepEqual(document.authorization_servers, [west.url("/oauth2/token"), server.url("/oauth2/token")]);
    assert.ok(document.scopes_supported.includes(LIST));
  });

  it("shuts with the organization", async () => {
    const token = await itself(west, LIST);
    const { organizations } = await tenantStore(server);
    const { organization } = west.world;
    await organizations.update({ ...organization, status: "DISABLED" });
    assert.deepEqual(await namesAt(server.url(`/o${USERS}`), token), [401]);
    assert.deepEqual(await namesAt(west.url(USERS), token), [404]);
    await organizations.update(organization);
    assert.equal((await namesAt(west.url(USERS), token))[0], 200);
  });

  it("opens at its own URL to the tenant's tokens for it, and for no other", async () => {
    const kim = await userClient(server, "kim", ["internal_user_mgt_list"]);
    const [here, there] = [await within(server, kim, "west", [LIST]), await within(server, kim, "east", [LIST])];
    assert.equal((await namesAt(west.url(USERS), here.token))[0], 200);
    assert.deepEqual(await namesAt(west.url(USERS), there.token), [403]);
    assert.deepEqual(await namesAt(west.url(USERS), kim.token), [403]);
    assert.deepEqual(await namesAt(far.url(USERS), here.token), [401]);
  });

  describe("other URLs of it", () => {
    const id = () => west.world.organization.id;

    it("are those without its tenant in front (contract §1.1)", async () => {
      const token = await itself(west, LIST);
      const at = (path: string) => `${server.baseUrl}/o/${id()}${path}`;
      assert.deepEqual(await namesAt(at(USERS), token), [200, "ann", "bob", "kim"]);
      assert.deepEqual(await namesAt(at(USERS), await itself(east, LIST)), [403]);
      const answer = await fetch(at("/oauth2/token/.well-known/openid-configuration"));
      assert.equal(((await answer.json()) as { issuer: string }).issuer, west.url("/oauth2/token"));
      assert.equal((await fetch(at("/myaccount"), { redirect: "manual" })).status, 302);
      const form = new URLSearchParams({ grant_type: "client_credentials", scope: LIST });
      const posted = await fetch(at("/oauth2/token"), {
        method: "POST",
        headers: basic("own", ADMIN_SECRET),
        body: form,
      });
      assert.equal(posted.status, 200);
    });

    it("are those that an SDK makes of its issuer (contract §21.3)", async () => {
      const token = await itself(west, LIST);
      const listed = await namesAt(west.url(`/o${USERS}?filter=userName+eq+bob`), token);
      assert.deepEqual(listed, [200, "bob"]);
      assert.deepEqual(await namesAt(east.url(`/o${USERS}`), token), [403]);
    });

    it("are none of an organization that there is not (contract §16)", async () => {
      for (const unknown of [crypto.randomUUID(), "west", "acme"]) {
        const answer = await fetch(`${server.baseUrl}/o/${unknown}/scim2/Users`);
        const { message } = (await answer.json()) as { message: string };
        assert.deepEqual([answer.status, message], [404, "Organization specific routing failed."]);
      }
      assert.equal((await fetch(`${server.baseUrl}/o/${id()}/nothing`)).status, 404);
    });

    it("are those alone that are written so: no other spelling is led round in a circle (security bar 22.3)", async () => {
      const { port } = new URL(server.baseUrl);
      const statusOf = (path: string) =>
        new Promise((resolve, reject) => {
          const sent = request({ port, host: "127.0.0.1", path }, (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          });
          sent.on("error", reject).end();
        });
      const { path } = west;
      for (const other of [
        `${path}/%6f${USERS}`,
        `${path.replace("/o/", "/%6f/")}/o${USERS}`,
        `${path.replace("/t/", "/%74/")}/o${USERS}`,
        `${server.baseUrl}${path}/o${USERS}`,
        `/%6f/${id()}${USERS}`,
        `/o/%30${id().slice(1)}${USERS}`,
      ]) {
        assert.equal(await statusOf(other), 404, other);
      }
    });
  });

  describe("each operation (security bar 23.1)", () => {
    const mounted = operations.filter(({ place }) => place !== "tenant");
    let foreigner: ApiClient;
    let neighbour: ApiClient;
    let nobody: ApiClient;
    const lacking = new Map<string, ApiClient>();
    before(async () => {
      const inside = SYSTEM_APIS.flatMap(({ scopes }) => scopes).filter((name) => name.startsWith("internal_org_"));
      foreigner = apiClientWith(server, await itself(far, inside.join(" ")));
      neighbour = apiClientWith(server, await itself(east, inside.join(" ")));
      nobody = apiClientWith(server, undefined);
      for (const { scope, otherScope } of mounted) {
        const [needed, other] = [scope, otherScope].map((name) => name && nameInOrganizations(name));
        const others = inside.filter((name) => name !== needed && name !== other);
        if (!lacking.has(scope)) lacking.set(scope, apiClientWith(server, await itself(west, others.join(" "))));
      }
    });

    for (const { id, method, path, scope, open } of mounted) {
      it(`${id}: not to a neighbour's, another tenant's or no token, nor without the scope`, async () => {
        const below = path.replaceAll(/\{[^}]+\}/g, "any");
        const named = `${west.path.replace("/t/acme", "")}${below}`;
        const statuses = async (place: string) =>
          Promise.all(
            [nobody, foreigner, neighbour, lacking.get(scope) as ApiClient].map(
              async (api) => (await api.call(method, place)).status,
            ),
          );
        if (open) {
          // Whoever it is, it is answered about the organization of the URL alone.
          for (const status of await statuses(named)) assert.notEqual(status, 401);
        } else {
          assert.deepEqual(await statuses(named), [401, 401, 403, 403]);
        }
      });
    }
  });
});
