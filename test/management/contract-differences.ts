/** Where we say something else than the contract, by how the difference reads, and why. */
export const contractDifferences: readonly { readonly of: RegExp; readonly why: string }[] = [
  {
    of: /\/me\/remembered-devices(\/\{deviceId\})? is our own$/,
    why: "Asgardeo remembers no devices that second factors are not asked for on.",
  },
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
  { of: /\/(applications|claim-dialects)\/import demands file$/, why: "Without a file there is nothing to import." },
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
  {
    of: /\/tenants\S* never answers 206$/,
    why: "A tenant and its owners are there in full, or a request is refused.",
  },
  {
    of: /\/lifecycle-status does not demand lifecycleStatus$/,
    why: "The description demands lifecycleStatus and shows activated: the one and the other are taken.",
  },
  {
    of: /^POST \S+\/organizations\/check-(name|handle) demands (name|orgHandle)$/,
    why: "Without it nothing is asked.",
  },
  { of: /^POST \S+\/applications\/share-with-all does not demand roleSharing$/, why: "No roles are shared." },
  {
    of: /^POST \S+\/federated-associations demands (idp|federatedUserId)$/,
    why: "An association is with somebody at a connection: without either there is none.",
  },
  {
    of: /^GET \S+\/(org-templates|app-templates\/\S+|templates)\/\{\w+\} does not know (limit|offset|sortBy|sortOrder)$/,
    why: "One template is no list: there is nothing to page or to sort.",
  },
  {
    of: /^PUT \/api\/server\/v2\/email\/\S+ does not demand locale$/,
    why: "The path says it; one that the body names has to be the same.",
  },
  {
    of: /^POST \S+\/v2\/notification-senders\/email demands fromAddress$/,
    why: "The answer must tell it, and an e-mail comes from somebody.",
  },
  {
    of: /^POST \S+\/webauthn\/finish-registration demands (requestId|credential)$/,
    why: "The description calls the body a text, and shows this object as it.",
  },
  {
    of: /^POST \/api\/users\/v1\/recovery\/\S+ is our own$/,
    why: "Its description is no well-formed YAML, and says what that of v2 does.",
  },
  {
    of: /^POST \S+\/recovery\/(username|password)\/(recover|resend) never answers 200$/,
    why: "Nobody is told a user name or a code who does not have the mailbox: there is no external channel.",
  },
  {
    of: /^POST \S+\/recovery\/username\/recover may answer 202 without username$/,
    why: "The description says too that it is for the external channel alone, which there is not.",
  },
  {
    of: /^POST \S+\/v0\.9\/recover-username\/ never answers 204$/,
    why: "It would tell that there is no such account (security bar 18.4).",
  },
  {
    of: /^POST \S*\/(api\/identity|recovery)\/\S+ demands (user|email|code|username|resendCode|key|password)$/,
    why: "Without it nothing is asked.",
  },
];
