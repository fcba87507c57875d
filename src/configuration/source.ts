import { type Document, isAlias, isMap, isNode, isScalar, isSeq, LineCounter, type Node, parseDocument } from "yaml";
import { ConfigurationError } from "./configuration.ts";

export type Path = readonly (string | number)[];

/** A YAML text and where its values stand. */
export interface Source {
  readonly value: unknown;
  /** `my.yaml:14:9` for the value at the path, or for its key; of what is not there, the nearest thing around it. */
  place(path: Path, part?: "key"): string;
}

/** Reads YAML 1.2 with anchors and merge keys. Throws a ConfigurationError with all faults of syntax, duplicate keys included. */
export function parseSource(text: string, fileName: string): Source {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, merge: true, prettyErrors: false });
  const placeOf = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return `${fileName}:${line}:${col}`;
  };
  if (document.errors.length > 0) {
    const faults = document.errors.map(({ pos, code, message }) => {
      const what = code === "DUPLICATE_KEY" ? "the key stands here for the second time: keep one" : message;
      return `${placeOf(pos[0])}: ${what}`;
    });
    throw new ConfigurationError(faults.join("\n"));
  }
  return {
    value: toValue(document, fileName),
    place: (path, part) => placeOf(offsetOf(document, path, part)),
  };
}

function toValue(document: Document, fileName: string): unknown {
  try {
    return document.toJS();
  } catch (error) {
    // More aliases than a person writes: the mark of a file made to exhaust memory.
    throw new ConfigurationError(`${fileName}:1:1: ${(error as Error).message}`);
  }
}

function offsetOf(document: Document, path: Path, part: "key" | undefined): number {
  let offset = 0;
  let node = document.contents as Node | null;
  for (const [index, step] of path.entries()) {
    const next = childOf(document, node, step);
    if (next === undefined) return offset;
    const atEnd = index === path.length - 1;
    offset = (atEnd && part === "key" ? next.key : next.value)?.range?.[0] ?? next.key?.range?.[0] ?? offset;
    node = next.value;
  }
  return path.length === 0 ? (node?.range?.[0] ?? 0) : offset;
}

function childOf(document: Document, parent: Node | null, step: string | number) {
  const node = isAlias(parent) ? (parent.resolve(document) ?? null) : parent;
  if (isSeq(node)) {
    const item = node.items[step as number];
    return isNode(item) ? { key: item, value: item } : undefined;
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === String(step));
  if (pair === undefined || !isNode(pair.key)) return undefined;
  return { key: pair.key, value: isNode(pair.value) ? pair.value : null };
}
