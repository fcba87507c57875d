"use client";

import { UserProfile } from "@asgardeo/nextjs";

export default function ProfilePage() {
  return <UserProfile />;
}
