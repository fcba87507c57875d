import type { PasswordRules } from "../../protocol/model/tenant.ts";

/** The rules by Asgardeo's names for them: the validator, and its property (contract §17.12). */
export const VALIDATORS = [
  { name: "LengthValidator", property: "min.length", rule: "least", about: "Least number of characters" },
  { name: "LengthValidator", property: "max.length", rule: "most", about: "Greatest number of characters" },
  { name: "NumeralValidator", property: "min.length", rule: "digits", about: "Least number of digits" },
  { name: "UpperCaseValidator", property: "min.length", rule: "upperCase", about: "Least number of capital letters" },
  { name: "LowerCaseValidator", property: "min.length", rule: "lowerCase", about: "Least number of small letters" },
  { name: "SpecialCharacterValidator", property: "min.length", rule: "special", about: "Least number of other signs" },
  {
    name: "UniqueCharacterValidator",
    property: "min.unique.character",
    rule: "unique",
    about: "Least number of different characters",
  },
  {
    name: "RepeatedCharacterValidator",
    property: "max.consecutive.character",
    rule: "repeated",
    about: "How often a character may follow upon itself",
  },
] as const satisfies readonly { name: string; property: string; rule: keyof PasswordRules; about: string }[];
