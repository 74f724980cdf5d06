/** Two hubs as they run, each a process, paired at their machines; the first one is lost, and a new machine goes on as it. */
import { rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { keeperStatus } from "../../hub/contract/command-line.ts";
import { keepersView } from "../../hub/contract/keepers.ts";
import { argon2 } from "../../web-ui/src/keys/argon2.ts";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const CLI = "scripts/cli/main.ts";
const PASSPHRASE = "four lanterns beside our kettle";
const owned = new AsyncDisposableStack();
let first: RunningStack;
let keeper: RunningStack;
let guardian: Guardian;
let temp: string;

beforeAll(async () => {
  temp = owned.use(await makeTempDir()).path;
  first = owned.use(await RunningStack.start({ only: ["hub"], dataFolder: join(temp, "first") }));
  keeper = owned.use(
    await RunningStack.start({
      only: ["hub"],
      dataFolder: join(temp, "keeper"),
      env: { hub: { PAWPOST_ROOMS_AT: "127.0.0.1:0" } },
    }),
  );
  await Guardian.claim(
    cookieFetch(() => keeper.address),
    keeper.claimCode,
    "Gran",
  );
  guardian = await Guardian.claim(
    cookieFetch(() => first.address),
    first.claimCode,
    "Robin",
    PASSPHRASE,
    argon2,
  );
});
afterAll(() => owned.disposeAsync());

const backup = (stack: RunningStack, ...words: string[]) =>
  runProgram(CLI, ["backup", ...words], { PAWPOST_RUN: stack.runFolder.path });

/** What somebody reads off one machine, and types at another. */
async function lineOf(
  said: Promise<{ readonly stdout: string; readonly stderr: string }>,
): Promise<string[]> {
  const { stdout, stderr } = await said;
  const [, address, code] = /pawpost backup (?:keep-at|fetch) (\S+) (\S+)/.exec(stdout) ?? [];
  if (address === undefined || code === undefined) throw new Error(`no line to type: ${stdout}${stderr}`);
  return [address, code];
}

test("a hub pairs by a code, sends, and its page says so", async () => {
  const paired = await backup(first, "keep-at", ...(await lineOf(backup(keeper, "keep", "Next door"))));
  expect([paired.code, paired.stderr]).toEqual([0, ""]);
  const sent = await backup(first, "send", "--json");
  expect([sent.code, sent.stderr]).toEqual([0, ""]);
  const { own } = await guardian.client.call("GET", "/keepers", { schema: keepersView });
  expect(own).toMatchObject({ last: expect.any(String), failing: null });
  expect((await backup(keeper, "kept")).stdout).toContain("Next door");
});

test("the first hub is gone: what was kept is fetched, and brought back by nobody without a passphrase, and goes on with one", async () => {
  const hub = guardian.info.hub;
  const countKept = async () =>
    keeperStatus.parse(JSON.parse((await backup(keeper, "kept", "--json")).stdout)).view.kept[0]?.backups ??
    0;
  const before = await countKept();
  await first.stop("hub");
  await rm(join(temp, "first"), { recursive: true });
  const folder = join(temp, "fetched");
  const fetched = await runProgram(
    CLI,
    ["backup", "fetch", ...(await lineOf(backup(keeper, "hand-back", "Next door"))), folder, "--json"],
    {},
  );
  expect([fetched.code, fetched.stderr]).toEqual([0, ""]);
  const listed = await runProgram(CLI, ["backup", "list", folder, "--json"], {});
  expect(JSON.parse(listed.stdout)).toMatchObject([
    { hub, backups: [{ backup: expect.any(Number) }], altered: [] },
  ]);
  const whole = await runProgram(CLI, ["backup", "verify", folder], {});
  expect([whole.code, whole.stdout]).toEqual([0, expect.stringContaining("is whole")]);
  const data = join(temp, "new");
  const restore = (typed: string) =>
    runProgram(CLI, ["backup", "restore", folder, "--data", data, "--json"], {}, 90_000, typed);
  expect((await restore("not the passphrase of anybody")).stderr).toContain("Error [backup.wrong-key]");
  const restored = await restore(PASSPHRASE);
  expect([restored.code, restored.stderr]).toEqual([0, ""]);
  expect(JSON.parse(restored.stdout)).toMatchObject({ hub });
  // It goes on as that hub: still paired, and the next number is taken.
  const anew = owned.use(await RunningStack.start({ only: ["hub"], dataFolder: data }));
  const sent = await backup(anew, "send", "--json");
  expect([sent.code, sent.stderr]).toEqual([0, ""]);
  expect(await countKept()).toBeGreaterThan(before);
});
