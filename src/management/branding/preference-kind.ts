import { z } from "zod";
import { preferenceKey, readPreferenceKey } from "../../branding/preference-key.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { readSetting, removeSetting, saveSetting } from "../settings.ts";

const text = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[^\0]*$/, "holds a NUL character");
const type = z.enum(["ORG", "APP", "CUSTOM"]);

/** Of each kind, in an organization: all are in memory while its pages are shown. */
const MOST = 500;

/** What a preference is of: the organization or an application, in one language. */
export const preferenceOwner = {
  type,
  name: text.optional(),
  locale: text.default("en-US"),
};

/** The same in a query, where the organization is meant unless it says otherwise. */
export const ownerQuery = { ...preferenceOwner, type: type.default("ORG") };

/** Whom the preference is of, with all that tells it from others. */
export interface Owner {
  readonly type: "ORG" | "APP" | "CUSTOM";
  readonly name?: string | undefined;
  readonly locale: string;
  readonly screen?: string | undefined;
}

/** One of the two kinds of preferences: how pages look, and what they say. */
export interface PreferenceKind {
  readonly path: string;
  /** What its operations are called by, as `BrandingPreference`. */
  readonly name: string;
  /** What the audit log calls it. */
  readonly target: string;
  readonly summary: string;
  /** The members that say whose it is. */
  readonly query: z.ZodObject;
  readonly body: z.ZodObject;
  readonly absent: readonly [code: string, message: string];
  readonly conflict: readonly [code: string, message: string];
  /** Whether it is for everybody to see already. */
  readonly isPublished: (preference: Readonly<Record<string, unknown>>) => boolean;
}

interface Stored {
  readonly preference: Readonly<Record<string, unknown>>;
}

/** The five operations that both kinds have (contract §17.9). */
export function preferenceOperations(kind: PreferenceKind): readonly Operation[] {
  const { path, name, summary } = kind;
  // The scope of Asgardeo's API resource, and that of its description.
  const scopes = { scope: "internal_branding_preference_update", otherScope: "internal_application_mgt_update" };
  const answer = kind.body;
  const resolved = kind.body.extend({ resolvedFrom: z.object({ type, name: z.string() }) });
  return [
    operation({
      ...scopes,
      id: `get${name}`,
      method: "GET",
      path,
      open: true,
      summary: `Retrieve ${summary}`,
      query: kind.query,
      answers: { 200: answer, 404: undefined },
      async handle({ query }, ctx) {
        const owner = query as unknown as Owner;
        const stored = await find(kind, owner, ctx);
        if (stored === undefined) throw absent(kind, ctx);
        return { status: 200, body: answerOf(owner, stored.document, ctx) };
      },
    }),
    operation({
      ...scopes,
      id: `add${name}`,
      method: "POST",
      path,
      summary: `Add ${summary}`,
      body: kind.body,
      answers: { 201: answer, 409: undefined },
      async handle({ body }, ctx) {
        const { preference, ...owner } = body as unknown as Owner & Stored;
        if ((await find(kind, owner, ctx)) !== undefined) throw conflict(kind, ctx);
        if ((await countOf(kind, ctx)) >= MOST) throw tooMany(kind);
        await saveSetting(ctx.store.records, keyOf(kind, owner, ctx), { preference }, undefined, ctx.now);
        const shown = answerOf(owner, { preference }, ctx);
        const { preference: _, ...query } = shown;
        const change = { action: `${kind.target}.create`, target: targetOf(kind, owner, ctx), after: preference };
        return { status: 201, body: shown, location: `${path}?${new URLSearchParams(query)}`, change };
      },
    }),
    operation({
      ...scopes,
      id: `update${name}`,
      method: "PUT",
      path,
      summary: `Replace ${summary}`,
      body: kind.body,
      answers: { 200: answer, 404: undefined },
      async handle({ body }, ctx) {
        const { preference, ...owner } = body as unknown as Owner & Stored;
        const stored = await find(kind, owner, ctx);
        if (stored === undefined) throw absent(kind, ctx);
        await saveSetting(ctx.store.records, stored.name, { preference }, stored, ctx.now);
        const change = {
          action: `${kind.target}.update`,
          target: targetOf(kind, owner, ctx),
          before: stored.document.preference,
          after: preference,
        };
        return { status: 200, body: answerOf(owner, { preference }, ctx), change };
      },
    }),
    operation({
      ...scopes,
      id: `delete${name}`,
      method: "DELETE",
      path,
      summary: `Remove ${summary}`,
      query: kind.query,
      answers: { 204: undefined, 404: undefined },
      async handle({ query }, ctx) {
        const owner = query as unknown as Owner;
        const stored = await find(kind, owner, ctx);
        if (stored === undefined || !(await removeSetting(ctx.store.records, stored.id))) throw absent(kind, ctx);
        const target = targetOf(kind, owner, ctx);
        return { status: 204, change: { action: `${kind.target}.delete`, target, before: stored.document.preference } };
      },
    }),
    operation({
      ...scopes,
      id: `resolve${name}`,
      method: "GET",
      path: `${path}/resolve`,
      open: true,
      summary: `Retrieve ${summary} that counts: an application's own, or the organization's, or that of the next above it`,
      query: kind.query.extend({ restrictToPublished: z.enum(["true", "false"]).default("false") }),
      answers: { 200: resolved, 404: undefined },
      async handle({ query }, ctx) {
        const { restrictToPublished, ...asked } = query as unknown as Owner & { restrictToPublished: string };
        const organization = { ...asked, type: "ORG", name: undefined } as const;
        for (const place of await upwards(ctx)) {
          for (const owner of asked.type === "ORG" ? [organization] : [asked, organization]) {
            const stored = await find(kind, owner, place);
            if (stored === undefined) continue;
            if (restrictToPublished === "true" && !kind.isPublished(stored.document.preference)) continue;
            const resolvedFrom = { type: owner.type, name: nameOf(owner, place) };
            return { status: 200, body: { ...answerOf(asked, stored.document, ctx), resolvedFrom } };
          }
        }
        throw absent(kind, ctx);
      },
    }),
  ];
}

