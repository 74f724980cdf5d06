import { loadavg } from "node:os";

/** What else the machine was busy with: figures in ms mean little where this is far above what the bench itself needs. */
export function loadAverage(): { readonly loadAverage1Min: number } {
  return { loadAverage1Min: loadavg()[0] as number };
}
