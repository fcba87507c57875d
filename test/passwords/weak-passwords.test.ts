import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { plainPasswordFault } from "../../src/passwords/new-password.ts";
import type { TenantSettings } from "../../src/protocol/model/tenant.ts";

const settings: TenantSettings = {
  clientRegistration: "with token",
  clientIdMetadataDocuments: false,
  trustedTokenIssuers: [],
};
const reasonOf = (password: string, userName = "robin.ax@example.com", passwordRules = {}) =>
  plainPasswordFault(password, userName, {
    handle: "bifrost",
    name: "Bifrost Bridges",
    settings: { ...settings, passwordRules },
  })?.reason;

describe("which passwords can be taken (security bar 17.2, 17.3)", () => {
  const refused: Readonly<Record<string, readonly string[]>> = {
    length: ["", "seven77", "😀🦊🌧🚲", "x1".repeat(129)],
    repeats: ["aaaaaaaa", "abababababab", "1212121212", "xk4qxk4q", "n7zpn7zpn7zp"],
    common: [
      ...[
        "password",
        "PASSWORD",
        "password1",
        "Password123!",
        "p@ssw0rd",
        "P4ssw0rd!!",
        "dragondragon",
        "iloveyou2",
        "sunshine2024",
      ],
      ...["qwertyuiop", "1qaz2wsx", "zaq12wsx", "1q2w3e4r5t", "qazwsxedc", "poiuytrewq", "abcdefgh", "87654321"],
      ...[
        "12031985",
        "19851985",
        "31122024",
        "5551234567",
        "letmein!!",
        "welcome1",
        "dragon12345",
        "!!monkey!!",
        "liverpool1",
      ],
      ...[
        "1qazxsw2",
        "123qwe123",
        "a1b2c3d4",
        "1234rewq",
        "asdffdsa",
        "12345678a",
        "zaq1xsw2",
        "qwerty123456",
        "abc12345",
      ],
      ...["Dreaming1", "goldfishes", "bluedragon7", "mysummerlove", "truelove!", "p1zzalover", "lovemyself99"],
      ...["ｐａｓｓｗｏｒｄ１", "ncc1701d", "fortnite1", "mylove12"],
      ...["gfhjkm123", "yfnfif12", "vfhbyf2010"],
      ...["contraseña", "Müller1990", "françois1", "corazón!"],
      ...["footba11", "he11o123", "We1come1", "1iverpoo1"],
      ...["iloveyou1234567", "!!!!!!password", "Password123456789", "Michael19851985"],
      ...["woaini1314", "doudou12", "loulou99", "januar2025!"],
    ],
    context: [
      "bifrost1",
      "Bifrost2026!",
      "bifrost bridges",
      "tessera99",
      "robin.ax@example.com",
      "robin.ax1",
      "R0bin.ax",
      "robinax2024",
      "bifrost-bridges!",
      "my Bifrost 7",
    ],
  };
  for (const [reason, passwords] of Object.entries(refused)) {
    it(`refuses what is guessed first: ${reason}`, () => {
      for (const password of passwords) assert.equal(reasonOf(password), reason, password);
    });
  }

  it("takes everything else: no composition is demanded, and blanks, any script and 256 characters do (security bar 17.2)", () => {
    for (const password of [
      "seven green umbrellas",
      "correct horse battery",
      "nokqzrtb",
      "パスワードではない言葉",
      "😀🦊🌧🚲🪐🧩🎻🍞",
      " leading and trailing ",
      "a1b2c3".repeat(42),
      "monkeys ride bicycles",
      "830144927615",
      "bifrost830144927615",
      "monkey48302957",
      "กินข้าวหรือยัง",
      "가각낙나다닥라락",
      "bifrost😀🦊🌧🚲🪐🧩🎻🍞",
    ]) {
      assert.equal(reasonOf(password), undefined, password);
    }
  });

  it("refuses what the person is called (security bar 17.3)", () => {
    const claims = { given_name: "Wilhelmina", family_name: "Oakenshott", email: "minaoak@example.com" };
    const organization = { handle: "bifrost", name: "Bifrost", settings };
    const accented = { userName: "j.m", claims: { family_name: "Müllerová" } };
    for (const password of ["Mullerova12", "müllerová!"]) {
      assert.equal(plainPasswordFault(password, accented, organization)?.reason, "context", password);
    }
    for (const password of ["Wilhelmina7", "oakenshott!", "W1lhelm1na", "wilhelmina.oakenshott", "minaoak88"]) {
      assert.equal(
        plainPasswordFault(password, { userName: "w.o", claims }, organization)?.reason,
        "context",
        password,
      );
      assert.equal(plainPasswordFault(password, "somebody", organization), undefined, password);
    }
    assert.equal(plainPasswordFault("wilhelmina rides at dawn", { userName: "w.o", claims }, organization), undefined);
  });

  it("refuses of strong passwords, made by chance, not one in ten thousand (security bar 17.3)", () => {
    const letters = "abcdefghijklmnopqrstuvwxyz";
    const signs = `${letters}${letters.toUpperCase()}0123456789`;
    for (const [alphabet, length] of [
      [signs, 10],
      [`${signs}!"#$%&/()=?+*-_.:,;<>@`, 9],
      [letters, 12],
    ] as const) {
      const characters = fc.array(fc.constantFrom(...alphabet), { minLength: length, maxLength: length, size: "max" });
      const made = fc.sample(characters, { numRuns: 10_000, seed: 20_261_123 });
      const refusals = made.map((all) => all.join("")).filter((password) => reasonOf(password) !== undefined);
      assert.ok(refusals.length <= 1, `${refusals.length} of 10,000: ${refusals.join(" ")}`);
    }
  });

  it("adds what the organization demands (contract §17.12)", () => {
    assert.equal(reasonOf("seven green umbrellas", "robin", { digits: 2 }), "rules");
    assert.equal(reasonOf("seven green umbrellas 42", "robin", { digits: 2 }), undefined);
  });
});
