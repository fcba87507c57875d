import assert from "node:assert/strict";
import { after, before, describe, it } from "node:test";
import { basic, claimsOf, TestClient } from "../client.ts";
import { startServer, type TestServer } from "../server.ts";
import {
  ACCESS_TOKEN,
  exchange,
  exchangingOrganizations,
  ID_TOKEN,
  JWT,
  TOKEN_EXCHANGE,
  tokensOf,
} from "../token-exchange.ts";
import { startTokenIssuer, type TokenIssuer, userId } from "../token-issuer.ts";

type Form = Record<string, string | undefined>;

describe("RFC 8693 §4: who acts for the user", () => {
  let server: TestServer;
  let issuer: TokenIssuer;
  let subjectToken: string;
  before(async () => {
    issuer = await startTokenIssuer();
    server = await startServer({
      settings: { outboundAllowedHosts: ["127.0.0.1"] },
      organizations: exchangingOrganizations(issuer.entry),
    });
    subjectToken = (await tokensOf(server, "front")).access_token;
  });
  after(async () => {
    await server.stop();
    await issuer.stop();
  });

  const send = (form: Form, clientId = "backend-jwt") =>
    exchange(server, clientId, { subject_token: subjectToken, subject_token_type: ACCESS_TOKEN, ...form });
  /** What the issued token says, which introspection is to say as well. */
  const claims = async (form: Form, clientId?: string) => {
    const { status, body } = await send(form, clientId);
    assert.equal(status, 200, JSON.stringify(body));
    const { sub, act } = (await new TestClient(server, "").introspect(body.access_token)).body;
    if (act !== undefined) assert.deepEqual([body.refresh_token, body.id_token], [undefined, undefined]);
    if (body.access_token.includes(".")) assert.deepEqual(claimsOf(body.access_token).act, act);
    return { token: body.access_token as string, sub, act };
  };
  const refusal = async (form: Form) => {
    const { status, body } = await send(form);
    assert.deepEqual([status, body.error], [400, "invalid_request"], JSON.stringify(body));
    return body.error_description;
  };
  async function agentToken(): Promise<string> {
    const form = { client_id: undefined, grant_type: "client_credentials" };
    return (await new TestClient(server, "agent").token(form, basic("agent", "s"))).body.access_token;
  }
  const agent = async () => ({ actor_token: await agentToken(), actor_token_type: JWT });
  const foreign = async (changes: object = {}) => ({
    actor_token: await issuer.sign(server, { sub: "robot", ...changes }),
    actor_token_type: JWT,
  });
  const foreignSubject = async (changes: object) => ({
    subject_token: await issuer.sign(server, { ...changes }),
    subject_token_type: JWT,
  });

  it("is nobody unless there is an actor token", async () => {
    assert.equal((await claims({})).act, undefined);
  });

  const actors: [what: string, form: () => Promise<Form>, act: () => Promise<object> | object][] = [
    ["a client, by its own access token (contract §22.2)", agent, () => ({ sub: "agent" })],
    [
      "a user, by an access token of theirs",
      async () => ({
        actor_token: (await tokensOf(server, "front", { username: "lee" })).access_token,
        actor_token_type: ACCESS_TOKEN,
      }),
      async () => ({ sub: await userId(server, "lee") }),
    ],
    [
      "a user, by an ID token of theirs (contract §6.11)",
      async () => ({
        actor_token: (await tokensOf(server, "agent", { username: "lee" })).id_token,
        actor_token_type: ID_TOKEN,
      }),
      async () => ({ sub: await userId(server, "lee") }),
    ],
    [
      "somebody of a trusted issuer, named by it (RFC 8693 §4.1)",
      foreign,
      () => ({ iss: "https://issuer.example", sub: "robot" }),
    ],
  ];
  for (const [what, form, act] of actors) {
    it(`can be ${what}`, async () => {
      const issued = await claims(await form());
      assert.deepEqual([issued.sub, issued.act], [await userId(server, "kim"), await act()]);
    });
  }

  it("is told of an opaque token as well", async () => {
    assert.deepEqual((await claims(await agent(), "backend")).act, { sub: "agent" });
  });

  it("is followed by whoever acted before (RFC 8693 §4.1), and stays when nobody follows", async () => {
    const wide = { audience: "backend-jwt" };
    const first = await claims({ ...(await foreign()), ...wide });
    const before = { iss: "https://issuer.example", sub: "robot" };
    const kept = await claims({ subject_token: first.token });
    assert.deepEqual(kept.act, before);
    const second = await claims({ subject_token: kept.token, ...(await agent()) });
    assert.deepEqual(second.act, { sub: "agent", act: before });
  });

  it("is no chain of more than ten", async () => {
    const chain = (length: number): object => ({ sub: "robot", ...(length > 1 && { act: chain(length - 1) }) });
    await claims(await foreignSubject({ act: chain(10) }));
    await claims({ ...(await foreignSubject({ act: chain(9) })), ...(await agent()) });
    const tooLong = [
      await foreignSubject({ act: chain(11) }),
      { ...(await foreignSubject({ act: chain(10) })), ...(await agent()) },
    ];
    for (const form of tooLong) assert.equal(await refusal(form), "Too many have acted for the subject.");
  });

  it("is only whom the subject token lets act (RFC 8693 §4.4)", async () => {
    const refused = "The subject token does not let this actor act.";
    const [iss, issuerName] = [server.url("/oauth2/token"), "https://issuer.example"];
    const allowed: [mayAct: unknown, actor: Form][] = [
      [{ sub: "agent" }, await agent()],
      [{ sub: "agent", iss }, await agent()],
      [{ sub: "robot", iss: issuerName }, await foreign()],
      [{ client_id: "backend-jwt" }, {}],
    ];
    for (const [may_act, actor] of allowed) await claims({ ...(await foreignSubject({ may_act })), ...actor });
    const others: [mayAct: unknown, actor: Form][] = [
      [{ sub: "agent" }, {}],
      [{ sub: "agent" }, await foreign()],
      [{ sub: "robot", iss }, await foreign()],
      [{ sub: "agent", email: "a@example.com" }, await agent()],
      [{}, await agent()],
      ["agent", await agent()],
      [null, await agent()],
    ];
    for (const [may_act, actor] of others) {
      assert.equal(
        await refusal({ ...(await foreignSubject({ may_act })), ...actor }),
        refused,
        JSON.stringify(may_act),
      );
    }
  });

  it("is named by the issuer that speaks of it, whatever it says (RFC 8693 §4.1)", async () => {
    const act = { iss: server.url("/oauth2/token"), sub: "agent", admin: true, act: { sub: "robot" } };
    const said = await claims(await foreignSubject({ act }));
    const iss = "https://issuer.example";
    assert.deepEqual(said.act, { iss, sub: "agent", act: { iss, sub: "robot" } });
  });

  const notActive = "Invalid Actor Token. Actor token is not ACTIVE.";
  const refused: [what: string, form: () => Promise<Form>, description: string][] = [
    ["an actor token without its type", async () => ({ actor_token: "x" }), "Missing parameters: actor_token_type"],
    ["a type without the token", async () => ({ actor_token_type: JWT }), "Missing parameters: actor_token"],
    [
      "a type that is not known, which is not quoted as it came",
      async () => ({ actor_token: "x", actor_token_type: 'a"b' }),
      "Unsupported actor token type : a?b provided",
    ],
    ["what is no token", async () => ({ actor_token: "x", actor_token_type: ACCESS_TOKEN }), notActive],
    ["what is no JWT", async () => ({ actor_token: "x", actor_token_type: JWT }), "JSON Web Token is invalid."],
    [
      "an access token for others",
      async () => ({
        actor_token: (await tokensOf(server, "alone")).access_token,
        actor_token_type: ACCESS_TOKEN,
      }),
      notActive,
    ],
    [
      "an ID token for others",
      async () => ({ actor_token: (await tokensOf(server, "alone")).id_token, actor_token_type: ID_TOKEN }),
      notActive,
    ],
    [
      "an access token that is said to be an ID token",
      async () => ({ actor_token: await agentToken(), actor_token_type: ID_TOKEN }),
      notActive,
    ],
    [
      "a JWT of a trusted issuer that is for others",
      () => foreign({ aud: "https://other.example" }),
      "The audience of the JSON Web Token is not this server.",
    ],
    [
      "the token of somebody for whom another acts",
      () => foreign({ act: { sub: "x" } }),
      "The actor token is that of somebody for whom another acts.",
    ],
    [
      "the same of our own",
      async () => ({ actor_token: (await claims(await agent())).token, actor_token_type: ACCESS_TOKEN }),
      "The actor token is that of somebody for whom another acts.",
    ],
  ];
  for (const [what, form, description] of refused) {
    it(`refuses ${what} (RFC 8693 §2.1)`, async () => {
      assert.equal(await refusal(await form()), description);
    });
  }

  it("refuses an ID token that has ended", async () => {
    const actor_token = (await tokensOf(server, "agent")).id_token;
    server.clock.advance(3600);
    const { access_token } = await tokensOf(server, "front");
    const form = { subject_token: access_token, actor_token, actor_token_type: ID_TOKEN };
    assert.equal(await refusal(form), notActive);
  });

  it("refuses either token in the URL", async () => {
    for (const name of ["subject_token", "actor_token"]) {
      const path = `/oauth2/token?${new URLSearchParams({ [name]: subjectToken })}`;
      const { status, body } = await new TestClient(server, "").post(path, { grant_type: TOKEN_EXCHANGE });
      assert.deepEqual([status, body.error], [400, "invalid_request"]);
    }
  });
});
