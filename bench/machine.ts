import { availableParallelism, cpus, totalmem } from "node:os";

/** What the figures were measured on. */
export interface Machine {
  readonly model: string;
  readonly cores: number;
  readonly memoryGigabytes: number;
  readonly platform: string;
  readonly node: string;
}

export function thisMachine(): Machine {
  return {
    model: cpus()[0]?.model.trim() ?? "unknown",
    cores: availableParallelism(),
    memoryGigabytes: Math.round(totalmem() / 1e9),
    platform: `${process.platform} ${process.arch}`,
    node: process.versions.node,
  };
}

/** `2 cores (…), 8 GB, linux x64, Node 24.1.0`. */
export function machineLine({ model, cores, memoryGigabytes, platform, node }: Machine): string {
  return `${cores} cores (${model}), ${memoryGigabytes} GB, ${platform}, Node ${node}`;
}
