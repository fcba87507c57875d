import type { Kind } from "./kinds.ts";

/** What a default can depend on. */
export interface ChosenSettings {
  readonly port: number;
  /** The server ends TLS itself. */
  readonly tls: boolean;
}

/** A row of the settings' table; its name is also its key in the `server` section of the configuration file. */
export interface Setting<T> {
  readonly env: `TESSERA_${string}`;
  /** Undefined: it cannot be a flag. */
  readonly flag: string | undefined;
  readonly kind: Kind<NonNullable<T>>;
  readonly default: T | ((chosen: ChosenSettings) => T);
  readonly about: string;
  readonly unit?: "seconds";
}
