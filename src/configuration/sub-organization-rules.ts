import { foldUserName } from "../protocol/model/user.ts";
import type { Fault } from "./faults.ts";
import type { Path } from "./source.ts";
import { listAt, textAt } from "./unchecked.ts";

/** Whether what the sub-organizations of an organization, and the sharing of its applications, refer to is there. Takes it unchecked. */
export function subOrganizationRules(organization: unknown, path: Path): Fault[] {
  const list = listAt(organization, "subOrganizations");
  const parents = new Map(list.map((entry) => [textAt(entry, "handle"), textAt(entry, "parent")]));
  const userNames = listAt(organization, "users").map((user) => foldUserName(textAt(user, "userName") ?? ""));
  const inList = [...path, "subOrganizations"];
  return [
    ...list.flatMap((entry, index) => [
      ...parentFaults(entry, parents, [...inList, index, "parent"]),
      ...memberFaults(entry, userNames, [...inList, index, "members"]),
    ]),
    ...listAt(organization, "applications").flatMap((application, index) =>
      ["sharedWith", "sharedWithAllBelow"].flatMap((key) =>
        unknownHandles(listAt(application, key), parents, [...path, "applications", index, key]),
      ),
    ),
  ];
}

type Parents = ReadonlyMap<string | undefined, string | undefined>;

function parentFaults(entry: unknown, parents: Parents, path: Path): Fault[] {
  const parent = textAt(entry, "parent");
  if (parent === undefined) return [];
  if (!parents.has(parent)) return [{ path, message: "is no handle of the subOrganizations here" }];
  const above = new Set<string>();
  for (let next: string | undefined = parent; next !== undefined && !above.has(next); next = parents.get(next)) {
    above.add(next);
  }
  const isBelowItself = above.has(textAt(entry, "handle") ?? "");
  return isBelowItself ? [{ path, message: "lies below the organization itself" }] : [];
}

function memberFaults(entry: unknown, userNames: readonly string[], path: Path): Fault[] {
  const members = listAt(entry, "members").map((member) => foldUserName(textAt(member, "userName") ?? ""));
  return members.flatMap((name, index): Fault[] => {
    const place = [...path, index, "userName"];
    if (name === "") return []; // the schema has said that it is missing
    if (members.indexOf(name) !== index) return [{ path: place, message: "stands twice" }];
    return userNames.includes(name) ? [] : [{ path: place, message: "is no userName of the users here" }];
  });
}

function unknownHandles(handles: readonly unknown[], parents: Parents, path: Path): Fault[] {
  return handles.flatMap((handle, index): Fault[] =>
    typeof handle !== "string" || parents.has(handle)
      ? []
      : [{ path: [...path, index], message: "is no handle of the subOrganizations here" }],
  );
}
