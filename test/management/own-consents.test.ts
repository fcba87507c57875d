import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import type { TestServer } from "../server.ts";
import { type ApiClient, apiClient, apiClientWith } from "./api-client.ts";
import { ownAccount, startAccountServer } from "./own-account.ts";

const BASE = "/api/identity/consent-mgt/v2.0";
const ME = "/api/users/v1/me/consents";
const SCOPES = [
  ...["create", "view", "update", "delete"].map((verb) => `internal_consent_mgt_purpose_${verb}`),
  ...["create", "view", "delete"].map((verb) => `internal_consent_mgt_element_${verb}`),
  ...["create", "view", "update"].map((verb) => `internal_consent_mgt_consent_${verb}`),
];
const UNKNOWN = "01890a5d-ac96-774b-bcce-b302099a8057";

describe("what data is used for, and who has agreed (contract §17.14, §19)", () => {
  let server: TestServer;
  let api: ApiClient;
  let kim: ApiClient;
  let lee: ApiClient;
  before(async () => {
    server = await startAccountServer();
    api = await apiClient(server, SCOPES);
    [kim, lee] = [await ownAccount(server, "kim"), await ownAccount(server, "lee")];
  });
  after(() => server.stop());

  let number = 0;
  /** Creates the thing, and answers its id. Time goes on, so that lists have an order. */
  const create = async (path: string, body: object, by = api) => {
    server.clock.advance(0.01);
    const made = await by.call("POST", path, body);
    assert.equal(made.status, 201, JSON.stringify(made.body));
    assert.ok(made.headers.get("location")?.endsWith(made.body.id));
    return made.body.id as string;
  };
  const newElement = (name = `element ${++number}`) => create(`${BASE}/elements`, { name });
  const newPurpose = async (elements: object[] = [], type = "Policy") =>
    create(`${BASE}/purposes`, { name: `purpose ${++number}`, type, version: "v1", elements });
  /** A purpose with one mandatory element and one that is not, and what agrees to both. */
  const newConsent = async () => {
    const [must, may] = [await newElement(), await newElement()];
    const purpose = await newPurpose([{ id: must, mandatory: true }, { id: may }]);
    return { must, may, purpose, agreed: [{ id: purpose, elements: [{ id: must }, { id: may }] }] };
  };

  describe("elements", () => {
    it("are added, told, listed and deleted", async () => {
      const body = { name: "email_address", displayName: "E-mail", description: "For news", properties: { a: "b" } };
      const made = await api.call("POST", `${BASE}/elements`, body);
      assert.deepEqual(made.body, { id: made.body.id, ...body, tenantDomain: "acme" });
      const path = `${BASE}/elements/${made.body.id}`;
      assert.deepEqual((await api.call("GET", path)).body, made.body);
      const { body: list } = await api.call("GET", `${BASE}/elements?filter=name+sw+email`);
      assert.deepEqual(list, { totalResults: 1, links: [], Elements: [made.body] });
      assert.equal((await api.call("POST", `${BASE}/elements`, body)).status, 409);
      const foreign = await apiClient(server, SCOPES, "globex");
      assert.equal((await foreign.call("GET", path)).status, 404);
      assert.equal((await api.call("DELETE", path)).status, 204);
      assert.equal((await api.call("DELETE", path)).status, 404);
    });

    it("stay while a purpose has them", async () => {
      const id = await newElement();
      const purpose = await newPurpose([{ id, mandatory: true }]);
      assert.equal((await api.call("DELETE", `${BASE}/elements/${id}`)).status, 409);
      assert.equal((await api.call("DELETE", `${BASE}/purposes/${purpose}`)).status, 204);
      assert.equal((await api.call("DELETE", `${BASE}/elements/${id}`)).status, 204);
    });

    it("refuse what is no element, and what is no filter", async () => {
      for (const body of [{}, { name: "" }, { name: "a\0" }, { name: "a", properties: { a: 1 } }]) {
        assert.equal((await api.call("POST", `${BASE}/elements`, body)).status, 400, JSON.stringify(body));
      }
      assert.equal((await api.call("GET", `${BASE}/elements?filter=type+eq+a`)).status, 400);
      assert.equal((await api.call("GET", `${BASE}/elements?limit=0`)).status, 400);
    });
  });

  describe("purposes and their versions", () => {
    it("are added, told, and listed by name and type, page by page", async () => {
      const element = await newElement("phone_number");
      const bound = [{ id: element, mandatory: true }];
      const ids = [
        await newPurpose(bound, "Marketing"),
        await newPurpose([], "Marketing"),
        await newPurpose([], "Marketing"),
      ];
      const { body } = await api.call("GET", `${BASE}/purposes/${ids[0]}`);
      assert.deepEqual(body.elements, [{ id: element, name: "phone_number", mandatory: true }]);
      assert.equal(body.latestVersion.version, "v1");
      const list = async (query: string) => (await api.call("GET", `${BASE}/purposes?${query}`)).body;
      const idsOf = ({ Purposes }: { Purposes: { id: string }[] }) => Purposes.map(({ id }) => id);
      const first = await list("filter=type+eq+marketing&limit=2");
      assert.deepEqual([idsOf(first), first.totalResults], [ids.slice(0, 2), 2]);
      const next = first.links.find(({ rel }: { rel: string }) => rel === "next").href.split("?")[1];
      assert.deepEqual(idsOf(await list(`filter=type+eq+marketing&${next}`)), ids.slice(2));
    });

    it("refuse elements that there are not, a name that is taken, and what is no purpose", async () => {
      const common = { type: "Policy", version: "v1" };
      const post = async (body: object) => (await api.call("POST", `${BASE}/purposes`, body)).status;
      assert.equal(await post({ name: "p", ...common, elements: [{ id: UNKNOWN }] }), 400);
      const id = await newElement();
      assert.equal(await post({ name: "p", ...common, elements: [{ id }, { id }] }), 400);
      assert.equal(await post({ name: "p", type: "Policy" }), 400);
      await create(`${BASE}/purposes`, { name: "taken", ...common });
      assert.equal(await post({ name: "taken", ...common }), 409);
      assert.equal((await api.call("GET", `${BASE}/purposes/${UNKNOWN}`)).status, 404);
    });

    it("have versions, of which one is the latest", async () => {
      const purpose = `${BASE}/purposes/${await newPurpose()}`;
      const versions = `${purpose}/versions`;
      server.clock.advance(0.01);
      const made = await api.call("POST", versions, { version: "v2", description: "more", properties: { url: "u" } });
      assert.equal(made.status, 201);
      const { id } = made.body;
      assert.deepEqual((await api.call("GET", `${versions}/${id}`)).body, made.body);
      const latest = async () => (await api.call("GET", purpose)).body.latestVersion;
      const first = (await latest()).id;
      assert.notEqual(first, id);
      assert.equal((await api.call("POST", versions, { version: "v2" })).status, 409);
      assert.equal((await api.call("PUT", `${versions}/latest`, { id })).status, 204);
      assert.deepEqual(await latest(), { id, version: "v2" });
      assert.deepEqual((await api.call("GET", purpose)).body.properties, { url: "u" });
      server.clock.advance(0.01);
      const third = await api.call("POST", versions, { version: "v3", setAsLatest: true });
      assert.equal((await latest()).id, third.body.id);
      const listed = (await api.call("GET", `${versions}?limit=2`)).body;
      assert.deepEqual(
        listed.Versions.map(({ version }: { version: string }) => version),
        ["v1", "v2"],
      );
      assert.equal(listed.links[0].rel, "next");

      assert.equal((await api.call("DELETE", `${versions}/${third.body.id}`)).status, 409, "the latest");
      assert.equal((await api.call("DELETE", `${versions}/${first}`)).status, 204);
      assert.equal((await api.call("DELETE", `${versions}/${first}`)).status, 404);
      assert.equal((await api.call("PUT", `${versions}/latest`, { id: first })).status, 404);
      assert.equal((await api.call("POST", versions, {})).status, 400);
    });

    it("stay while somebody has agreed to them", async () => {
      const { purpose, agreed } = await newConsent();
      await create(ME, { serviceId: "app", purposes: agreed }, kim);
      const place = `${BASE}/purposes/${purpose}`;
      const { id } = (await api.call("GET", place)).body.latestVersion;
      await api.call("POST", `${place}/versions`, { version: "v2", setAsLatest: true });
      assert.equal((await api.call("DELETE", place)).status, 409);
      assert.equal((await api.call("DELETE", `${place}/versions/${id}`)).status, 409);
    });
  });

  describe("consents of the user's own (security bar 25.3)", () => {
    it("are kept, told and listed", async () => {
      const { must, may, purpose, agreed } = await newConsent();
      const expiryTime = server.clock.now * 1000 + 60_000;
      const asked = { serviceId: "news", language: "en", purposes: agreed, expiryTime, properties: { region: "EU" } };
      const id = await create(ME, asked, kim);
      const { body } = await kim.call("GET", `${ME}/${id}`);
      const { timestamp, purposes, ...rest } = body;
      assert.ok(Math.abs(timestamp - server.clock.now * 1000) <= 1000);
      assert.deepEqual(rest, {
        id,
        subjectId: "kim",
        serviceId: "news",
        state: "ACTIVE",
        language: "en",
        expiryTime,
        authorizations: [],
        properties: { region: "EU" },
      });
      assert.deepEqual(purposes[0].elements.map((element: { id: string }) => element.id).sort(), [must, may].sort());
      assert.deepEqual([purposes[0].id, purposes[0].version], [purpose, "v1"]);

      const ids = async (query: string, by = kim) =>
        (await by.call("GET", `${ME}?${query}`)).body.map((one: { id: string }) => one.id);
      for (const query of [
        "serviceId=news",
        `purposeId=${purpose}`,
        `purposeVersionId=${purposes[0].versionId}`,
        "serviceId=news&state=ACTIVE",
        "filter=properties.region+eq+eu",
      ]) {
        assert.deepEqual(await ids(query), [id], query);
      }
      assert.deepEqual(await ids("serviceId=news&state=REVOKED"), []);
      assert.deepEqual(await ids("filter=properties.constructor+co+a"), []);
      assert.deepEqual(await ids("serviceId=news", lee), []);
      assert.equal((await kim.call("GET", `${ME}?filter=serviceId+eq+a`)).status, 400);

      assert.deepEqual((await kim.call("GET", `${ME}/${id}/validate`)).body, { state: "ACTIVE", expiryTime });
      server.clock.advance(61);
      assert.equal((await kim.call("GET", `${ME}/${id}/validate`)).body.state, "EXPIRED");
    });

    it("need what is mandatory, unless they say no", async () => {
      const { purpose, may } = await newConsent();
      const post = async (change: object) => {
        const body = { serviceId: "app", purposes: [{ id: purpose, elements: [{ id: may }] }], ...change };
        return (await kim.call("POST", ME, body)).status;
      };
      assert.equal(await post({}), 400);
      assert.equal(await post({ state: "REJECTED" }), 201);
      assert.equal(await post({ purposes: [{ id: UNKNOWN, elements: [{ id: may }] }] }), 400);
      assert.equal(await post({ purposes: [{ id: purpose, elements: [{ id: UNKNOWN }] }] }), 400);
      for (const purposes of [[], undefined, [{ id: purpose, elements: [] }]])
        assert.equal(await post({ purposes }), 400);
      assert.equal(await post({ state: "PENDING" }), 400);
    });

    it("are nobody else's, and an application has none", async () => {
      const { agreed } = await newConsent();
      const id = await create(ME, { serviceId: "app", purposes: agreed }, kim);
      for (const [method, path] of [
        ["GET", ""],
        ["GET", "/validate"],
        ["POST", "/revoke"],
        ["POST", "/authorize"],
      ] as const) {
        const body = path === "/authorize" ? {} : undefined;
        assert.equal((await lee.call(method, `${ME}/${id}${path}`, body)).status, 403, path);
        assert.equal((await kim.call(method, `${ME}/${UNKNOWN}${path}`, body)).status, 404, path);
      }
      assert.equal((await api.call("GET", ME)).status, 403);
    });

    it("end what the application could do when they are withdrawn", async () => {
      const client = new TestClient(server, "asking");
      const redeemable = await client.obtainCode({ scope: "openid" }, new ScriptLessBrowser(), "kim");
      const { body: tokens } = await client.exchange(redeemable);
      const { agreed } = await newConsent();
      const other = await create(ME, { serviceId: "\0 no application", purposes: agreed }, kim);
      const id = await create(ME, { serviceId: "asking", purposes: agreed }, kim);
      assert.equal((await kim.call("POST", `${ME}/${other}/revoke`)).status, 200);
      assert.equal((await client.userinfo(tokens.access_token)).status, 200);
      assert.equal((await kim.call("POST", `${ME}/${id}/revoke`)).status, 200);
      assert.equal((await kim.call("GET", `${ME}/${id}`)).body.state, "REVOKED");
      assert.equal((await client.userinfo(tokens.access_token)).status, 401);
      assert.equal((await client.refresh(tokens.refresh_token)).body.error, "invalid_grant");
      assert.equal((await kim.call("POST", `${ME}/${id}/revoke`)).status, 200, "once more");
    });
  });

  describe("consents, for administrators", () => {
    const PATH = `${BASE}/consents`;

    it("are kept for a user, and wait for those who have to decide", async () => {
      const { agreed } = await newConsent();
      const authorizations = [{ userId: "kim", type: "USER" }, { userId: "lee" }];
      const asked = { subjectId: "kim", serviceId: "family", language: "en", purposes: agreed, authorizations };
      const made = await api.call("POST", PATH, asked);
      const { id } = made.body;
      assert.deepEqual(made.body, { id, language: "en", subjectId: "kim", tenantDomain: "acme" });
      const stateOf = async () => (await api.call("GET", `${PATH}/${id}`)).body.state;
      assert.equal(await stateOf(), "PENDING");
      assert.equal((await kim.call("POST", `${ME}/${id}/authorize`, {})).status, 200);
      assert.equal(await stateOf(), "PENDING");
      assert.equal((await lee.call("POST", `${ME}/${id}/authorize`, { state: "APPROVED" })).status, 200);
      assert.equal(await stateOf(), "ACTIVE");
      assert.equal((await lee.call("POST", `${ME}/${id}/authorize`, { state: "REJECTED" })).status, 409);
      const second = await create(PATH, asked);
      await lee.call("POST", `${ME}/${second}/authorize`, { state: "REJECTED" });
      assert.equal((await kim.call("GET", `${ME}/${second}/validate`)).body.state, "REJECTED");
    });

    it("are listed page by page, with and without their user", async () => {
      const { agreed } = await newConsent();
      const ids: string[] = [];
      for (const subjectId of ["kim", "lee", "kim"]) {
        ids.push(await create(PATH, { subjectId, serviceId: "pages", purposes: agreed }));
      }
      const list = async (query: string) => (await api.call("GET", `${PATH}?${query}`)).body;
      const idsOf = ({ Consents }: { Consents: { id: string }[] }) => Consents.map(({ id }) => id);
      assert.deepEqual(idsOf(await list("serviceId=pages")), ids);
      assert.deepEqual(idsOf(await list("serviceId=pages&subjectId=lee")), [ids[1]]);
      assert.deepEqual(idsOf(await list("subjectId=nobody")), []);
      const first = await list("serviceId=pages&limit=2");
      assert.deepEqual([idsOf(first), first.totalResults], [ids.slice(0, 2), 2]);
      const follow = (from: { links: { rel: string; href: string }[] }, rel: string) =>
        list(from.links.find((link) => link.rel === rel)?.href.split("?")[1] ?? "none");
      const second = await follow(first, "next");
      assert.deepEqual(idsOf(second), ids.slice(2));
      assert.deepEqual(
        second.links.map(({ rel }: { rel: string }) => rel),
        ["previous"],
      );
      assert.deepEqual(idsOf(await follow(second, "previous")), ids.slice(0, 2));
      assert.equal((await api.call("GET", `${PATH}?after=x`)).status, 400);
      assert.equal((await api.call("GET", `${PATH}?state=x`)).status, 400);
    });

    it("are changed, and withdrawn", async () => {
      const { agreed } = await newConsent();
      const id = await create(PATH, { subjectId: "kim", serviceId: "app", purposes: agreed });
      const patch = (body: object) => api.call("PATCH", `${PATH}/${id}`, body);
      const expiryTime = server.clock.now * 1000 + 5000;
      const changed = await patch({ expiryTime, properties: { a: "b" }, authorizations: [{ userId: "lee" }] });
      assert.equal(changed.status, 200);
      assert.deepEqual([changed.body.expiryTime, changed.body.properties], [expiryTime, { a: "b" }]);
      assert.equal(changed.body.authorizations[0].state, "PENDING");
      assert.equal((await patch({ authorizations: [{ userId: "lee" }] })).status, 400);
      assert.equal((await patch({ expiryTime: "x" })).status, 400);
      const revoked = await patch({ authorizations: [{ userId: "lee", state: "REVOKED" }] });
      assert.equal(revoked.body.state, "REVOKED");

      const second = await create(PATH, { subjectId: "kim", serviceId: "app", purposes: agreed });
      for (let again = 0; again < 2; again += 1) {
        assert.equal((await api.call("POST", `${PATH}/${second}/revoke`)).status, 204);
      }
      assert.deepEqual((await api.call("GET", `${PATH}/${second}/validate`)).body, {
        state: "REVOKED",
        expiryTime: null,
      });
    });

    it("are of users that there are, in their own organization", async () => {
      const { agreed } = await newConsent();
      const asked = { serviceId: "app", purposes: agreed };
      assert.equal((await api.call("POST", PATH, { ...asked, subjectId: "nobody" })).status, 400);
      assert.equal((await api.call("POST", PATH, asked)).status, 400);
      const id = await create(PATH, { ...asked, subjectId: "kim" });
      const foreign = await apiClient(server, SCOPES, "globex");
      assert.equal((await foreign.call("GET", `${PATH}/${id}`)).status, 404);
      for (const path of [UNKNOWN, "none"]) assert.equal((await api.call("GET", `${PATH}/${path}`)).status, 404);
      assert.equal((await apiClientWith(server, undefined).call("GET", PATH)).status, 401);
    });
  });
});
