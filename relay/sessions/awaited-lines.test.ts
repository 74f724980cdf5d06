/** Visitors that wait for their hub's line. With hubs and other nodes: `relay/open-relay.test.ts`, `test/faults/relay-nodes.test.ts`. */
import { randomBytes } from "node:crypto";
import { Socket } from "node:net";
import { beforeEach, expect, test } from "vitest";
import { hashLabel, makeDeviceLabel } from "../wire/remote-name.ts";
import { type AwaitedLines, makeAwaitedLines } from "./awaited-lines.ts";

const label = () => hashLabel(makeDeviceLabel(randomBytes(16)));
/** Another node, asked, and silent. */
const nobodySays = () => new Promise<boolean>(() => undefined);
const nothing = () => undefined;
let lines: AwaitedLines;

beforeEach(() => {
  lines = makeAwaitedLines(() => randomBytes(24));
});

/** @returns who waits, and the token by which their hub comes */
async function waits(by: ReturnType<typeof label>) {
  const told = Promise.withResolvers<string>();
  const ask = async (token: string) => {
    told.resolve(token);
    return true;
  };
  const line = lines.wait(by, ask, nothing);
  return { line, token: Buffer.from(await told.promise, "base64url") };
}

test("a line goes to whom it was dialled for, once", async () => {
  const [one, other] = [await waits(label()), await waits(label())];
  const socket = new Socket();
  expect(lines.answer(other.token, socket)).toBe(true);
  expect(await other.line).toBe(socket);
  expect(lines.answer(other.token, new Socket())).toBe(false);
  expect(lines.size).toBe(1);
  lines.answer(one.token, socket);
});

test("who is not to be let in waits no longer", async () => {
  expect(await lines.wait(label(), async () => false, nothing)).toBeUndefined();
  expect(lines.size).toBe(0);
});

test("who knocks by names that are none, while nobody says so, keeps nobody out who knocks by another", async () => {
  const strange = label();
  for (let n = 0; n < 64; n += 1) void lines.wait(strange, nobodySays, nothing);
  expect(await lines.wait(strange, nobodySays, nothing)).toBeUndefined();
  const { line, token } = await waits(label());
  const socket = new Socket();
  lines.answer(token, socket);
  expect(await line).toBe(socket);
});
