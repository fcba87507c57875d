import { type Kysely, sql } from "kysely";
import { sha256 } from "../../crypto/hashes.ts";
import type { AttemptStore } from "../port/attempts.ts";
import type { Database } from "../schema.ts";

/** Counts attempts in one statement each, so that parallel guesses gain nothing (security bar 18.1). */
export function attemptStore(db: Kysely<Database>, tenantId: Buffer): AttemptStore {
  return {
    async begin(key, policy, now) {
      return (await this.count(key, policy, now)).lockedUntil;
    },

    async count(key, policy, now) {
      const id = sha256(key);
      const firstLock = Math.min(policy.lockSeconds, policy.maximumLockSeconds);
      const longestKept = now + policy.forgetSeconds + policy.maximumLockSeconds;

      // What the row that is there already says. SQL that has neither least() nor min() everywhere says both by CASE.
      const stale = sql<boolean>`attempts.last_at <= ${now - policy.forgetSeconds}`;
      const tries = sql<number>`(case when ${stale} then 1 else attempts.tries + 1 end)`;
      const lock = sql<number>`(case when ${stale} then ${firstLock} else attempts.next_lock_seconds end)`;
      const locks = sql<boolean>`${tries} >= ${policy.attempts}`;
      const doubled = sql<number>`(case when 2 * ${lock} > ${policy.maximumLockSeconds} then ${policy.maximumLockSeconds} else 2 * ${lock} end)`;

      for (;;) {
        const locksAtOnce = policy.attempts <= 1;
        const counted = await db
          .insertInto("attempts")
          .values({
            tenant_id: tenantId,
            id,
            tries: locksAtOnce ? 0 : 1,
            locked_until: locksAtOnce ? now + firstLock : 0,
            next_lock_seconds: locksAtOnce ? Math.min(2 * firstLock, policy.maximumLockSeconds) : firstLock,
            last_at: now,
            expires_at: longestKept,
          })
          .onConflict((conflict) =>
            conflict
              .columns(["tenant_id", "id"])
              .doUpdateSet({
                tries: sql<number>`case when ${locks} then 0 else ${tries} end`,
                locked_until: sql<number>`case when ${locks} then ${lock} + ${now} else 0 end`,
                next_lock_seconds: sql<number>`case when ${locks} then ${doubled} else ${lock} end`,
                last_at: now,
                expires_at: longestKept,
              })
              .where("attempts.locked_until", "<=", now),
          )
          .returning("locked_until")
          .executeTakeFirst();
        if (counted !== undefined) {
          const { locked_until: until } = counted;
          return { lockedUntil: undefined, locksUntil: until > now ? until : undefined };
        }

        const locked = await db
          .selectFrom("attempts")
          .select("locked_until")
          .where("tenant_id", "=", tenantId)
          .where("id", "=", id)
          .executeTakeFirst();
        // Unless another caller has cleared the key in between: then this attempt is a first one.
        if (locked !== undefined && locked.locked_until > now) {
          return { lockedUntil: locked.locked_until, locksUntil: undefined };
        }
      }
    },

    async clear(key) {
      await db.deleteFrom("attempts").where("tenant_id", "=", tenantId).where("id", "=", sha256(key)).execute();
    },
  };
}
