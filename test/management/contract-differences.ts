/** Where we say something else than the contract, by how the difference reads, and why. */
export const contractDifferences: readonly { readonly of: RegExp; readonly why: string }[] = [
  { of: /audit-logs is our own$/, why: "Asgardeo shows its audit log in its console and describes no API for it." },
  { of: /does not know sortOder$/, why: "The description misspells sortOrder, which is known." },
  {
    of: / \/scim2\/\S+ does not demand (schemas|displayName|username|password)$/,
    why: "What a resource must have, its SCIM schema says (RFC 7643 §7): that is checked when it is read, with SCIM's own errors.",
  },
  { of: /^PATCH \/scim2\/\S+ demands Operations$/, why: "A change without operations is none (RFC 7644 §3.5.2)." },
  {
    of: /^POST \/scim2\/Bulk (demands Operations|never answers 201|answers 200)$/,
    why: "A bulk request without operations is none, and its answer is 200 (RFC 7644 §3.7).",
  },
  { of: /\/authorized-apis demands id$/, why: "Without an API there is nothing to authorize." },
  {
    of: /^POST \S+\/api-resources (never answers 200|answers 201)$/,
    why: "Something new is answered by 201, as everywhere else in these APIs.",
  },
  { of: /^DELETE \S+\/scopes\/\S+ answers 204$/, why: "The description names no answer for a success." },
  {
    of: /^PATCH \S+\/authorization-details-types\/\S+ does not demand \w+$/,
    why: "A change names what it changes and leaves out the rest.",
  },
];
