import { flow } from "../flow.ts";
import type { Module } from "../module.ts";

/** Parameters that must at least do no harm (OIDC Core §15.1). */
export const ignoredParameterModules: readonly Module[] = [
  module("oidcc-display-page: takes display=page (OIDC Core §3.1.2.1)", { display: "page" }),
  module("oidcc-display-popup: takes display=popup (OIDC Core §3.1.2.1)", { display: "popup" }),
  module("oidcc-ui-locales: takes a language that there is no page in (OIDC Core §3.1.2.1)", { ui_locales: "se" }),
  module("oidcc-claims-locales: takes a language that there is no claim in (OIDC Core §5.2)", { claims_locales: "se" }),
  module("oidcc-ensure-request-with-unknown-parameter-succeeds: ignores what it does not know (RFC 6749 §3.1)", {
    extra: "foobar",
  }),
];

function module(title: string, changes: Readonly<Record<string, string>>): Module {
  return {
    title,
    run: async (run) => {
      await flow(run, changes);
    },
  };
}
