import type { TrustedTokenIssuer } from "../protocol/model/tenant.ts";

/** The issuers that a file names, and those that administrators have made beside them: these stay, and keep what only they say. */
export function mergedIssuers(
  present: readonly TrustedTokenIssuer[],
  written: readonly TrustedTokenIssuer[],
): readonly TrustedTokenIssuer[] {
  const named = written.map((issuer) => {
    const { id, kept } = present.find((one) => one.issuer === issuer.issuer) ?? {};
    return { ...issuer, ...(id !== undefined && { id }), ...(kept !== undefined && { kept }) };
  });
  const made = present.filter(({ id, issuer }) => id !== undefined && !named.some((one) => one.issuer === issuer));
  return [...named, ...made];
}
