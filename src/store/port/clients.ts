import type { Client } from "../../protocol/model/client.ts";

export interface ClientStore {
  find(clientId: string): Promise<Client | undefined>;
  /** By the id of its `application`. */
  findByApplicationId(id: string): Promise<Client | undefined>;
  list(): Promise<Client[]>;
  /** A client without an `application` keeps the one that it had, or is given a new one. */
  save(client: Client): Promise<void>;
  /** Ends the client's codes and tokens at once. */
  revokeTokens(clientId: string, now: number): Promise<void>;
  /** Deletes the client and what users have allowed it; its codes and tokens end at once. False when there is none. */
  remove(clientId: string, now: number): Promise<boolean>;
  /** Whether an enabled client of the tenant lists the origin, character for character. */
  allowsOrigin(origin: string): Promise<boolean>;
}
