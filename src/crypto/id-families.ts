import { idFromBytes, idToBytes, newId } from "./ids.ts";

/** Numbers of members, which begin anew after so many. */
export const FAMILY_SIZE = 65_536;

const NUMBER_AT = 14;
const VERSION_AT = 6;
const HEADS_VERSION = 7;
const MEMBERS_VERSION = 8;

/** A member of a family. */
export interface FamilyMember {
  /** The bytes of the family's id. */
  readonly family: Buffer;
  readonly number: number;
}

/** A UUID as `newId` makes it, but with room for the numbers of its family: 58 of its bits are random. */
export function newFamilyId(nowMilliseconds: number): string {
  return idFromBytes(renumber(idToBytes(newId(nowMilliseconds)), HEADS_VERSION, 0));
}

/** The id of the member that has the number in a family. It is of version 8 (RFC 9562 §5.8), so that `newId` never makes it. */
export function memberId(family: string, number: number): string {
  return idFromBytes(renumber(idToBytes(family), MEMBERS_VERSION, memberNumber(number)));
}

/** The number of a member as its id has it. */
export function memberNumber(number: number): number {
  return number % FAMILY_SIZE;
}

/** Which member of which family has the id; undefined for an id that is none's. */
export function readMember(id: Buffer): FamilyMember | undefined {
  if (id.length === 0 || (id[VERSION_AT] as number) >> 4 !== MEMBERS_VERSION) return undefined;
  return { family: renumber(Buffer.from(id), HEADS_VERSION, 0), number: id.readUInt16BE(NUMBER_AT) };
}

function renumber(id: Buffer, version: number, number: number): Buffer {
  id[VERSION_AT] = ((id[VERSION_AT] as number) & 0x0f) | (version << 4);
  id.writeUInt16BE(number, NUMBER_AT);
  return id;
}
