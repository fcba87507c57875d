import { z } from "zod";
import type { User } from "../../protocol/model/user.ts";
import { SELF_SERVICE_SCOPE } from "../../protocol/system-apis.ts";
import { type Call, type ManagementContext, type Operation, operation } from "../operation.ts";
import { ownUser, userInPath } from "../self-service/own-user.ts";
import { type AuthorizedApp, authorizedApp, authorizedApps, withdraw } from "./authorized-apps.ts";

interface Version {
  readonly name: "v1" | "v2";
  /** As this version tells an application. */
  readonly form: z.ZodType;
  readonly answer: (app: AuthorizedApp) => object;
}

const VERSIONS: readonly Version[] = [
  {
    name: "v2",
    form: z.object({ id: z.string(), name: z.string(), clientId: z.string(), approvedScopes: z.array(z.string()) }),
    answer: (app) => app,
  },
  {
    name: "v1",
    form: z.object({ appId: z.string(), clientId: z.string() }),
    answer: ({ name, clientId }) => ({ appId: name, clientId }),
  },
];

/** Whose applications they are, and who may ask. */
interface Owner {
  readonly path: string;
  readonly find: (call: Call, ctx: ManagementContext) => Promise<User>;
  readonly see: string;
  readonly end: string;
  readonly whose: string;
  readonly ids: Readonly<Record<"list" | "endAll" | "get" | "end", string>>;
}

const OWNERS: readonly Owner[] = [
  {
    path: "me",
    find: (_call, ctx) => ownUser(ctx),
    see: SELF_SERVICE_SCOPE,
    end: SELF_SERVICE_SCOPE,
    whose: "the user themselves has",
    ids: {
      list: "listLoggedInUserAuthorizedApps",
      endAll: "deleteLoggedInUserAuthorizedApps",
      get: "getLoggedInUserAuthorizedAppByAppId",
      end: "deleteLoggedInUserAuthorizedAppByAppId",
    },
  },
  {
    path: "{userId}",
    find: (call, ctx) => userInPath(call, ctx, "OAA-60002"),
    see: "internal_user_mgt_view",
    end: "internal_user_mgt_update",
    whose: "a user has",
    ids: {
      list: "listUserAuthorizedApps",
      endAll: "deleteUserAuthorizedApps",
      get: "listUserAuthorizedAppsByAppId",
      end: "deleteUserAuthorizedAppsByAppId",
    },
  },
];

/** The applications that may act for a user (contract §19, security bar 25.3). */
export const authorizedAppOperations: readonly Operation[] = VERSIONS.flatMap((version) =>
  OWNERS.flatMap((owner) => operationsOf(version, owner)),
);

function operationsOf({ name, form, answer }: Version, { path, find, see, end, whose, ids }: Owner): Operation[] {
  const list = `/api/users/${name}/${path}/authorized-apps`;
  const idOf = (id: string) => (name === "v1" ? `${id}V1` : id);
  return [
    operation({
      id: idOf(ids.list),
      method: "GET",
      path: list,
      scope: see,
      summary: `Lists the applications that ${whose} authorized`,
      answers: { 200: z.array(form) },
      handle: async (call, ctx) => ({
        status: 200,
        body: (await authorizedApps(await find(call, ctx), ctx)).map(answer),
      }),
    }),
    operation({
      id: idOf(ids.endAll),
      method: "DELETE",
      path: list,
      scope: end,
      summary: `Takes back all that ${whose} allowed applications`,
      answers: { 204: undefined },
      async handle(call, ctx) {
        const user = await find(call, ctx);
        return withdraw(user, await authorizedApps(user, ctx), ctx);
      },
    }),
    operation({
      id: idOf(ids.get),
      method: "GET",
      path: `${list}/{applicationId}`,
      scope: see,
      summary: `Gets an application that ${whose} authorized`,
      answers: { 200: form },
      handle: async (call, ctx) => ({
        status: 200,
        body: answer(await authorizedApp(call, await find(call, ctx), ctx)),
      }),
    }),
    operation({
      id: idOf(ids.end),
      method: "DELETE",
      path: `${list}/{applicationId}`,
      scope: end,
      summary: `Takes back what ${whose} allowed an application`,
      answers: { 204: undefined },
      async handle(call, ctx) {
        const user = await find(call, ctx);
        return withdraw(user, [await authorizedApp(call, user, ctx)], ctx);
      },
    }),
  ];
}
