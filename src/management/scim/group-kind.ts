import { attribute, complex, type ResourceKind, rolesAttribute } from "./schema.ts";

export const GROUP: ResourceKind = {
  name: "Group",
  endpoint: "/Groups",
  schemas: [
    {
      id: "urn:ietf:params:scim:schemas:core:2.0:Group",
      name: "Group",
      description: "Users under one name",
      open: false,
      attributes: [
        attribute("displayName", "The name", { required: true, uniqueness: "server" }),
        complex(
          "members",
          "Who is in the group",
          [
            attribute("value", "The user's id", { caseExact: true }),
            attribute("display", "The user's name"),
            attribute("type", "The kind of the member: `User`"),
            attribute("$ref", "Where the user is", { type: "reference" }),
          ],
          { multiValued: true },
        ),
        rolesAttribute("group"),
      ],
    },
  ],
};
