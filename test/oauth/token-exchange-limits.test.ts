import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import fc from "fast-check";
import { ScriptLessBrowser } from "../../demo/script-less-browser.ts";
import { TestClient } from "../client.ts";
import { newProofKey, proofHeader } from "../dpop-proofs.ts";
import { startServer, type TestServer } from "../server.ts";
import { changeClient } from "../tenant-data.ts";
import {
  ACCESS_TOKEN,
  CALENDAR,
  CONTACTS,
  exchange,
  exchangingOrganizations,
  LEGACY,
  TOKEN_EXCHANGE,
  tokensOf,
} from "../token-exchange.ts";

const NOT_ACTIVE = "Invalid Subject Token. Subject token is not ACTIVE.";

describe("security bar 13.4: what is exchanged for a token of this server is never wider", () => {
  let server: TestServer;
  /** Of kim, for the backends. */
  let subjectToken: string;
  before(async () => {
    server = await startServer({ organizations: exchangingOrganizations() });
    subjectToken = (await tokensOf(server, "front")).access_token;
  });
  after(() => server.stop());

  type Form = Record<string, string | readonly string[] | undefined>;
  const send = (form: Form = {}, clientId = "backend", headers: Record<string, string> = {}) =>
    exchange(server, clientId, { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, ...form }, headers);
  const succeeds = async (form?: Form, clientId?: string) => {
    const { status, body } = await send(form, clientId);
    assert.equal(status, 200, JSON.stringify(body));
    return body;
  };
  const refusal = async (form?: Form, clientId?: string) => {
    const { status, body } = await send(form, clientId);
    assert.equal(status, 400, JSON.stringify(body));
    return [body.error, body.error_description];
  };
  const introspect = async (token: string) => (await new TestClient(server, "").introspect(token)).body;

  it("grants what the subject token has and the client may have (security bar 13.4)", async () => {
    assert.equal((await succeeds()).scope, "calendar:read contacts:read email openid");
    const scope = "calendar:read calendar:write calendar:delete profile";
    assert.equal((await succeeds({ scope })).scope, "calendar:read");
    for (const beyond of ["profile", "calendar:delete", "calendar:write", "unknown"]) {
      assert.deepEqual(await refusal({ scope: beyond }), ["invalid_scope", "Invalid Scope!"]);
    }
  });

  it("never grants more than the subject token has, whatever is asked for (security bar 13.4)", async () => {
    const names = ["openid", "email", "profile", "calendar:read", "calendar:write", "calendar:delete", "contacts:read"];
    const held = await Promise.all(
      [["openid"], ["calendar:read", "profile"], names].map(async (scope) => {
        const { access_token, scope: granted } = await tokensOf(server, "front", { scope: scope.join(" ") });
        return { access_token, granted: granted.split(" ") };
      }),
    );
    const asked = fc.option(fc.subarray([...names, "unknown", "__proto__"], { minLength: 1 }), { nil: undefined });
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...held), asked, fc.nat(2), async ({ access_token, granted }, scope, twice) => {
        let [token, limit] = [access_token as string, granted as string[]];
        for (let time = 0; time <= twice; time++) {
          const { status, body } = await send({ subject_token: token, scope: scope?.join(" ") });
          if (status !== 200) return assert.equal(body.error, "invalid_scope");
          const issued: string[] = body.scope.split(" ");
          assert.ok(issued.every((name) => limit.includes(name) && (scope?.includes(name) ?? true)));
          assert.deepEqual((await introspect(body.access_token)).scope, body.scope);
          [token, limit] = [body.access_token, issued];
        }
      }),
      { numRuns: 60 },
    );
  });

  it("issues nothing that lasts longer than the subject token (security bar 13.4)", async () => {
    const { access_token } = await tokensOf(server, "front");
    server.clock.advance(3000);
    const first = await succeeds({ subject_token: access_token });
    assert.equal(first.expires_in, 600);
    server.clock.advance(599);
    assert.equal((await succeeds({ subject_token: first.access_token })).expires_in, 1);
    server.clock.advance(1);
    assert.deepEqual(await refusal({ subject_token: first.access_token }), ["invalid_request", NOT_ACTIVE]);
    subjectToken = (await tokensOf(server, "front")).access_token;
  });

  const audiences: [form: Form, aud: unknown][] = [
    [{ audience: CALENDAR }, CALENDAR],
    [{ resource: CALENDAR }, CALENDAR],
    [{ audience: LEGACY }, LEGACY],
    [{ audience: "backend" }, "backend"],
    [{ audience: [CALENDAR, "backend"], resource: CONTACTS }, [CALENDAR, "backend", CONTACTS]],
  ];
  for (const [form, aud] of audiences) {
    it(`issues a token for ${JSON.stringify(form)} (RFC 8693 §2.1)`, async () => {
      assert.deepEqual((await introspect((await succeeds(form)).access_token)).aud, aud);
    });
  }

  it("refuses an audience or a resource that is not the client's to ask for: invalid_target (RFC 8693 §2.2.2)", async () => {
    assert.deepEqual(await refusal({ audience: 'x"y' }), ["invalid_target", "Invalid audience value provided : x?y"]);
    for (const form of [{ audience: "front" }, { audience: [CALENDAR, "web"] }, { resource: "https://pay.example" }]) {
      assert.equal((await refusal(form))[0], "invalid_target", JSON.stringify(form));
    }
  });

  it("issues no token for other APIs than those the subject token is for (security bar 13.4)", async () => {
    const undo = await changeClient(server, "front", { grantTypes: ["password", TOKEN_EXCHANGE] });
    const { access_token } = await tokensOf(server, "front", { resource: CALENDAR });
    const form = { client_id: "front", subject_token: access_token, subject_token_type: ACCESS_TOKEN };
    const ask = (more: object) =>
      new TestClient(server, "front").token({ grant_type: TOKEN_EXCHANGE, ...form, ...more });
    for (const more of [{}, { audience: CALENDAR }, { resource: CALENDAR }]) {
      assert.equal((await introspect((await ask(more)).body.access_token)).aud, CALENDAR);
    }
    for (const more of [{ audience: "front" }, { audience: CONTACTS }, { resource: CONTACTS }]) {
      assert.equal((await ask(more)).body.error, "invalid_target", JSON.stringify(more));
    }
    await undo();
  });

  it("hands on no authorization_details that the subject token lacks (RFC 9396 §6)", async () => {
    const authorization_details = JSON.stringify([{ type: "event" }]);
    assert.equal((await refusal({ authorization_details }))[0], "invalid_authorization_details");
  });

  it("issues tokens that end with the session of the subject token (contract §13)", async () => {
    const browser = new ScriptLessBrowser();
    const client = new TestClient(server, "own");
    const { body: tokens } = await client.exchange(await client.obtainCode({}, browser));
    const exchanged = await succeeds({ subject_token: tokens.access_token }, "own");
    assert.equal((await introspect(exchanged.access_token)).active, true);
    await browser.open(`${server.url("/oidc/logout")}?${new URLSearchParams({ id_token_hint: tokens.id_token })}`);
    assert.deepEqual(await introspect(exchanged.access_token), { active: false });
  });

  it("is no way to be rid of a key that a token is bound to (RFC 9449 §7.1)", async () => {
    const key = await newProofKey();
    const { access_token } = await tokensOf(server, "own", {}, await proofHeader(server, key));
    const form = { subject_token: access_token };
    assert.deepEqual(await refusal(form, "own"), ["invalid_request", NOT_ACTIVE]);
    const stranger = await send(form, "own", await proofHeader(server, await newProofKey()));
    assert.equal(stranger.body.error_description, NOT_ACTIVE);
    const { status, body } = await send(form, "own", await proofHeader(server, key));
    assert.deepEqual([status, body.token_type], [200, "DPoP"]);
    assert.deepEqual((await introspect(body.access_token)).cnf, { jkt: key.thumbprint });
  });

  it("needs the key of a token that says who acts, too (RFC 9449 §7.1)", async () => {
    const key = await newProofKey();
    const { access_token: subject_token } = await tokensOf(server, "own");
    const { access_token: actor_token } = await tokensOf(
      server,
      "own",
      { username: "lee" },
      await proofHeader(server, key),
    );
    const form = { subject_token, actor_token, actor_token_type: ACCESS_TOKEN };
    const [error, description] = await refusal(form, "own");
    assert.deepEqual([error, description], ["invalid_request", "Invalid Actor Token. Actor token is not ACTIVE."]);
    assert.equal((await send(form, "own", await proofHeader(server, key))).status, 200);
  });

  it("lets a resource server exchange a bound token that it was shown (RFC 8693 §1)", async () => {
    const key = await newProofKey();
    const { access_token } = await tokensOf(server, "front", {}, await proofHeader(server, key));
    assert.equal((await succeeds({ subject_token: access_token })).token_type, "Bearer");
  });
});
