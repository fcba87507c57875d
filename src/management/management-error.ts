/** A refusal of an operation, in the form of Asgardeo's APIs (contract §16). */
export class ManagementError extends Error {
  readonly status: 400 | 403 | 404 | 409 | 412 | 413 | 429 | 501;
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
