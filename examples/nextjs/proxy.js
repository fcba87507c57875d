import { asgardeoMiddleware, createRouteMatcher } from "@asgardeo/nextjs/server";

const isForUsers = createRouteMatcher(["/profile", "/organizations"]);

/** Sends whoever is not signed in to the start page. */
export default asgardeoMiddleware(async (asgardeo, request) => {
  if (isForUsers(request)) return asgardeo.protectRoute();
});

export const config = { matcher: ["/profile", "/organizations"] };
