import { Document, isScalar, Scalar, visit } from "yaml";

/** The value as YAML, without anchors, and with each text on lines of its own. */
export function toYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    // Plain it would mean what stands behind it, and not itself.
    Pair(_, { key }) {
      if (isScalar(key) && key.value === "<<") key.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}
