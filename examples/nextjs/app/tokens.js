"use server";

import { AsgardeoNext } from "@asgardeo/nextjs";
import { asgardeo } from "@asgardeo/nextjs/server";
import { jwtVerify, SignJWT } from "jose";
import { cookies } from "next/headers";

const COOKIE = "__asgardeo__session";

/** What the server says of the user, or why it does not. */
export async function askUserinfo() {
  const { getAccessToken } = await asgardeo();
  const headers = { authorization: `Bearer ${await getAccessToken()}` };
  const response = await fetch(`${process.env.NEXT_PUBLIC_ASGARDEO_BASE_URL}/oauth2/userinfo`, { headers });
  return response.ok ? response.text() : `The access token is refused (${response.status}).`;
}

/**
 * Gets a new access token. This version of the SDK has no function for that: it keeps the refresh token in memory and the access token in
 * its cookie, which is signed with ASGARDEO_SECRET.
 */
export async function refresh() {
  const { exchangeToken, getSessionId } = await asgardeo();
  const session = await getSessionId();
  const { refresh_token } = await (await AsgardeoNext.getInstance().getStorageManager()).getSessionData(session);
  const data = {
    grant_type: "refresh_token",
    refresh_token,
    client_id: "{{clientId}}",
    client_secret: "{{clientSecret}}",
  };
  const { accessToken } = await exchangeToken({ data, returnsSession: true, signInRequired: true }, session);

  const secret = new TextEncoder().encode(process.env.ASGARDEO_SECRET);
  const store = await cookies();
  const { payload } = await jwtVerify(store.get(COOKIE).value, secret);
  const cookie = await new SignJWT({ ...payload, accessToken }).setProtectedHeader({ alg: "HS256" }).sign(secret);
  store.set(COOKIE, cookie, { httpOnly: true, sameSite: "lax", path: "/", expires: new Date(payload.exp * 1000) });
  return "There is a new access token.";
}

/**
 * Forgets the tokens of the organization that the user has switched to. This version of the SDK has no function for the way back, and takes
 * no new sign-in while its cookie is there.
 */
export async function leaveOrganization() {
  (await cookies()).delete(COOKIE);
}
