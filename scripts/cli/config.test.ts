/** `pawpost config` as a person types it. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeTempDir } from "../../test/support/temp-dir.ts";
import { typeCommand } from "../../test/support/typed-command.ts";

let dir: Awaited<ReturnType<typeof makeTempDir>>;
beforeEach(async () => {
  dir = await makeTempDir();
});
afterEach(() => dir[Symbol.asyncDispose]());
const file = () => join(dir.path, "config.yaml");
const config = (...words: string[]) => typeCommand(["config", ...words], { PAWPOST_DATA: dir.path });

test("a setting is set, shown, checked and taken out", async () => {
  expect(await config("check")).toMatchObject({ status: 0, out: expect.stringContaining("says nothing") });
  const { status, out } = await config("set", "backup_to", "/media/stick/pawpost");
  expect(status).toBe(0);
  expect(out).toContain(`Written: ${file()}\n`);
  expect(out).toContain("It counts from the next start.");
  expect((await config("show", "backup_to")).out).toBe("  backup_to  /media/stick/pawpost\n");
  expect((await config("show", "backup_to", "--redacted")).out).toBe("  backup_to  …\n");
  expect((await config("show", "port")).out).toBe("  port  (8080)\n");
  expect(JSON.parse((await config("show", "--json")).out)).toContainEqual({
    key: "backup_to",
    value: "/media/stick/pawpost",
    from: "file",
  });
  expect(await config("check")).toMatchObject({ status: 0, out: `  A hub would start with ${file()}.\n` });
  expect((await config("set", "backup_to", "/media/stick/pawpost")).out).toContain("says so already");
  expect((await config("unset", "backup_to")).out).toContain(`Before:  ${file()}.~1~`);
  expect(await readFile(file(), "utf8")).toBe("");
});

test("everything that is wrong is told at once, and as an exit status", async () => {
  await writeFile(file(), "prot: 1\nlog_level: loud\n");
  const { status, out } = await config("check");
  expect(status).toBe(1);
  expect(out).toContain(`${file()}: unknown key "prot"; did you mean "port"?`);
  expect(out).toContain(`${file()}: log_level:`);
  const told = JSON.parse((await config("check", "--json")).out) as { problems: string[] };
  expect(told.problems).toHaveLength(2);
  const other = join(dir.path, "other.yaml");
  await writeFile(other, "port: 81\n");
  expect((await config("check", other)).status).toBe(0);
});

test("what cannot be is not written", async () => {
  expect(await config("set", "prot", "1")).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^Error \[config\.unknown-key\].*did you mean "port"\?/),
  });
  expect(await config("set", "port", "http")).toMatchObject({
    status: 1,
    err: expect.stringMatching(/^Error \[config\.invalid\].*port: write a whole number/),
  });
  await expect(readFile(file())).rejects.toMatchObject({ code: "ENOENT" });
});

test("where the environment says something else, whoever sets it is told", async () => {
  const { out } = await typeCommand(["config", "set", "port", "8090"], {
    PAWPOST_DATA: dir.path,
    PAWPOST_CONFIG_PORT: "8091",
  });
  expect(out).toContain("PAWPOST_CONFIG_PORT in the environment says something else, and that counts.");
  expect(
    (await typeCommand(["config", "show", "port"], { PAWPOST_DATA: dir.path, PAWPOST_PORT: "8091" })).out,
  ).toBe("  port  8091   from the environment\n");
});

test("the schema is JSON, and of this very table", async () => {
  const { out } = await config("schema");
  expect(JSON.parse(out)).toMatchObject({ additionalProperties: false, properties: { port: {} } });
});
