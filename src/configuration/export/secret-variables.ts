import { sha256 } from "../../crypto/hashes.ts";

/** What stands for the secrets in a file that is written. */
export interface SecretNames {
  /** A text for the secret that the words say; `about` is for people, `stored` what is stored of it. */
  referTo(words: readonly string[], about: string, stored: string): string;
}

/** Environment variables, in the order in which they are asked for. */
export interface SecretVariables extends SecretNames {
  readonly list: readonly { readonly name: string; readonly about: string }[];
}

/** References as `${NAME}`, with a name for each that no other has. */
export function secretVariables(): SecretVariables {
  const list: { name: string; about: string }[] = [];
  const taken = new Set<string>();
  return {
    list,
    referTo(words, about) {
      const plain = words
        .join("_")
        .toUpperCase()
        .replaceAll(/[^A-Z0-9]+/g, "_");
      let name = `SECRET_${plain}`;
      for (let number = 2; taken.has(name); number += 1) name = `SECRET_${plain}_${number}`;
      taken.add(name);
      list.push({ name, about });
      return `\${${name}}`;
    },
  };
}

/** Digests, which tell that a secret has changed, and nothing else of it. */
export const secretDigests: SecretNames = {
  referTo: (_words, _about, stored) => `digest ${sha256(`of ${stored}`).toString("base64url").slice(0, 16)}`,
};
