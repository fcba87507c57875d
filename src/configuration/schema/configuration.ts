import { z } from "zod";
import { strictObject } from "../strict-object.ts";
import { organizationSchema } from "./organization.ts";

export const configurationSchema = strictObject({
  demo: z.boolean().default(false),
  server: z.record(z.string(), z.unknown()).default({}),
  organizations: z.array(organizationSchema).default([]),
});
