import { createInterface } from "node:readline";

/** The first line of what comes in, without its end; undefined when nothing comes. */
export async function firstLine(input: NodeJS.ReadableStream): Promise<string | undefined> {
  const lines = createInterface({ input });
  for await (const line of lines) return line;
  return undefined;
}
