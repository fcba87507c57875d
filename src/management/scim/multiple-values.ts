import type { Resource } from "./resource.ts";

const ADDRESS = {
  streetAddress: "street_address",
  locality: "locality",
  region: "region",
  postalCode: "postal_code",
  country: "country",
} as const;

type Claims = Readonly<Record<string, unknown>>;

/** A list as it is stored, with the claim's value in it. */
export function listWith(stored: unknown, claim: unknown): Resource[] | undefined {
  const list = (stored as Resource[] | undefined) ?? [];
  const all = claim === undefined || list.some(({ value }) => value === claim) ? list : [{ value: claim }, ...list];
  return all.length === 0 ? undefined : all;
}

/** The one that a claim has: the first choice, else the first without a type, else the first. */
export function chosen(list: unknown): unknown {
  return choose(list, ({ type }) => type === undefined)?.value;
}

/** Whether the claim says all that the list does. */
export function isPlain(list: unknown): boolean {
  const [only, ...others] = (list as Resource[] | undefined) ?? [];
  return only !== undefined && others.length === 0 && Object.keys(only).join() === "value";
}

/** The claims of the first choice among the addresses (OIDC Core §5.1.1). A country that stands elsewhere goes before. */
export function addressClaims(list: unknown, country: unknown): Record<string, unknown> {
  const address = choose(list, () => true);
  if (address === undefined) return {};
  const parts = Object.entries(ADDRESS).flatMap(([name, claim]) =>
    address[name] === undefined ? [] : [[claim, address[name]]],
  );
  const claims = Object.fromEntries(parts);
  const whole = address.formatted === undefined ? {} : { address: { ...claims, formatted: address.formatted } };
  return { ...claims, ...(country !== undefined && { country }), ...whole };
}

/** The list of one address that the claims tell of; undefined where they tell of none. */
export function addressOfClaims(claims: Claims): Resource[] | undefined {
  const whole = (claims.address ?? {}) as Claims;
  const parts = Object.entries(ADDRESS).flatMap(([name, claim]) => {
    const value = whole[claim] ?? (claim === "country" ? undefined : claims[claim]);
    return value === undefined ? [] : [[name, value]];
  });
  if (whole.formatted !== undefined) parts.push(["formatted", whole.formatted]);
  return parts.length === 0 ? undefined : [Object.fromEntries(parts)];
}

function choose(list: unknown, isBest: (element: Resource) => boolean): Resource | undefined {
  const elements = (list as Resource[] | undefined) ?? [];
  return elements.find(({ primary }) => primary === true) ?? elements.find(isBest) ?? elements[0];
}
