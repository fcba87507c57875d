import { codeField } from "./code-field.ts";
import { type FactorPage, factorForm } from "./factor-form.ts";
import { secondFactorWords } from "./languages/second-factors.ts";

/** Where one of the codes is entered that were written down. */
export function backupCodePage(values: FactorPage): string {
  const { backupCode: words } = secondFactorWords[values.frame.language];
  const fields = codeField({ name: "BackupCode", label: words.code, isRefused: values.alert !== undefined });
  return factorForm(values, { heading: words.heading, text: words.text, fields, submit: words.submit });
}
