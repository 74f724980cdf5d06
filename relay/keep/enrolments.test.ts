import { randomBytes } from "node:crypto";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { signCredential } from "../wire/credentials.ts";
import { noteEnrolment, readEnrolments } from "./enrolments.ts";
import { openRevocations, readRevocations, revoke } from "./revocations.ts";

const operator = openHubSigner(randomBytes(32));
const hub = openHubSigner(randomBytes(32)).publicKey;
const other = openHubSigner(randomBytes(32)).publicKey;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawpost-relay-"));
});
afterEach(() => rm(folder, { recursive: true }));

const enrolment = (of: typeof hub, issuedAt: number, by = operator) =>
  signCredential("enrolment", { v: 1, hub: of, zone: "family.example", issuedAt }, by);
const read = () => readEnrolments(folder, operator.publicKey);

test("who was enrolled is there, with the latest time", async () => {
  expect(await read()).toEqual({ hubs: new Map(), damaged: 0 });
  for (const [of, at] of [
    [hub, 5],
    [other, 6],
    [hub, 7],
  ] as const)
    await noteEnrolment(folder, await enrolment(of, at));
  expect(await read()).toEqual({
    hubs: new Map([
      [hub, 7],
      [other, 6],
    ]),
    damaged: 0,
  });
});

test("a line that a power cut left in the middle costs no other one", async () => {
  await noteEnrolment(folder, await enrolment(hub, 5));
  await appendFile(join(folder, "enrolments"), (await enrolment(other, 6)).slice(0, 40));
  await noteEnrolment(folder, await enrolment(other, 7));
  expect(await read()).toEqual({
    hubs: new Map([
      [hub, 5],
      [other, 7],
    ]),
    damaged: 1,
  });
});

test("a line that somebody else signed enrols nobody", async () => {
  await noteEnrolment(folder, await enrolment(hub, 5, openHubSigner(randomBytes(32))));
  expect(await read()).toEqual({ hubs: new Map(), damaged: 1 });
});

test("a revocation counts for what was enrolled before it, and a later invitation for more, whatever the clock says", async () => {
  await revoke(folder, hub, operator, 100);
  using revocations = await openRevocations(
    folder,
    operator.publicKey,
    () => undefined,
    () => undefined,
  );
  expect(revocations.has(hub, 99)).toBe(true);
  expect(revocations.has(hub, 100)).toBe(true);
  expect(revocations.has(hub, revocations.momentAfter(hub, 7))).toBe(false);
  expect(revocations.momentAfter(hub, 200)).toBe(200);
  expect(revocations.has(other, 0)).toBe(false);
});

test("commands that revoke at the same time lose none of it", async () => {
  const asked = await Promise.allSettled([hub, other].map((one) => revoke(folder, one, operator, 1)));
  const told = asked.filter(({ status }) => status === "fulfilled").length;
  expect((await readRevocations(folder, operator.publicKey)).size).toBe(told);
  for (const one of asked)
    if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "relay.busy" });
});

test("a list that the operator did not sign is damaged, and says so", async () => {
  await revoke(folder, hub, openHubSigner(randomBytes(32)), 1);
  await expect(readRevocations(folder, operator.publicKey)).rejects.toMatchObject({ code: "keep.damaged" });
  await writeFile(join(folder, "revocations"), "x\n");
  await expect(readRevocations(folder, operator.publicKey)).rejects.toMatchObject({ code: "keep.damaged" });
});
