import type { DoctorContext } from "./doctor-context.ts";

/** What systemd says of a unit, by the names of its properties; `undefined` where no systemd answers. */
export async function showUnit(
  { run }: Pick<DoctorContext, "run">,
  unit: string,
  properties: readonly string[],
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>> | undefined> {
  const { status, out } = await run(signal, "systemctl", "show", unit, `--property=${properties.join(",")}`);
  if (status !== 0) return undefined;
  return Object.fromEntries(
    out
      .split("\n")
      .filter((line) => line.includes("="))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
}
