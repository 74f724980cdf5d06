/** T-44, the toy's side: with `pawpost factory-reset` a toy in reach is sold empty, too, and the toys' guard knows nothing any more. */
import { randomBytes } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { copyOf, foundIn, piecesOf } from "../support/canaries.ts";
import { claimBear } from "../support/claim-bear.ts";
import { hum, prepareClip, randomId } from "../support/guardian.ts";
import { runProgram } from "../support/run-program.ts";
import { RunningStack } from "../support/running-stack.ts";
import { makeTempDir } from "../support/temp-dir.ts";
import { toyHands } from "../support/toy-hands.ts";

const WAIT = { timeout: 90_000, interval: 60 };
const owned = new AsyncDisposableStack();
let stack: RunningStack;
let toyFolder: string;

beforeAll(async () => {
  toyFolder = owned.use(await makeTempDir()).path;
  stack = owned.use(await RunningStack.start({ cheapHash: true, env: { toy: { PAWPOST_DATA: toyFolder } } }));
});
afterAll(() => owned.disposeAsync());

test("the toy that is near is emptied, and nobody is believed on this machine any more", async () => {
  const hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  const { guardian, toy } = await claimBear(stack, hands);
  const clip = await prepareClip(
    hum(1, 1).map((sample) => sample + (randomBytes(1)[0] ?? 0) / 2_560 - 0.05),
    16_000,
  );
  const id = randomId();
  await guardian.send(clip, toy, id);
  await expect
    .poll(async () => (await guardian.state()).messages.find((one) => one.id === id)?.state, WAIT)
    .toBe("on_toy");
  const sound = { "what was sent": piecesOf(clip.toyBytes) };
  expect(foundIn(await copyOf(toyFolder), sound)).toEqual(["what was sent"]);

  const reset = (...words: string[]) =>
    runProgram(
      "scripts/cli/main.ts",
      ["factory-reset", "--data", stack.dataFolder, ...words],
      { PAWPOST_HCI: `unix:${join(stack.runFolder.path, "hci-hub.sock")}` },
      180_000,
    );
  const running = await reset();
  const name = /--confirm (\S+)/.exec(running.stderr)?.[1] ?? "";
  expect((await reset("--confirm", name)).stderr).toContain("factory-reset.running");
  expect((await guardian.state()).toys[0]?.connected, "and nothing was changed").toBe(true);

  await stack.stop("ble");
  await stack.stop("hub");
  const { code, stdout, stderr } = await reset("--confirm", name);
  expect([code, stderr]).toEqual([0, ""]);
  expect(stdout).toContain("Toys: 1 emptied, 0 not.");
  expect(foundIn(await copyOf(toyFolder), sound)).toEqual([]);
  const [settings = ""] = (await readdir(toyFolder, { recursive: true })).filter((one) =>
    one.endsWith("settings.json"),
  );
  const { identifier } = JSON.parse(await readFile(join(toyFolder, settings), "utf8"));
  expect([null, Buffer.from("0123456789ABCDEF").toString("hex")]).toContain(identifier);
  expect(await readdir(stack.dataFolder)).toEqual(["hub"]);
  expect(await readdir(join(stack.dataFolder, "hub"))).toEqual([]);

  await stack.begin("hub");
  expect(stack.claimCode).toMatch(/^[0-9A-Z-]{14}$/);
});
