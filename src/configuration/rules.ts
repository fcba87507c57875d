import { passwordFault } from "../passwords/new-password.ts";
import { failed } from "./check.ts";
import { contradictions } from "./contradictions.ts";
import type { Fault } from "./faults.ts";
import { issuerChecks } from "./issuer-checks.ts";
import type { Path } from "./source.ts";
import { subOrganizationRules } from "./sub-organization-rules.ts";
import { listAt, textAt } from "./unchecked.ts";
import { worldRules } from "./world-rules.ts";

const LEAST_SECRET_CHARACTERS = 32;

/** What is wrong beyond a single value: duplicates, contradictions, and outside a demo weak passwords and secrets. Takes the file unchecked. */
export function rulesBroken(file: unknown, demo: boolean): Fault[] {
  const organizations = listAt(file, "organizations");
  return [
    ...duplicates(organizations, ["organizations"], "handle"),
    ...organizations.flatMap((organization, index) => {
      const path = ["organizations", index];
      const users = listAt(organization, "users");
      const applications = listAt(organization, "applications");
      const issuers = listAt(organization, "trustedTokenIssuers");
      return [
        ...worldRules(organization, path),
        ...duplicates(applications, [...path, "applications"], "clientId"),
        ...duplicates(listAt(organization, "subOrganizations"), [...path, "subOrganizations"], "handle"),
        ...duplicates(issuers, [...path, "trustedTokenIssuers"], "issuer"),
        ...issuers.flatMap((issuer, at) => failed(issuerChecks(issuer), [...path, "trustedTokenIssuers", at])),
        ...subOrganizationRules(organization, path),
        ...namesakes(users, applications, [...path, "applications"]),
        ...applications.flatMap((application, at) => contradictions(application, [...path, "applications", at])),
        ...listAt(organization, "subOrganizations").flatMap((inner, at) => {
          const place = [...path, "subOrganizations", at];
          const people = listAt(inner, "users");
          return [...worldRules(inner, place), ...(demo ? [] : weakPasswords(inner, people, [...place, "users"]))];
        }),
        ...(demo ? [] : weakPasswords(organization, users, [...path, "users"])),
        ...(demo ? [] : weakSecrets(applications, [...path, "applications"])),
      ];
    }),
  ];
}

function duplicates(list: readonly unknown[], path: Path, key: string): Fault[] {
  const seen = new Map<string, number>();
  return list.flatMap((entry, index): Fault[] => {
    const text = textAt(entry, key);
    if (text === undefined) return [];
    const first = seen.get(text);
    if (first === undefined) {
      seen.set(text, index);
      return [];
    }
    return [{ path: [...path, index, key], message: `stands twice: also in ${path.at(-1)}[${first}]` }];
  });
}

/** Security bar 6.11: what tells users and clients apart in a token is that no client id is a user's name. */
function namesakes(users: readonly unknown[], applications: readonly unknown[], path: Path): Fault[] {
  const names = users.map((user) => textAt(user, "userName")?.toLowerCase());
  return applications.flatMap((application, index): Fault[] => {
    const id = textAt(application, "clientId")?.toLowerCase();
    if (id === undefined || !names.includes(id)) return [];
    return [{ path: [...path, index, "clientId"], message: "is also the name of a user: choose another" }];
  });
}

function weakPasswords(organization: unknown, users: readonly unknown[], path: Path): Fault[] {
  const surroundings = [textAt(organization, "handle"), textAt(organization, "name"), "tessera"];
  return users.flatMap((user, index): Fault[] => {
    const password = textAt(user, "password");
    // The schema has said that it is too short.
    if (password === undefined || password.length < 8) return [];
    const userName = textAt(user, "userName");
    const context = [...surroundings, userName, userName?.split("@")[0]].filter((word) => word !== undefined);
    const message = passwordFault(password, context);
    return message === undefined ? [] : [{ path: [...path, index, "password"], message }];
  });
}

function weakSecrets(applications: readonly unknown[], path: Path): Fault[] {
  const message = `is shorter than ${LEAST_SECRET_CHARACTERS} characters: make one with \`tessera new-encryption-key\``;
  return applications.flatMap((application, index) =>
    ["clientSecret", "previousClientSecret"].flatMap((key): Fault[] => {
      const secret = textAt(application, key);
      if (secret === undefined || secret.length >= LEAST_SECRET_CHARACTERS) return [];
      return [{ path: [...path, index, key], message }];
    }),
  );
}
