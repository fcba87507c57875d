import { foldUserName } from "../protocol/model/user.ts";
import type { Fault } from "./faults.ts";
import { recordBlocks } from "./records/blocks.ts";
import type { Entry } from "./records/record-block.ts";
import type { Path } from "./source.ts";
import { listAt, textAt } from "./unchecked.ts";

/** What stands twice in the lists that organizations have at every height of their tree. Takes them unchecked. */
export function worldRules(world: unknown, path: Path): Fault[] {
  const folded = (member: string) => (entry: unknown) => {
    const text = textAt(entry, member);
    return text === undefined ? undefined : foldUserName(text);
  };
  const roleName = (entry: unknown) => {
    const name = folded("displayName")(entry);
    return name === undefined ? undefined : `${name} ${textAt(entry, "application") ?? ""}`;
  };
  return [
    ...twice(world, path, "users", folded("userName"), "userName"),
    ...twice(world, path, "groups", folded("displayName"), "displayName"),
    ...twice(world, path, "roles", roleName, "displayName"),
    ...recordBlocks.flatMap(({ key, entry, nameOf }) => {
      // What is no entry has been found already.
      const name = (value: unknown) => (entry.safeParse(value).success ? nameOf(value as Entry) : undefined);
      return twice(world, path, key, name);
    }),
  ];
}

function twice(
  world: unknown,
  path: Path,
  key: string,
  nameOf: (entry: unknown) => string | undefined,
  member?: string,
): Fault[] {
  const seen = new Map<string, number>();
  return listAt(world, key).flatMap((entry, index): Fault[] => {
    const name = nameOf(entry);
    if (name === undefined) return [];
    const first = seen.get(name);
    if (first === undefined) {
      seen.set(name, index);
      return [];
    }
    const place = [...path, key, index, ...(member === undefined ? [] : [member])];
    return [{ path: place, message: `stands twice: also in ${key}[${first}]` }];
  });
}
