import type { FlowComponent } from "../../accounts/flow/flow-design.ts";

interface ShownComponent {
  readonly id: string;
  readonly actionId?: string;
  readonly type: string;
  readonly variant?: string;
  readonly components: readonly ShownComponent[];
  readonly config: Readonly<Record<string, unknown>>;
}

/** What an application draws: the designer's components, and by what name each is acted on, but not what that does (contract §20.3). */
export function shownComponents(components: readonly FlowComponent[] = []): ShownComponent[] {
  return components.map(({ id, type, variant, action, config, components: inside }) => ({
    id,
    ...(action !== undefined && { actionId: id }),
    type,
    ...(variant !== undefined && { variant }),
    components: shownComponents(inside),
    config: config ?? {},
  }));
}
