import assert from "node:assert/strict";
import { exportJWK } from "jose";
import { newProofKey, type ProofKey, signProof } from "../../../dpop-proofs.ts";
import type { Flow } from "../flow.ts";
import { type FapiModule, newFlow } from "../module.ts";
import { obtainTokens } from "../tokens.ts";

type Sign = typeof signProof;
type Proof = [what: string, sign: Sign];

const without = (claim: string): Sign => withClaims({ [claim]: undefined });
const withHeader =
  (header: object): Sign =>
  (claims, key) =>
    signProof(claims, key, { ...header });

/** The claims changed; what is undefined is taken out. */
function withClaims(changes: object): Sign {
  return (claims, key) => signProof(JSON.parse(JSON.stringify({ ...claims, ...changes })), key);
}

const REFUSED: readonly Proof[] = [
  ["two of them", async (claims, key) => `${await signProof(claims, key)}, ${await signProof(claims, key)}`],
  ["no JWT", async (claims, key) => (await signProof(claims, key)).replaceAll(".", "")],
  ["no typ", withHeader({ typ: undefined })],
  ["another typ", withHeader({ typ: "JWT" })],
  ["no alg", replaceHeader(({ alg: _, ...header }) => header)],
  [
    "the alg none",
    async (claims, key) =>
      `${(await replaceHeader((h) => ({ ...h, alg: "none" }))(claims, key)).replace(/[^.]*$/, "")}`,
  ],
  ["no jwk", withHeader({ jwk: undefined })],
  ["a private jwk", async (claims, key) => signProof(claims, key, { jwk: await exportJWK(key.privateKey) })],
  ["no jti", without("jti")],
  ["no htm", without("htm")],
  ["no htu", without("htu")],
  ["no iat", without("iat")],
  ["no ath", without("ath")],
  ["another method", withClaims({ htm: "PUT" })],
  ["another URL", withClaims({ htu: "https://www.example.com/different" })],
  ["another token's hash", withClaims({ ath: "fUHyO2r2Z3DZ53EsNrWBb0xWXoaNy59IiKCAqksmQEo" })],
  [
    "a broken signature",
    async (claims, key) => (await signProof(claims, key)).replace(/[^.]*$/, (text) => [...text].reverse().join("")),
  ],
  ["another key", async (claims) => signProof(claims, await newProofKey())],
  ["RS256", async (claims) => signProof(claims, await newProofKey("RS256"))],
];

/** What a proof may hold, however odd. */
const TAKEN: readonly Proof[] = [
  ["a query and a fragment in htu", changeUrl((htu) => `${htu}?q=1#here`)],
  ["scheme and host in capitals", changeUrl((htu) => htu.replace(/^https:\/\/localhost/, "HTTPS://LOCALHOST"))],
  ["members that nobody knows", (claims, key) => signProof({ ...claims, more: "more" }, key, { more: "more" })],
];

/** What a protected resource asks of proofs (RFC 9449 §4.3, §7). */
export const dpopProofModules: readonly FapiModule[] = [
  {
    title:
      "dpop-negative-tests: userinfo takes a token with a proof that is in order, made for it, and new (RFC 9449 §7.1)",
    only: { senderConstraint: "dpop", openid: "openid_connect" },
    async run(run) {
      const flow = await newFlow(run);
      const { access_token: token } = await obtainTokens(flow);
      const { now } = run.at.server.clock;
      for (const [what, signProofAs] of REFUSED) await assertStatus(flow, token, what, 401, { signProofAs });
      for (const [what, signProofAs] of TAKEN) await assertStatus(flow, token, what, 200, { signProofAs });

      // The header's name is of no case (RFC 9110 §5.1).
      await assertStatus(flow, token, "a header in capitals", 200, { proofHeader: "DPOP" });
      for (const iat of [now - 3600, now + 3600]) {
        await assertStatus(flow, token, `a proof of ${iat - now} seconds`, 401, { proof: { iat } });
      }
      const once = { proof: { jti: "the same" } };
      await assertStatus(flow, token, "a jti", 200, once);
      await assertStatus(flow, token, "the same jti again", 401, once);
      await assertStatus(flow, token, "no proof", 401, { proof: "left out" });
      const headers = { authorization: `Bearer ${token}` };
      await assertStatus(flow, token, "no proof, and another scheme", 401, { proof: "left out", headers });
      await assertStatus(flow, token, "a proof in order", 200, {});
    },
  },
];

type Asked = NonNullable<Parameters<Flow["client"]["resource"]>[1]>;

async function assertStatus(flow: Flow, token: string, what: string, status: number, asked: Asked): Promise<void> {
  const response = await flow.client.resource(token, asked);
  assert.equal(response.status, status, `${what}: ${await response.text()}`);
}

function changeUrl(change: (htu: string) => string): Sign {
  return (claims, key) => signProof({ ...claims, htu: change(claims.htu as string) }, key);
}

/** Puts another header before the claims and the signature. */
function replaceHeader(change: (header: Record<string, unknown>) => object): Sign {
  return async (claims, key: ProofKey) => {
    const [header = "", ...rest] = (await signProof(claims, key)).split(".");
    const changed = change(JSON.parse(`${Buffer.from(header, "base64url")}`));
    return [Buffer.from(JSON.stringify(changed)).toString("base64url"), ...rest].join(".");
  };
}
