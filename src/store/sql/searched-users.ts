import { type RawBuilder, sql } from "kysely";
import { foldUserName } from "../../protocol/model/user.ts";
import { comparableId } from "./groups.ts";
import { ownColumn, type SearchedColumn, type SearchedTable } from "./resource-search.ts";
import { comparable } from "./user-attributes.ts";

/** How users are searched: by their own columns, their groups, and `user_attributes`. */
export function searchedUsers(tenantId: Buffer): SearchedTable {
  const ofGroup = (value: RawBuilder<unknown>): SearchedColumn["condition"] => {
    return (hold) => sql<boolean>`r.id in (select m.user_id from group_members m
      join user_groups g on g.tenant_id = m.tenant_id and g.id = m.group_id
      where m.tenant_id = ${tenantId} and ${hold(value)})`;
  };
  return {
    tenantId,
    columns: {
      id: ownColumn(sql`r.id`, comparableId),
      userName: ownColumn(sql`r.user_name_folded`, foldUserName),
      "meta.created": ownColumn(sql`r.created_at`, Number),
      "meta.lastModified": ownColumn(sql`r.updated_at`, Number),
      "groups.value": { condition: ofGroup(sql`g.id`), comparable: comparableId },
      "groups.display": { condition: ofGroup(sql`g.name_folded`), comparable: foldUserName },
    },
    comparable,
  };
}
