import { z } from "zod";
import type { Operation } from "../operation.ts";
import { ownerQuery, preferenceOperations, preferenceOwner } from "./preference-kind.ts";

const PATH = "/api/server/v1/branding-preference";
const preference = z.record(z.string(), z.unknown());
const screen = z.string().min(1).max(255);

/** How the pages of an organization and of its applications look, and what they say (contract §17.9). */
export const brandingOperations: readonly Operation[] = [
  ...preferenceOperations({
    path: PATH,
    name: "BrandingPreference",
    target: "branding-preference",
    summary: "how pages look",
    query: z.object(ownerQuery),
    body: z.object({ ...preferenceOwner, preference }),
    absent: ["BPM-60002", "Branding preferences are not configured."],
    conflict: ["BPM-60003", "Branding preference already exists."],
    isPublished: ({ configs }) => Object(configs).isBrandingEnabled === true,
  }),
  ...preferenceOperations({
    path: `${PATH}/text`,
    name: "CustomText",
    target: "branding-text",
    summary: "what a page says",
    query: z.object({ ...ownerQuery, screen }),
    body: z.object({ ...preferenceOwner, screen, preference }),
    absent: ["BPM-60006", "Custom text preferences are not configured."],
    conflict: ["BPM-60007", "Custom Text preference already exists."],
    isPublished: () => true,
  }),
];
