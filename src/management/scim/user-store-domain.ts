/** The one user store. Asgardeo writes it before the names of users and groups (contract §18.2, §18.3). */
const DOMAIN = "DEFAULT/";

/** The name as it is stored. A client may leave the domain out. */
export function withoutDomain(name: string): string {
  return name.toUpperCase().startsWith(DOMAIN) ? name.slice(DOMAIN.length) : name;
}

/** The name as it is told. */
export function withDomain(name: string): string {
  return `${DOMAIN}${name}`;
}
