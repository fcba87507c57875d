import { type ApiClient, apiClient } from "../management/api-client.ts";
import type { TestServer } from "../server.ts";

/** A button; what it has done is the executor's, with what is said of that. */
export const button = (id: string, next: string, executor?: string, meta?: object) => ({
  id,
  type: "BUTTON",
  category: "ACTION",
  action:
    executor === undefined
      ? { type: "NEXT", next }
      : { type: "EXECUTOR", executor: { name: executor, ...(meta && { meta }) }, next },
});

/** A field that has to be filled in. */
export const field = (identifier: string) => ({
  id: `field_${identifier}`,
  type: "INPUT",
  category: "FIELD",
  config: { identifier, required: true },
});

/** A step that is shown. */
export const view = (id: string, ...components: object[]) => ({
  id,
  type: "VIEW",
  data: { components },
  size: { height: 1, width: 1 },
  position: { x: 0, y: 0 },
});

/** What scripts that design flows, and look at whom they make, are allowed. */
export function flowApi(server: TestServer): Promise<ApiClient> {
  const scopes = ["flow_mgt_view", "flow_mgt_update", "user_mgt_create", "user_mgt_view", "user_mgt_list"];
  return apiClient(
    server,
    scopes.map((scope) => `internal_${scope}`),
  );
}
