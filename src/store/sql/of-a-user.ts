/** The tables whose rows go with the user that they name, beside those of groups. */
export const OF_A_USER = [
  "user_attributes",
  "sessions",
  "consents",
  "consent_receipts",
  "credentials",
  "federated_associations",
  "organization_members",
  "role_users",
] as const;
