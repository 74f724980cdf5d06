import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { readMetricsToken } from "./read-metrics-token.ts";

test("a token is a line of its own; one that could be guessed is none, and no error says what stands there", async () => {
  await using folder = await makeTempDir();
  const path = join(folder.path, "token");
  const read = async (text: string) => {
    await writeFile(path, text);
    return readMetricsToken(path);
  };
  await expect(readMetricsToken(path)).rejects.toMatchObject({ code: "config.unreadable" });
  const token = "0123456789abcdef".repeat(2);
  expect(await read(`${token}\n`)).toBe(token);
  for (const text of ["", "hunter2\n", `${token}\n${token}\n`, `a ${token}`]) {
    const error = await read(text).catch((caught: Error) => caught);
    expect(error).toMatchObject({ code: "config.invalid", advice: expect.stringContaining("monitoring.md") });
    expect((error as Error).message).toBe(`${path} holds no token of 32 characters or more in one line`);
  }
});
