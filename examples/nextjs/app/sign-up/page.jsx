"use client";

import { SignUp } from "@asgardeo/nextjs";

/** The form that the server describes, where people may register themselves. */
export default function SignUpPage() {
  return <SignUp />;
}
