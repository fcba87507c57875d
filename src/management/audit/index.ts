import { z } from "zod";
import { isId } from "../../crypto/ids.ts";
import { type Operation, operation } from "../operation.ts";
import { auditEntry, toAuditEntry } from "./audit-entry.ts";

const PATH = "/api/server/v1/audit-logs";
const USUAL = 30;
const MOST = 100;

/** What was changed, by whom, and from where (security bar 26.2). Asgardeo keeps such a log apart from its APIs, so the path is ours. */
export const auditOperations: readonly Operation[] = [
  operation({
    id: "listAuditLogs",
    method: "GET",
    path: PATH,
    scope: "internal_audit_log_view",
    summary: "List what was changed, the newest first",
    query: z.object({
      limit: z.coerce.number().int().min(1).max(MOST).default(USUAL),
      after: z.string().refine(isId, "is no id of an entry").optional().describe("The last entry of the page before."),
      action: z.string().min(1).optional().describe("Only what was done in this way, as application.update."),
    }),
    answers: {
      200: z.object({
        count: z.number().int(),
        links: z.array(z.object({ rel: z.enum(["next"]), href: z.string() })),
        entries: z.array(auditEntry),
      }),
    },
    async handle({ query: { limit, after, action } }, { store, tenantUrl }) {
      const events = await store.audit.list({
        limit: limit + 1,
        ...(after !== undefined && { before: after }),
        ...(action !== undefined && { action }),
      });
      const entries = events.slice(0, limit).map(toAuditEntry);
      const last = entries.at(-1);
      const next = new URLSearchParams({ limit: String(limit), after: last?.id ?? "", ...(action && { action }) });
      const path = `${new URL(tenantUrl).pathname}${PATH}`;
      const links = events.length > limit ? [{ rel: "next", href: `${path}?${next}` }] : [];
      return { status: 200, body: { count: entries.length, links, entries } };
    },
  }),
];
