import type { IsBreached } from "./new-password.ts";

interface People {
  readonly users: readonly { readonly userName: string; readonly password?: string | undefined }[];
}

interface Organization extends People {
  readonly handle: string;
  readonly subOrganizations?: readonly (People & {
    readonly handle?: string | undefined;
    readonly name?: string | undefined;
  })[];
}

/** A line for each password of the file that was found among stolen ones (security bar 17.3); none says which password it is. */
export async function stolenPasswords(
  organizations: readonly Organization[],
  isBreached: IsBreached,
): Promise<string[]> {
  const lines: string[] = [];
  for (const { handle, users, subOrganizations = [] } of organizations) {
    const places = [{ place: handle, users }].concat(
      subOrganizations.map((below) => ({ place: `${handle}/${below.handle ?? below.name}`, users: below.users })),
    );
    for (const { place, users: people } of places) {
      for (const { userName, password } of people) {
        if (password === undefined || !(await isBreached(password))) continue;
        lines.push(`${place}: the password of ${userName} was found among stolen ones: choose another`);
      }
    }
  }
  return lines;
}
