import { stringify } from "yaml";

/** The value as YAML, without anchors, and with each text on lines of its own. */
export function toYaml(value: unknown): string {
  return stringify(value, { lineWidth: 0, aliasDuplicateObjects: false });
}
