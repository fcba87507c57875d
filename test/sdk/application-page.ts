import { once } from "node:events";
import { createReadStream } from "node:fs";
import { createServer } from "node:http";
import { createRequire } from "node:module";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";

const sdkPath = join(
  dirname(createRequire(import.meta.url).resolve("@asgardeo/auth-spa")),
  "asgardeo-spa.production.esm.js",
);

export interface ApplicationPage extends AsyncDisposable {
  /** Of another site than the server: the browser sends the server's cookies along with navigations alone. */
  readonly foreignOrigin: string;
  /** Of the server's site, which is `localhost` with any port. */
  readonly siblingOrigin: string;
  /** What the SDK is given when the page is opened next, beside its redirect URLs. */
  configuration: Readonly<Record<string, unknown>>;
}

/** Serves a single-page application that uses the SDK's prebuilt module, on loopback. */
export async function startApplicationPage(): Promise<ApplicationPage> {
  const site = createServer((request, response) => {
    if (request.url === "/asgardeo-spa.js") {
      response.setHeader("content-type", "text/javascript");
      createReadStream(sdkPath).pipe(response);
      return;
    }
    response.setHeader("content-type", "text/html; charset=utf-8");
    response.end(request.url === "/favicon.ico" ? "" : html(application.configuration));
  });
  site.listen(0, "127.0.0.1");
  await once(site, "listening");
  const { port } = site.address() as AddressInfo;
  const application: ApplicationPage = {
    foreignOrigin: `http://127.0.0.1:${port}`,
    siblingOrigin: `http://localhost:${port}`,
    configuration: {},
    async [Symbol.asyncDispose]() {
      site.closeAllConnections();
      site.close();
      await once(site, "close");
    },
  };
  return application;
}

function html(configuration: object): string {
  return `<!doctype html>
<title>An application</title>
<button id="sign-in">Sign in</button>
<button id="sign-in-silently">Sign in silently</button>
<button id="userinfo">Userinfo</button>
<button id="profile">Profile</button>
<button id="refresh">Refresh</button>
<button id="revoke">Revoke</button>
<button id="sign-out">Sign out</button>
<p id="user"></p>
<p id="answer"></p>
<script type="module">
  import { AsgardeoSPAClient } from "/asgardeo-spa.js";

  const configuration = ${JSON.stringify(configuration)};
  const client = AsgardeoSPAClient.getInstance();
  await client.initialize({
    ...configuration,
    signInRedirectURL: location.origin,
    signOutRedirectURL: location.origin,
  });

  const showUser = (user) => {
    document.querySelector("#user").textContent = user.displayName + " <" + user.email + ">";
  };
  const onClick = (id, action) => {
    document.querySelector(id).onclick = async () => {
      const answer = await action().catch((error) => "refused: " + (error.message ?? JSON.stringify(error)));
      document.querySelector("#answer").textContent = answer;
    };
  };
  onClick("#sign-in", () => client.signIn());
  onClick("#sign-in-silently", async () => {
    const user = await client.trySignInSilently();
    if (user) showUser(user);
    return user ? "signed in" : "not signed in";
  });
  const get = async (path) => {
    const { data } = await client.httpRequest({ method: "GET", url: configuration.resourceServerURLs[0] + path });
    return JSON.stringify(data);
  };
  onClick("#userinfo", () => get("/oauth2/userinfo"));
  onClick("#profile", () => get("/scim2/Me"));
  onClick("#refresh", async () => {
    await client.refreshAccessToken();
    return "refreshed";
  });
  onClick("#revoke", async () => {
    await client.revokeAccessToken();
    return "revoked";
  });
  onClick("#sign-out", () => client.signOut());

  // In the hidden frame of a silent sign-in the SDK hands the answer to the page around it.
  const answered = new URLSearchParams(location.search);
  if (window !== window.parent) await client.trySignInSilently();
  else if (answered.has("code")) await client.signIn().then(showUser, (error) => console.error(JSON.stringify(error)));
  document.body.dataset.ready = "";
</script>`;
}
