import { z } from "zod";
import type { Client } from "../../protocol/model/client.ts";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { matchesFilter, parseFilter } from "../filter.ts";
import { ManagementError } from "../management-error.ts";
import { type ManagementContext, type Operation, operation } from "../operation.ts";
import { pageOf, pageShape, pagingQuery } from "../paging.ts";
import { ownUser } from "./own-user.ts";

const PATH = "/api/users/v1/me/applications";

const applicationForm = z.object({
  id: z.string().optional(),
  name: z.string().optional(),
  description: z.string().optional(),
  image: z.string().optional(),
  accessUrl: z.string().optional(),
});

type Told = z.infer<typeof applicationForm>;

/** The parts of an application's settings that say who may find it. */
interface Discovery {
  readonly discoverableByEndUsers?: boolean;
  readonly discoverableGroups?: readonly { readonly groups?: readonly { readonly id?: string }[] }[];
}

/** The applications that users may find (contract §19). */
export const discoverableApplicationOperations: readonly Operation[] = [
  operation({
    id: "getDiscoverableApplications",
    method: "GET",
    path: PATH,
    scope: SELF_SERVICE_SCOPE,
    summary: "Lists the applications that the user may find",
    query: z.object({
      ...pagingQuery,
      attributes: z.string().optional(),
      filter: z.string().optional(),
      sortOrder: z.string().optional(),
      sortBy: z.string().optional(),
    }),
    answers: { 200: z.object({ ...pageShape, applications: z.array(applicationForm) }) },
    async handle({ query }, ctx) {
      if (query.sortBy !== undefined || query.sortOrder !== undefined) {
        throw new ManagementError(501, "UAM-65001", "Not implemented.", "Sorting is not supported.");
      }
      const filter = query.filter === undefined ? [[]] : parseFilter(query.filter, ["name"]);
      if (filter === undefined) {
        throw new ManagementError(400, "UAM-60001", "Invalid filter.", "A filter is over name by eq, co, sw, ew.");
      }
      const all = (await discoverable(ctx)).filter((one) => matchesFilter(filter, () => one.name));
      const { page, ...rest } = pageOf(all, query, new URL(ctx.tenantUrl).pathname + PATH);
      const wanted = query.attributes?.split(",").map((name) => name.trim());
      return { status: 200, body: { ...rest, applications: page.map((one) => selected(one, wanted)) } };
    },
  }),
  operation({
    id: "getDiscoverableApplication",
    method: "GET",
    path: `${PATH}/{applicationId}`,
    scope: SELF_SERVICE_SCOPE,
    summary: "Gets an application that the user may find",
    answers: { 200: applicationForm },
    async handle({ parameters }, ctx) {
      const body = (await discoverable(ctx)).find(({ id }) => id === parameters.applicationId);
      if (body !== undefined) return { status: 200, body };
      const description = `There is no application with the id ${parameters.applicationId} for the user.`;
      throw new ManagementError(404, "UAM-60002", "Application not found.", description);
    },
  }),
];

/** By name. */
async function discoverable(ctx: ManagementContext): Promise<Told[]> {
  const user = await ownUser(ctx);
  const groups = new Set((await ctx.store.users.findProfile(user.id))?.groups.map(({ id }) => id));
  const clients = await ctx.root.store.clients.list();
  return clients
    .filter((client) => mayFind(client, user, groups))
    .map(toAnswer)
    .sort((one, other) => ((one.name as string) < (other.name as string) ? -1 : 1));
}

function mayFind({ enabled, application, sharing }: Client, { home }: User, groups: ReadonlySet<string>): boolean {
  const model = application?.kept?.application as { readonly advancedConfigurations?: Discovery } | undefined;
  const { discoverableByEndUsers, discoverableGroups = [] } = model?.advancedConfigurations ?? {};
  if (!enabled || discoverableByEndUsers !== true || application?.accessUrl === undefined) return false;
  if (home !== undefined && sharing.with !== "all" && !sharing.with.includes(home)) return false;
  const meant = discoverableGroups.flatMap((store) => store.groups ?? []);
  return meant.length === 0 || meant.some(({ id }) => id !== undefined && groups.has(id));
}

function toAnswer({ name, logoUri, application }: Client): Told {
  const { id, description, accessUrl } = application ?? {};
  return {
    ...(id !== undefined && { id }),
    name,
    ...(description !== undefined && { description }),
    ...(logoUri !== undefined && { image: logoUri }),
    ...(accessUrl !== undefined && { accessUrl }),
  };
}

/** The id is always told. */
function selected(application: Told, wanted: readonly string[] | undefined): Told {
  if (wanted === undefined) return application;
  return Object.fromEntries(Object.entries(application).filter(([name]) => name === "id" || wanted.includes(name)));
}
