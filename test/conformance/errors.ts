import assert from "node:assert/strict";

const NEED_A_USER = ["interaction_required", "login_required", "account_selection_required", "consent_required"];

/** A request about which nobody may be asked has ended with an error that says that somebody must be (OIDC Core §3.1.2.6). */
export function assertNeedsUser(error: string): void {
  assert.ok(NEED_A_USER.includes(error), error);
}

/** The token endpoint has refused with the code, and said so as RFC 6749 §5.2 wants it. */
export async function assertTokenError(response: Response, code: string): Promise<void> {
  assert.equal(response.status, 400);
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  const { error, error_description, error_uri } = (await response.json()) as Readonly<Record<string, string>>;
  assert.equal(error, code);
  assert.match(error_description ?? "", /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/);
  assert.match(error_uri ?? "", /^[\x21\x23-\x5b\x5d-\x7e]*$/);
}
