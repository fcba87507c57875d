import { AsgardeoSPAClient } from "@asgardeo/auth-spa";

const root = document.querySelector("#root");
const client = AsgardeoSPAClient.getInstance();
await client.initialize({
  baseUrl: BASE_URL,
  clientID: CLIENT_ID,
  scope: ["openid", "profile", "email", "internal_login"],
  signInRedirectURL: window.location.origin,
  signOutRedirectURL: window.location.origin,
  resourceServerURLs: [BASE_URL],
});
// Only finishes a sign-in that comes back to this page; a new one is begun by the button.
await client.signIn({ callOnlyOnRedirect: true });
await show();

async function show() {
  root.innerHTML = "<h1>@asgardeo/auth-spa</h1>";
  if (!(await client.isAuthenticated())) {
    addButton("sign-in", "Sign in", () => client.signIn());
    return;
  }
  const { username } = await client.getBasicUserInfo();
  add("p", "user", `You are ${username}.`);
  addButton("profile", "Ask for my profile", async () => {
    const { data } = await client.httpRequest({ method: "GET", url: `${BASE_URL}/scim2/Me` });
    return JSON.stringify(data);
  });
  addButton("refresh", "Refresh", async () => {
    await client.refreshAccessToken();
    return "There is a new access token.";
  });
  addButton("sign-out", "Sign out", () => client.signOut());
  add("pre", "answer", "");
}

function addButton(id, text, action) {
  add("button", id, text).onclick = async () => {
    const answer = await action();
    if (typeof answer === "string") document.querySelector("#answer").textContent = answer;
  };
}

function add(tag, id, text) {
  const element = document.createElement(tag);
  Object.assign(element, { id, textContent: text });
  root.append(element);
  return element;
}
