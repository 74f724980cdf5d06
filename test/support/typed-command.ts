/** A command as a person types it, without a process of its own: `scripts/cli/main.ts` in here. */
import { vi } from "vitest";
import { runCommandLine } from "../../scripts/cli/main.ts";

interface TypedCommand {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** One at a time in each file: what is printed is one for all. @param env beside what there is; these settings of ours are left out unless named */
export async function typeCommand(
  words: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<TypedCommand> {
  const said = { out: "", err: "" };
  const before = { ...process.env };
  for (const name of Object.keys(process.env)) if (name.startsWith("PAWPOST_")) delete process.env[name];
  Object.assign(process.env, env);
  const spies = [
    vi.spyOn(console, "log").mockImplementation((...parts) => {
      said.out += `${parts.join(" ")}\n`;
    }),
    vi.spyOn(console, "error").mockImplementation((...parts) => {
      said.err += `${parts.join(" ")}\n`;
    }),
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      said.out += String(text);
      return true;
    }),
  ];
  const { exitCode } = process;
  try {
    const status = await runCommandLine(words, false);
    return { status, ...said };
  } finally {
    process.exitCode = exitCode;
    for (const spy of spies) spy.mockRestore();
    for (const name of Object.keys(process.env)) if (!(name in before)) delete process.env[name];
    Object.assign(process.env, before);
  }
}
