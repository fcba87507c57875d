"use client";

import { SignIn } from "@asgardeo/nextjs";

/** Whatever steps the application asks for, as forms of this site. */
export default function SignInPage() {
  return <SignIn />;
}
