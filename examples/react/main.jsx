import {
  AsgardeoProvider,
  Organization,
  OrganizationSwitcher,
  SignedIn,
  SignedOut,
  SignIn,
  SignInButton,
  SignOutButton,
  SignUp,
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
    scopes="openid profile email internal_login internal_organization_view internal_organization_create"
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

/** Both ways to sign in: on the server's pages, and right here. Whoever has no account registers. */
function Welcome() {
  const [form, setForm] = useState("");
  if (form === "sign in") return <SignIn />;
  if (form === "register") return <SignUp onComplete={() => setForm("registered")} />;
  return (
    <>
      <SignInButton id="sign-in">Sign in</SignInButton>
      <button type="button" id="sign-in-here" onClick={() => setForm("sign in")}>
        Sign in on this page
      </button>
      <button type="button" id="sign-up-here" onClick={() => setForm("register")}>
        Register
      </button>
      {form === "registered" && <p id="registered">Open the link in the message that was sent to you.</p>}
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
      <Organizations />
      <button type="button" id="userinfo" onClick={askUserinfo}>
        Ask for my claims
      </button>
      <SignOutButton id="sign-out">Sign out</SignOutButton>
      <pre id="answer">{answer}</pre>
    </>
  );
}

/** For users who have a role for it: whoever makes an organization administrates it, and is in it then. */
function Organizations() {
  return (
    <>
      <Organization>{(organization) => <p id="organization">{organization?.name}</p>}</Organization>
      <OrganizationSwitcher />
    </>
  );
}
