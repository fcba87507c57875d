import { AuthProvider, useAuthContext } from "@asgardeo/auth-react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

const config = {
  baseUrl: BASE_URL,
  clientID: CLIENT_ID,
  scope: ["openid", "profile", "email", "internal_login"],
  signInRedirectURL: window.location.origin,
  signOutRedirectURL: window.location.origin,
  resourceServerURLs: [BASE_URL],
};

createRoot(document.querySelector("#root")).render(
  <AuthProvider config={config}>
    <h1>@asgardeo/auth-react</h1>
    <Account />
  </AuthProvider>,
);

function Account() {
  const { state, signIn, signOut, httpRequest, refreshAccessToken } = useAuthContext();
  const [answer, setAnswer] = useState("");
  if (state.isLoading) return <p>One moment …</p>;
  if (!state.isAuthenticated) {
    return (
      <button type="button" id="sign-in" onClick={() => signIn()}>
        Sign in
      </button>
    );
  }
  const askProfile = async () => {
    const { data } = await httpRequest({ method: "GET", url: `${BASE_URL}/scim2/Me` });
    setAnswer(JSON.stringify(data));
  };
  const refresh = async () => {
    await refreshAccessToken();
    setAnswer("There is a new access token.");
  };
  return (
    <>
      <p id="user">You are {state.username}.</p>
      <button type="button" id="profile" onClick={askProfile}>
        Ask for my profile
      </button>
      <button type="button" id="refresh" onClick={refresh}>
        Refresh
      </button>
      <button type="button" id="sign-out" onClick={() => signOut()}>
        Sign out
      </button>
      <pre id="answer">{answer}</pre>
    </>
  );
}
