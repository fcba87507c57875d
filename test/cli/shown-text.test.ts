import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { linesOf } from "../../src/cli/changes.ts";
import { asTable } from "../../src/cli/table.ts";

/** A name that somebody has given themselves: with an end of line, a terminal's command, and a turn of direction. */
const HOSTILE = "kim\n\u001b[2J\u009b31m\u202eeve";
const SHOWN = String.raw`kim\u{a}\u{1b}[2J\u{9b}31m\u{202e}eve`;

describe("names that others have chosen, in a terminal (security bar 26.2)", () => {
  it("are text in tables, and nothing that the terminal does", () => {
    assert.equal(asTable([["OWNERS"], [HOSTILE]]), `OWNERS\n${SHOWN}`);
  });

  it("are text in lists of changes", () => {
    const [first, second, ...more] = linesOf("created", HOSTILE, [{ field: HOSTILE, before: HOSTILE, after: "x" }]);
    assert.ok(first?.includes(`+ ${SHOWN}`), first);
    assert.ok(second?.startsWith(`    ${SHOWN}: `), second);
    assert.doesNotMatch(second ?? "", /[\u0080-\u009f\u202e]/);
    assert.deepEqual(more, []);
  });

  it("keep their letters in any language", () => {
    assert.equal(asTable([["נעמי 渡辺 👩‍🚀"]]), "נעמי 渡辺 👩‍🚀");
  });
});
