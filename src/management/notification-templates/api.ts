import type { NotificationChannel } from "../../protocol/model/notification.ts";
import type { Operation } from "../operation.ts";
import type { TemplateErrors } from "./errors.ts";

/** One of the APIs for templates. */
export interface TemplateApi {
  /** Without `/template-types`. */
  readonly path: string;
  readonly channel: NotificationChannel;
  /** What ends the ids of its operations, of which no two are the same. */
  readonly suffix: string;
  readonly errors: TemplateErrors;
  readonly scopes: Readonly<Record<"view" | "create" | "update" | "delete", Pick<Operation, "scope" | "otherScope">>>;
  /** Whether the server's own templates have addresses. */
  readonly hasSystemTemplates: boolean;
}
