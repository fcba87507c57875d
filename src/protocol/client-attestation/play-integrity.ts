import type { KeyObject } from "node:crypto";
import { sha256 } from "../../crypto/hashes.ts";
import { SIGNING_ALGORITHMS } from "../../crypto/signing-algorithms.ts";
import type { Outbound } from "../../outbound/outbound.ts";
import type { ServiceAccount } from "../model/application.ts";
import { AttestationFault } from "./attestation-fault.ts";
import type { AttestationAuthorities } from "./authorities.ts";

const SCOPE = "https://www.googleapis.com/auth/playintegrity";
const JSON_TYPES = ["application/json"];
const ASSERTION_SECONDS = 300;
/** How old a verdict may be: a token is made for one request. */
const LONGEST_AGE_SECONDS = 600;
const CLOCK_SKEW_SECONDS = 60;
/** An access token is not used any more so long before its end. */
const RESERVE_SECONDS = 60;
/** So many access tokens are kept. */
const MOST_TOKENS = 500;

export interface PlayIntegrityRules {
  readonly packageName: string;
  readonly account: ServiceAccount;
  /** Opened when it is needed. */
  readonly accountKey: () => KeyObject;
  /** What the application was to name as `nonce` or `requestHash`. Undefined: that is known to it alone. */
  readonly requestHash: string | undefined;
  /** Unix seconds. */
  readonly now: number;
}

/** A token that Google has vouched for. */
export interface DecodedToken {
  /** base64url: which of all tokens it is, however its base64url is written. */
  readonly id: string;
  /** From when on it is too old, in Unix seconds. */
  readonly expiresAt: number;
}

/** Asks Google what an integrity token says. */
export interface PlayIntegrity {
  /** Throws an AttestationFault unless the application from the store has made it on a genuine device, a moment ago. */
  verify(token: string, rules: PlayIntegrityRules): Promise<DecodedToken>;
}

/** Whether the text could be an integrity token: a JWE of five parts (RFC 7516 §7.1) with a header that can be read. */
export function isIntegrityToken(text: string): boolean {
  if (!/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/.test(text)) return false;
  try {
    const { alg, enc } = JSON.parse(Buffer.from(text.split(".")[0] as string, "base64url").toString());
    return typeof alg === "string" && typeof enc === "string";
  } catch {
    return false;
  }
}

/** Google's Play Integrity API. The access tokens for it are kept as long as they are good. */
export function createPlayIntegrity(
  { playIntegrityUrl, googleTokenUrl }: Omit<AttestationAuthorities, "appAttestRoot">,
  outbound: Outbound,
): PlayIntegrity {
  const accessTokens = new Map<string, { readonly token: string; readonly expiresAt: number }>();

  /** RFC 7523 §2.1, as Google describes it for service accounts. */
  async function accessTokenOf({ account, accountKey, now }: PlayIntegrityRules): Promise<string> {
    const kept = accessTokens.get(account.keyHash);
    if (kept !== undefined && now < kept.expiresAt) return kept.token;
    const assertion = await signAssertion(account, accountKey(), googleTokenUrl, now);
    const form = { grant_type: "urn:ietf:params:oauth:grant-type:jwt-bearer", assertion };
    const answer = await ask("access token", () => outbound.ask(googleTokenUrl, { form }, { accept: JSON_TYPES }));
    const { access_token: token, expires_in: seconds } = answer;
    if (typeof token !== "string") throw new AttestationFault("access token: none");
    const expiresAt = now + (typeof seconds === "number" ? seconds : 0) - RESERVE_SECONDS;
    if (accessTokens.size >= MOST_TOKENS) accessTokens.clear();
    accessTokens.set(account.keyHash, { token, expiresAt });
    return token;
  }

  return {
    async verify(token, rules) {
      const headers = { authorization: `Bearer ${await accessTokenOf(rules)}` };
      const url = `${playIntegrityUrl}/v1/${encodeURIComponent(rules.packageName)}:decodeIntegrityToken`;
      const message = { json: { integrityToken: token }, headers };
      const answer = await ask("integrity token", () => outbound.ask(url, message, { accept: JSON_TYPES }));
      const madeAt = verifyVerdict(answer.tokenPayloadExternal, rules);
      return { id: idOf(token), expiresAt: madeAt + LONGEST_AGE_SECONDS };
    },
  };
}

async function signAssertion(
  { email, keyId }: ServiceAccount,
  key: KeyObject,
  audience: string,
  now: number,
): Promise<string> {
  const header = { alg: "RS256", typ: "JWT", ...(keyId !== undefined && { kid: keyId }) };
  const claims = { iss: email, scope: SCOPE, aud: audience, iat: now, exp: now + ASSERTION_SECONDS };
  const input = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${input}.${(await SIGNING_ALGORITHMS.RS256.sign(Buffer.from(input), key)).toString("base64url")}`;
}

type Members = Readonly<Record<string, unknown>>;

/** Whether it is what Google says of the application. Returns when it was made, in Unix seconds. */
function verifyVerdict(payload: unknown, { packageName, requestHash, now }: PlayIntegrityRules): number {
  const { requestDetails, appIntegrity, deviceIntegrity, testingDetails } = membersOf(payload);
  const { requestPackageName, timestampMillis, nonce, requestHash: told = nonce } = membersOf(requestDetails);
  const { appRecognitionVerdict, packageName: recognised } = membersOf(appIntegrity);
  const { deviceRecognitionVerdict: labels } = membersOf(deviceIntegrity);
  if (requestPackageName !== packageName) throw new AttestationFault("another application");
  const madeAt = Math.floor(Number(timestampMillis) / 1000);
  // Not a number is neither older nor younger.
  if (!(madeAt > now - LONGEST_AGE_SECONDS && madeAt <= now + CLOCK_SKEW_SECONDS)) {
    throw new AttestationFault("a verdict of another time");
  }
  if (requestHash !== undefined && told !== requestHash) throw new AttestationFault("made for another request");
  if (membersOf(testingDetails).isTestingResponse === true) throw new AttestationFault("a verdict for tests");
  if (appRecognitionVerdict !== "PLAY_RECOGNIZED" || recognised !== packageName) {
    throw new AttestationFault("not the application of the store");
  }
  if (!Array.isArray(labels) || !labels.includes("MEETS_DEVICE_INTEGRITY")) {
    throw new AttestationFault("not a genuine device");
  }
  return madeAt;
}

/** What is not encoded as it should be decodes to the same bytes. */
function idOf(token: string): string {
  const parts = token.split(".").map((part) => Buffer.from(part, "base64url").toString("base64url"));
  return sha256(parts.join(".")).toString("base64url");
}

async function ask(what: string, request: () => Promise<{ readonly text: string }>): Promise<Members> {
  try {
    return membersOf(JSON.parse((await request()).text));
  } catch (cause) {
    throw new AttestationFault(`${what}: ${(cause as Error).message}`, { cause });
  }
}

function membersOf(value: unknown): Members {
  return typeof value === "object" && value !== null ? (value as Members) : {};
}
