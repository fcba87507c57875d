import {
  AsgardeoProvider,
  SignedIn,
  SignedOut,
  SignIn,
  SignInButton,
  SignOutButton,
  User,
  UserProfile,
  useAsgardeo,
} from "@asgardeo/react";
import { useState } from "react";
import { createRoot } from "react-dom/client";

createRoot(document.querySelector("#root")).render(
  <AsgardeoProvider
    baseUrl={BASE_URL}
    clientId={CLIENT_ID}
    scopes="openid profile email internal_login"
    afterSignInUrl={window.location.origin}
    afterSignOutUrl={window.location.origin}
  >
    <h1>@asgardeo/react</h1>
    <SignedOut>
      <Welcome />
    </SignedOut>
    <SignedIn>
      <Profile />
    </SignedIn>
  </AsgardeoProvider>,
);

/** Both ways to sign in: on the server's pages, and right here. */
function Welcome() {
  const [isHere, setHere] = useState(false);
  if (isHere) return <SignIn />;
  return (
    <>
      <SignInButton id="sign-in">Sign in</SignInButton>
      <button type="button" id="sign-in-here" onClick={() => setHere(true)}>
        Sign in on this page
      </button>
    </>
  );
}

function Profile() {
  const { http } = useAsgardeo();
  const [answer, setAnswer] = useState("");
  // The SDK sends the access token along, and gets a new one when it has expired.
  const askUserinfo = async () => {
    const { data } = await http.request({ url: `${BASE_URL}/oauth2/userinfo`, method: "GET" });
    setAnswer(JSON.stringify(data));
  };
  return (
    <>
      <User>{(user) => <p id="user">You are {user?.userName ?? user?.username}.</p>}</User>
      <UserProfile />
      <button type="button" id="userinfo" onClick={askUserinfo}>
        Ask for my claims
      </button>
      <SignOutButton id="sign-out">Sign out</SignOutButton>
      <pre id="answer">{answer}</pre>
    </>
  );
}
