"use client";

import { Organization, SignedIn, SignedOut, SignInButton, SignOutButton, User, useAsgardeo } from "@asgardeo/nextjs";
import Link from "next/link";
import { useState } from "react";
import { askUserinfo, leaveOrganization, refresh } from "./tokens.js";

export default function Start() {
  return (
    <>
      <SignedOut>
        <SignInButton id="sign-in">Sign in</SignInButton>
        <p>
          <Link id="sign-in-here" href="/sign-in" prefetch={false}>
            Sign in on this site
          </Link>
        </p>
        <p>
          <Link id="sign-up-here" href="/sign-up" prefetch={false}>
            Register
          </Link>
        </p>
      </SignedOut>
      <SignedIn>
        <User>{(user) => <p id="user">You are {user?.userName ?? user?.username}.</p>}</User>
        <Organization>{(organization) => organization.id && <Within name={organization.name} />}</Organization>
        <p>
          <Link id="profile" href="/profile" prefetch={false}>
            Profile
          </Link>
        </p>
        <p>
          <Link id="organizations" href="/organizations" prefetch={false}>
            Organizations
          </Link>
        </p>
        <Tokens />
        <SignOutButton id="sign-out">Sign out</SignOutButton>
      </SignedIn>
    </>
  );
}

/** The way back: nobody is asked for a password, since they are signed in at the server still. */
function Within({ name }) {
  const { signIn } = useAsgardeo();
  const leave = async () => {
    await leaveOrganization();
    await signIn();
  };
  return (
    <p id="organization">
      You act in {name}.{" "}
      <button type="button" id="leave-organization" onClick={leave}>
        Leave it
      </button>
    </p>
  );
}

/** The access token never leaves the site's server: what it is good for happens there. */
function Tokens() {
  const [answer, setAnswer] = useState("");
  return (
    <>
      <button type="button" id="userinfo" onClick={async () => setAnswer(await askUserinfo())}>
        Ask for my claims
      </button>
      <button type="button" id="refresh" onClick={async () => setAnswer(await refresh())}>
        Refresh
      </button>
      <pre id="answer">{answer}</pre>
    </>
  );
}
