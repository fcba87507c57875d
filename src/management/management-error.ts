import type { MissingProof } from "../credentials/recent-proof.ts";

/** A refusal of an operation, in the form of Asgardeo's APIs (contract §16). */
export class ManagementError extends Error {
  readonly status: 400 | 401 | 403 | 404 | 409 | 412 | 413 | 429 | 501;
  /** As `APP-60006`. */
  readonly code: string;
  /** A sentence about this very request. */
  readonly description: string;
  /** How long to wait before the next attempt. */
  readonly retryAfterSeconds: number | undefined;

  constructor(
    status: ManagementError["status"],
    code: string,
    message: string,
    description: string,
    retryAfterSeconds?: number,
  ) {
    super(message);
    this.name = "ManagementError";
    this.status = status;
    this.code = code;
    this.description = description;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

/** A refusal until the user has signed in as lately, and by as much, as it takes (RFC 9470 §3, security bar 19.5). */
export class InsufficientSignInError extends ManagementError {
  readonly missing: MissingProof;

  constructor(missing: MissingProof) {
    const { acr, maxAgeSeconds } = missing;
    const parameters = [...(acr === undefined ? [] : [`acr_values=${acr}`]), `max_age=${maxAgeSeconds}`].join(" and ");
    const factor = acr === undefined ? "" : " with the second factor of the account";
    const description = `This needs a sign-in of minutes ago${factor}: authorize again with ${parameters}.`;
    super(401, "UE-10001", "Insufficient user authentication", description);
    this.missing = missing;
  }
}
