"use client";

import { CreateOrganization, OrganizationSwitcher } from "@asgardeo/nextjs";
import { useRouter } from "next/navigation";

/** For users who have a role for it. Whoever makes an organization administrates it, and is asked to choose it above. */
export default function OrganizationsPage() {
  const router = useRouter();
  return (
    <>
      <OrganizationSwitcher />
      <CreateOrganization onSuccess={() => router.refresh()} />
    </>
  );
}
