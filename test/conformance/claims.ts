import assert from "node:assert/strict";

/** The claims of each scope (OIDC Core §5.4). */
const CLAIMS_OF_SCOPE: Readonly<Record<string, readonly string[]>> = {
  openid: ["sub"],
  profile: [
    "name",
    "given_name",
    "family_name",
    "middle_name",
    "nickname",
    "profile",
    "picture",
    "website",
    "gender",
    "birthdate",
    "zoneinfo",
    "locale",
    "updated_at",
    "preferred_username",
  ],
  email: ["email", "email_verified"],
  address: ["address"],
  phone: ["phone_number", "phone_number_verified"],
};

/** What an ID token may hold that nobody asked for. */
const OF_EVERY_ID_TOKEN = "iss sub aud exp iat auth_time nonce acr amr azp at_hash c_hash s_hash nbf jti sid".split(
  " ",
);

const ADDRESS_MEMBERS = ["formatted", "street_address", "locality", "region", "postal_code", "country"];
const NUMBERS = ["updated_at"];
const BOOLEANS = ["email_verified", "phone_number_verified"];
const TEXTS = Object.values(CLAIMS_OF_SCOPE)
  .flat()
  .filter((name) => ![...NUMBERS, ...BOOLEANS, "address"].includes(name));

export type Claims = Readonly<Record<string, unknown>>;

/** Every claim of the scopes is there. */
export function assertClaimsOfScope(claims: Claims, scope: string): void {
  const expected = scope.split(" ").flatMap((name) => CLAIMS_OF_SCOPE[name] ?? []);
  assert.deepEqual(
    expected.filter((name) => !(name in claims)),
    [],
    "missing",
  );
}

/** An ID token about which nobody asked for more than its own claims and those of the scopes holds no others (data minimisation). */
export function assertNothingUnasked(claims: Claims, scope: string): void {
  const asked = [...OF_EVERY_ID_TOKEN, ...scope.split(" ").flatMap((name) => CLAIMS_OF_SCOPE[name] ?? [])];
  assert.deepEqual(
    Object.keys(claims).filter((name) => !asked.includes(name)),
    [],
    "unasked",
  );
}

/** The standard claims that are there have the types of OIDC Core §5.1, and none is empty. */
export function assertStandardClaims(claims: Claims): void {
  assertTexts(claims, TEXTS);
  for (const name of BOOLEANS) if (name in claims) assert.equal(typeof claims[name], "boolean", name);
  if ("updated_at" in claims) assertUpdatedAt(claims.updated_at);
  if ("birthdate" in claims) assert.ok(isBirthdate(claims.birthdate as string), `birthdate ${claims.birthdate}`);
  if ("address" in claims) {
    assert.ok(typeof claims.address === "object" && claims.address !== null && !Array.isArray(claims.address));
    assertTexts(claims.address as Claims, ADDRESS_MEMBERS);
    assert.ok(Object.keys(claims.address).length > 0);
  }
  // §5.6.2: a source for whatever is said to have one.
  const sources = Object.keys((claims._claim_sources ?? {}) as object);
  for (const name of Object.values((claims._claim_names ?? {}) as Record<string, string>))
    assert.ok(sources.includes(name));
}

function assertTexts(claims: Claims, names: readonly string[]): void {
  for (const name of names) {
    if (!(name in claims)) continue;
    assert.equal(typeof claims[name], "string", name);
    assert.doesNotMatch(claims[name] as string, /^(\s*|null)$/i, name);
  }
}

/** Seconds, not milliseconds, and not of the future. */
function assertUpdatedAt(value: unknown): void {
  assert.ok(Number.isInteger(value), `updated_at ${value}`);
  assert.ok((value as number) > 946_684_800 && (value as number) <= Date.now() / 1000 + 300, `updated_at ${value}`);
}

/** YYYY-MM-DD, 0000-MM-DD or YYYY (OIDC Core §5.1). */
function isBirthdate(text: string): boolean {
  const [, year, day] = /^(\d{4})(-\d\d-\d\d)?$/.exec(text) ?? [];
  if (year === undefined) return false;
  if (day !== undefined) {
    const date = new Date(`2000${day}T00:00:00Z`);
    if (Number.isNaN(date.valueOf()) || date.toISOString().slice(4, 10) !== day) return false;
  }
  return (day !== undefined && year === "0000") || (Number(year) >= 1850 && Number(year) <= new Date().getFullYear());
}