function find(kind: PreferenceKind, owner: Owner, ctx: ManagementContext) {
  return readSetting<Stored>(ctx.store.records, keyOf(kind, owner, ctx));
}

async function countOf({ target }: PreferenceKind, { store }: ManagementContext): Promise<number> {
  return (await store.records.list("setting")).filter(({ name }) => readPreferenceKey(name)?.target === target).length;
}

/** The organization, and those that it lies below up to the tenant itself, each as the place to look in. */
async function upwards(ctx: ManagementContext): Promise<readonly ManagementContext[]> {
  const { root, tenant } = ctx;
  if (tenant.organization === undefined) return [ctx];
  const { organizations } = root.store;
  const [, ...above] = await organizations.lineage(tenant.organization.id);
  const places = above.map((organization) => ({
    ...ctx,
    tenant: { ...tenant, id: organization.id, organization },
    store: organizations.worldOf(organization),
  }));
  return [ctx, ...places, { ...ctx, ...root }];
}

/** There is one organization at a place, whatever a request calls it. */
function nameOf({ type: of, name = "" }: Owner, { tenant }: ManagementContext): string {
  return of === "ORG" ? (tenant.organization?.id ?? tenant.handle) : name;
}

function keyOf({ target }: PreferenceKind, owner: Owner, ctx: ManagementContext): string {
  return preferenceKey(target, { ...owner, name: nameOf(owner, ctx), screen: owner.screen ?? "" });
}

function answerOf({ type: of, locale, screen, name }: Owner, { preference }: Stored, ctx: ManagementContext) {
  return { type: of, name: nameOf({ type: of, locale, name }, ctx), locale, ...(screen && { screen }), preference };
}

function targetOf({ target }: PreferenceKind, owner: Owner, ctx: ManagementContext) {
  return { kind: target, id: [owner.type, nameOf(owner, ctx), owner.locale, owner.screen ?? ""].join(" ").trim() };
}

function absent({ absent: [code, message] }: PreferenceKind, { tenant }: ManagementContext): ManagementError {
  return new ManagementError(404, code, message, `There are none for ${tenant.handle}.`);
}

function tooMany({ conflict: [code] }: PreferenceKind): ManagementError {
  return new ManagementError(409, code, "Too many preferences", `There are ${MOST} already: remove one first.`);
}

function conflict({ conflict: [code, message] }: PreferenceKind, { tenant }: ManagementContext): ManagementError {
  return new ManagementError(409, code, message, `There are some for ${tenant.handle} already.`);
}
