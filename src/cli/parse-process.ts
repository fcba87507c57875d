import { type Configuration, ConfigurationError } from "../configuration/configuration.ts";
import { parseConfiguration } from "../configuration/parse.ts";

/** What the process is sent: a configuration file's text, and its name for messages. */
export interface ParseTask {
  readonly text: string;
  readonly fileName: string;
}

/** What it answers with; `faults` is a ConfigurationError's message. */
export type ParseAnswer = { readonly configuration: Configuration } | { readonly faults: string };

process.once("message", (task: ParseTask) => {
  process.send?.(answerTo(task));
  process.disconnect();
});

function answerTo({ text, fileName }: ParseTask): ParseAnswer {
  try {
    return { configuration: parseConfiguration(text, fileName) };
  } catch (error) {
    if (error instanceof ConfigurationError) return { faults: error.message };
    throw error;
  }
}
