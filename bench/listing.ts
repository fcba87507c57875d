import { SECRET } from "./clients.ts";
import type { Answer } from "./connection.ts";
import { type Measurement, measure } from "./measure.ts";
import { progress } from "./progress.ts";
import { basic, getRequest } from "./requests.ts";
import { listedUser, type Size } from "./scale-fill.ts";
import type { Target } from "./target.ts";
import { ADMINISTRATOR, TENANT } from "./tessera.ts";

/** How one kind of list was answered. Times are milliseconds. */
export interface ListingResult extends Pick<Measurement, "requests" | "p50" | "p99" | "errors" | "firstError"> {
  readonly list: string;
}

/** Scripts ask for one page after the other. */
const CONNECTIONS = 1;
const SECONDS = 3;
const SCOPES = ["internal_application_mgt_view", "internal_user_mgt_list", "internal_role_mgt_view"];

/** Lists applications, users and roles in the tenant that has the most of them. */
export async function measureListings(target: Target, { users }: Size): Promise<ListingResult[]> {
  const anyUser = () => Math.floor(Math.random() * users);
  const filter = (text: string) => encodeURIComponent(text);
  const lists: readonly (readonly [list: string, path: () => string])[] = [
    ["applications", () => "/api/server/v1/applications?limit=30"],
    ["users, any page", () => `/scim2/Users?count=100&startIndex=${anyUser() + 1}`],
    ["users, one by name", () => `/scim2/Users?filter=${filter(`userName eq "${listedUser(anyUser())}"`)}`],
    ["users, by the name's start", () => `/scim2/Users?count=100&filter=${filter('userName sw "listed00"')}`],
    ["users, in the order of names", () => `/scim2/Users?count=100&sortBy=userName&startIndex=${anyUser() + 1}`],
    ["roles", () => "/scim2/v2/Roles?count=100"],
  ];
  const headers = { authorization: `Bearer ${await administratorToken(target)}` };
  const judge = ({ status, body }: Answer) =>
    status === 200 && body.includes('"totalResults"') ? ("accepted" as const) : ("wrong" as const);
  const results: ListingResult[] = [];
  for (const [list, path] of lists) {
    progress(`listing ${list}`);
    const work = { next: () => getRequest(target, `/t/${TENANT}${path()}`, headers), judge };
    const load = { connections: CONNECTIONS, seconds: SECONDS, expectedRate: 0 };
    const { requests, p50, p99, errors, firstError } = await measure(target, work, load);
    results.push({ list, requests, p50, p99, errors, ...(firstError !== undefined && { firstError }) });
  }
  progress("");
  return results;
}

async function administratorToken({ host, paths }: Target): Promise<string> {
  const answer = await fetch(`http://${host}${paths.token}`, {
    method: "POST",
    headers: basic(ADMINISTRATOR, encodeURIComponent(SECRET)),
    body: new URLSearchParams({ grant_type: "client_credentials", scope: SCOPES.join(" ") }),
  });
  const { access_token: token } = (await answer.json()) as { access_token?: string };
  if (token === undefined) throw new Error(`no token to list with: ${answer.status}`);
  return token;
}
