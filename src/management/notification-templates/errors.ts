import { ManagementError } from "../management-error.ts";

/** The refusals of one of the two APIs for templates, each of which has codes of its own (contract §16). */
export interface TemplateErrors {
  readonly typeExists: (name: string) => ManagementError;
  readonly noType: (id: string) => ManagementError;
  readonly templateExists: (locale: string) => ManagementError;
  readonly noTemplate: (locale: string) => ManagementError;
  readonly isStandard: (name: string) => ManagementError;
  readonly unknownAttribute: (name: string) => ManagementError;
  readonly invalid: (description: string) => ManagementError;
}

/** Those of the API for all channels, and those of the older one for e-mail. */
export const NTM = errors("NTM", { typeExists: 65001, noType: 65002, templateExists: 65003, noTemplate: 65004 });
/** Those of the older APIs for e-mail. */
export const ETM = errors("ETM", { typeExists: 50005, noType: 50002, templateExists: 50004, noTemplate: 50003 });

function errors(
  prefix: string,
  codes: Readonly<Record<"typeExists" | "noType" | "templateExists" | "noTemplate", number>>,
): TemplateErrors {
  const code = (name: keyof typeof codes) => `${prefix}-${codes[name]}`;
  return {
    typeExists: (name) =>
      new ManagementError(409, code("typeExists"), "Template type already exists.", `There is a type ${name} already.`),
    noType: (id) =>
      new ManagementError(404, code("noType"), "Template type does not exist.", `There is no type with the id ${id}.`),
    templateExists: (locale) =>
      new ManagementError(
        409,
        code("templateExists"),
        "Template already exists.",
        `There is one for ${locale} already.`,
      ),
    noTemplate: (locale) =>
      new ManagementError(404, code("noTemplate"), "Template does not exist.", `There is none for ${locale}.`),
    isStandard: (name) =>
      new ManagementError(403, `${prefix}-60011`, "Operation is not permitted.", `${name} is one of the server's own.`),
    unknownAttribute: (name) =>
      new ManagementError(400, `${prefix}-50006`, "Attribute type not found", `${name} is not known.`),
    invalid: (description) => new ManagementError(400, "UE-10000", "Invalid Request", description),
  };
}
