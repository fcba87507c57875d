export interface AuditStore {
  add(event: AuditEvent): Promise<void>;
  /** The newest first; `before` is the id of the last one that was seen. */
  list(filter: { before?: string; action?: string; limit: number }): Promise<AuditEvent[]>;
}

/** Who changed what, from where, and how it was before and after; secrets are masked before it is stored. */
export interface AuditEvent {
  /** A time-ordered UUID. */
  readonly id: string;
  readonly at: number;
  /** As `application.update`. */
  readonly action: string;
  readonly actor: { readonly kind: "user" | "application" | "operator"; readonly id: string };
  /** Empty for a command of the operator's. */
  readonly address: string;
  readonly target: { readonly kind: string; readonly id: string; readonly name?: string | undefined };
  readonly before?: unknown;
  readonly after?: unknown;
}
