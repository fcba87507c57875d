import assert from "node:assert/strict";

/** The body of an answer that has to be JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test looks into the body that it expects
export async function jsonOf(response: Response): Promise<any> {
  assert.match(response.headers.get("content-type") ?? "", /^application\/json(;|$)/);
  return response.json();
}

/** The endpoint has refused with one of the errors, in the form of RFC 6749 §5.2: 401 for a client that is not known, and 400. */
export async function assertRefused(response: Response, ...errors: readonly string[]): Promise<void> {
  const { error, error_description = "", error_uri = "" } = await jsonOf(response);
  assert.ok(errors.includes(error), `${error}: ${error_description}`);
  assert.equal(response.status, error === "invalid_client" ? 401 : 400);
  assert.match(error_description, /^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/);
  assert.match(error_uri, /^[\x21\x23-\x5b\x5d-\x7e]*$/);
}
