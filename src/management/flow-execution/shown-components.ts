import type { FlowComponent } from "../../accounts/flow/flow-design.ts";

/** What an application draws: the designer's components, and by what name each is acted on, but not what that does (contract §20.3). */
export function shownComponents(components: readonly FlowComponent[] = []): Record<string, unknown>[] {
  return components.map(({ id, type, variant, action, config, components: inside }) => ({
    id,
    ...(action !== undefined && { actionId: id }),
    type,
    ...(variant !== undefined && { variant }),
    components: shownComponents(inside),
    config: config ?? {},
  }));
}
