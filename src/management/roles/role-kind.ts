import { attribute, complex, type ResourceKind } from "../scim/schema.ts";

const reference = (kind: string) => [
  attribute("value", `The ${kind}'s id`, { caseExact: true }),
  attribute("display", `The ${kind}'s name`),
  attribute("$ref", `Where the ${kind} is`, { type: "reference" }),
];

/** Contract §18.4. */
export const ROLE: ResourceKind = {
  name: "Role",
  endpoint: "/v2/Roles",
  schemas: [
    {
      id: "urn:ietf:params:scim:schemas:extension:2.0:Role",
      name: "Role",
      description: "What its users may do",
      open: false,
      attributes: [
        attribute("displayName", "The name", { required: true, uniqueness: "server" }),
        complex("audience", "Where the role counts", [
          attribute("type", "`organization` or `application`"),
          attribute("value", "The id of the organization or of the application", { caseExact: true }),
          attribute("display", "Its name"),
        ]),
        complex(
          "permissions",
          "Scopes of APIs that the role allows",
          [
            attribute("value", "The scope", { caseExact: true }),
            attribute("display", "Its name"),
            attribute("$ref", ""),
          ],
          { multiValued: true },
        ),
        complex("users", "Who has the role", reference("user"), { multiValued: true }),
        complex("groups", "Groups whose users have the role", reference("group"), { multiValued: true }),
        complex("associatedApplications", "The applications in which it counts", reference("application"), {
          multiValued: true,
          mutability: "readOnly",
        }),
      ],
    },
  ],
};

/** What roles are looked for by. */
export const SEARCHABLE = complex("roles", "Roles", [
  attribute("id", "", { caseExact: true }),
  attribute("displayName", ""),
  attribute("audience.type", ""),
  attribute("audience.value", ""),
]);
