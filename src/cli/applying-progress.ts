import type { Configuration } from "../configuration/configuration.ts";

/** Fewer things are done before anybody could read of them. */
const LARGE = 200;
/** A line for so many of them where lines stay. */
const EVERY = 200;

/** Tells on the standard error output how far a large file is applied: on a terminal in one line, else in a few. */
export function applyingProgress(things: number): { readonly noted: () => void; readonly end: () => void } {
  if (things < LARGE) return { noted: () => {}, end: () => {} };
  const { stderr } = process;
  let done = 0;
  const tell = (end: string) => stderr.write(`${stderr.isTTY ? "\r" : ""}${done} of ${things} applied${end}`);
  return {
    noted() {
      done += 1;
      if (stderr.isTTY ? done % 10 === 0 : done % EVERY === 0) tell(stderr.isTTY ? "" : "\n");
    },
    end: () => tell("\n"),
  };
}

/** How many things the file names. */
export function thingsOf({ organizations }: Configuration): number {
  const worlds = organizations.flatMap((organization) => [organization, ...organization.subOrganizations]);
  const lists = worlds.flatMap((world) => Object.values(world as Readonly<Record<string, unknown>>));
  return lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), worlds.length);
}
