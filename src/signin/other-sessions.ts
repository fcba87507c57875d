/**
 * Whether somebody who changes how they sign in wants the other sessions kept, by the fields of the page: there the box was, and it was not
 * ticked (security bar 15.6). Whoever was not asked ends them.
 */
export function keepsOtherSessions(entered: ReadonlyMap<string, string>): boolean {
  return entered.get("mayKeepOthers") === "true" && entered.get("endOthers") !== "on";
}
