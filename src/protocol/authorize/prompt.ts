import { OAuthError } from "../errors.ts";

/** The values of `prompt` that are served (OIDC Core §3.1.2.1), in the order discovery lists them. */
export const PROMPTS = ["none", "login", "consent", "select_account"] as const;
export type Prompt = (typeof PROMPTS)[number];

/** The values of a `prompt` parameter. Refuses an unknown one, and `none` beside another (security bar 1.8). */
export function parsePrompt(text: string | undefined): ReadonlySet<Prompt> {
  const prompt = new Set<Prompt>();
  for (const value of text?.split(" ").filter((part) => part !== "") ?? []) {
    const known = PROMPTS.find((name) => name === value);
    if (known === undefined) throw new OAuthError("invalid_request", "Unsupported prompt value");
    prompt.add(known);
  }
  if (prompt.has("none") && prompt.size > 1) {
    throw new OAuthError("invalid_request", "The prompt value none cannot be combined with others");
  }
  return prompt;
}
