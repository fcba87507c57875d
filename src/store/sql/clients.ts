import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import { leastIdAt } from "../../crypto/ids.ts";
import type { Client } from "../../protocol/model/client.ts";
import type { ClientStore } from "../port/clients.ts";
import type { Database } from "../schema.ts";
import type { SqlDatabase } from "../sql-store.ts";
import type { RowQuery, Statements } from "../statements.ts";
import { inTransaction } from "../transaction.ts";
import { canBeStored } from "./columns.ts";

const FIND_CLIENT: RowQuery<{ document: string }> = {
  name: "find_client",
  sql: "select document from clients where tenant_id = $1 and client_id = $2",
};
const FIND_BY_APPLICATION: RowQuery<{ document: string }> = {
  name: "find_client_by_application",
  sql: "select document from clients where tenant_id = $1 and application_id = $2",
};
const FIND_ORIGIN: RowQuery<{ client_id: string }> = {
  name: "find_origin",
  sql: "select client_id from client_origins where tenant_id = $1 and origin = $2 limit 1",
};

const CLOCK_SKEW_SECONDS = 3600;

/** Clients as documents: they are read whole, by their id. */
export function clientStore(
  db: Kysely<Database>,
  statements: Statements,
  announceChange: SqlDatabase["announceChange"],
  tenantId: Buffer,
): ClientStore {
  async function find(clientId: string): Promise<Client | undefined> {
    if (!canBeStored(clientId)) return undefined;
    const row = await statements.findOne(FIND_CLIENT, [tenantId, clientId]);
    return row && toClient(row.document);
  }

  /** Ids grow with time, so what a client was given need not be looked for among older rows. */
  async function endTokens(transaction: Kysely<Database>, client: Client, now: number): Promise<void> {
    const since = earliestIdOf(client);
    await transaction
      .deleteFrom("access_tokens")
      .where("tenant_id", "=", tenantId)
      .where("id", ">=", since)
      .where("client_id", "=", client.clientId)
      .execute();
    await transaction
      .updateTable("authorizations")
      .set({ revoked_at: now })
      .where("tenant_id", "=", tenantId)
      .where("id", ">=", since)
      .where("client_id", "=", client.clientId)
      .where("revoked_at", "is", null)
      .execute();
  }

  return {
    find,

    async findByApplicationId(id) {
      if (!canBeStored(id)) return undefined;
      const row = await statements.findOne(FIND_BY_APPLICATION, [tenantId, id]);
      return row && toClient(row.document);
    },

    async list() {
      const rows = await db
        .selectFrom("clients")
        .select("document")
        .where("tenant_id", "=", tenantId)
        .orderBy("client_id")
        .execute();
      return rows.map(({ document }) => toClient(document));
    },

    async save(sent) {
      const application = sent.application ?? (await find(sent.clientId))?.application ?? { id: randomUUID() };
      const client: Client = { ...sent, application };
      const document = JSON.stringify(client);
      const origins = client.enabled ? [...new Set(client.allowedOrigins)] : [];
      await inTransaction(db, async (transaction) => {
        await transaction
          .insertInto("clients")
          .values({ tenant_id: tenantId, client_id: client.clientId, application_id: application.id, document })
          .onConflict((conflict) =>
            conflict.columns(["tenant_id", "client_id"]).doUpdateSet({ document, application_id: application.id }),
          )
          .execute();
        await transaction
          .deleteFrom("client_origins")
          .where("tenant_id", "=", tenantId)
          .where("client_id", "=", client.clientId)
          .execute();
        await announceChange(transaction);
        if (origins.length === 0) return;
        await transaction
          .insertInto("client_origins")
          .values(origins.map((origin) => ({ tenant_id: tenantId, origin, client_id: client.clientId })))
          .execute();
      });
    },

    async remove(clientId, now) {
      const client = await find(clientId);
      if (client === undefined) return false;
      return inTransaction(db, async (transaction) => {
        for (const table of ["client_origins", "consents"] as const) {
          await transaction
            .deleteFrom(table)
            .where("tenant_id", "=", tenantId)
            .where("client_id", "=", clientId)
            .execute();
        }
        // Another client may have the id one day, and must not come into these.
        await endTokens(transaction, client, now);
        const { numDeletedRows } = await transaction
          .deleteFrom("clients")
          .where("tenant_id", "=", tenantId)
          .where("client_id", "=", clientId)
          .executeTakeFirst();
        await announceChange(transaction);
        return numDeletedRows > 0n;
      });
    },

    async revokeTokens(clientId, now) {
      const client = await find(clientId);
      if (client !== undefined) await inTransaction(db, (transaction) => endTokens(transaction, client, now));
    },

    async allowsOrigin(origin) {
      if (!canBeStored(origin)) return false;
      const row = await statements.findOne(FIND_ORIGIN, [tenantId, origin]);
      return row !== undefined;
    },
  };
}

/** No token of the client has a lesser id. The clocks of processes may differ. */
function earliestIdOf({ registration }: Client): Buffer {
  return leastIdAt(registration === undefined ? 0 : (registration.issuedAt - CLOCK_SKEW_SECONDS) * 1000);
}

/** What JSON leaves out when it is undefined. */
const ABSENT = {
  tokenEndpointAuthMethod: undefined,
  scopes: undefined,
  requestedClaims: undefined,
  subjectClaim: undefined,
  logoUri: undefined,
  policyUri: undefined,
  termsOfServiceUri: undefined,
} satisfies Partial<Client>;

function toClient(document: string): Client {
  const client = JSON.parse(document) as Client;
  const secrets = client.secrets.map((secret) => ({ ...secret, expiresAt: secret.expiresAt }));
  return { ...ABSENT, ...client, secrets };
}
