import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { FAMILY_SIZE, memberId, memberNumber, newFamilyId, readMember } from "../../src/crypto/id-families.ts";
import { idFromBytes, idToBytes, isId, newId, timeOfId } from "../../src/crypto/ids.ts";

const milliseconds = fc.integer({ min: 0, max: 2 ** 48 - 1 });

describe("families of ids", () => {
  it("have members that name their family and their number (RFC 9562 §5.8)", () => {
    fc.assert(
      fc.property(milliseconds, fc.nat(), (time, number) => {
        const family = newFamilyId(time);
        const id = memberId(family, number);
        assert.ok(isId(id));
        assert.equal(timeOfId(id), time);
        const member = readMember(idToBytes(id));
        assert.equal(member && idFromBytes(member.family), family);
        assert.equal(member?.number, memberNumber(number));
      }),
    );
  });

  it("have no two members of one id until their numbers begin anew", () => {
    const family = newFamilyId(0);
    const ids = new Set(Array.from({ length: FAMILY_SIZE }, (_, number) => memberId(family, number)));
    assert.equal(ids.size, FAMILY_SIZE);
    assert.equal(memberId(family, FAMILY_SIZE), memberId(family, 0));
  });

  it("are not mistaken for other ids, their own ones included", () => {
    fc.assert(
      fc.property(milliseconds, (time) => {
        assert.equal(readMember(idToBytes(newId(time))), undefined);
        assert.equal(readMember(idToBytes(newFamilyId(time))), undefined);
      }),
    );
    assert.equal(readMember(idToBytes("no id at all")), undefined);
  });

  it("are of different ids when made at the same moment", () => {
    assert.equal(new Set(Array.from({ length: 10_000 }, () => newFamilyId(0))).size, 10_000);
  });
});
