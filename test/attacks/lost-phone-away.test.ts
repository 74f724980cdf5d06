/**
 * T-80, T-70. A phone away from home is lost while it holds its name, a connection that is open and one that is being made. Signed out,
 * suspended, or in a panic: within a second none of them leads anywhere, at the relay or at the door. Each barrier taken out lets it in.
 */
import { expect, test } from "vitest";
import type { endsWithSession } from "../../hub/access/ends-with-session.ts";
import type { openDoor } from "../../hub/door/open-door.ts";
import type { openRemoteNames } from "../../hub/door/remote-names.ts";
import { invitationTo, openHouse, visit } from "../support/joined-house.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { openRelayRig } from "../support/relay-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const LONG = { timeout: 240_000 };
const REFUSED = "ERR_SSL_TLSV1_UNRECOGNIZED_NAME";

interface Outcome {
  readonly newVisit: string;
  readonly open: "cut" | "open";
}
const SHUT: Outcome = { newVisit: REFUSED, open: "cut" };

async function loseAPhone(parts: Parameters<typeof openHouse>[0] = {}): Promise<Outcome> {
  await using relays = await openRelayRig();
  await using house = await openHouse(parts);
  await house.link.begin();
  await house.keeper.join(await invitationTo(relays));
  const { port } = relays.relay;
  const { comer, name } = await house.device();
  await expect.poll(async () => (await visit(port, name)).code, { timeout: 10_000 }).toBeUndefined();
  const { socket } = await visit(port, name);
  const cut = new Promise<"cut">((done) => socket?.once("close", () => done("cut")));
  house.ends.remoteName({ device: comer.device, sessions: [], why: "revoked" });
  const began = performance.now();
  const open = await Promise.race([
    cut,
    new Promise<"open">((still) => setTimeout(still, 900, "open").unref()),
  ]);
  await new Promise((later) => setTimeout(later, Math.max(0, 600 - (performance.now() - began))));
  const { code } = await visit(port, name);
  socket?.destroy();
  return { newVisit: code ?? "in", open };
}

test("nothing that it holds leads anywhere within a second", LONG, async () => {
  expect(await loseAPhone()).toEqual(SHUT);
});

test("the test of that: where a name does not go with its device, all of it leads in", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const patch: Patch = {
    file: "hub/access/ends-with-session.ts",
    find: 'if (why === "revoked") remoteNames.dropDevice(device);',
    replace: "",
  };
  await using copy = await makePatchedCopy([patch]);
  const blind = await copy.load<{ endsWithSession: typeof endsWithSession }>(patch.file);
  expect(await loseAPhone({ endsWithSession: blind.endsWithSession })).toEqual({
    newVisit: "in",
    open: "open",
  });
});

test("the test of that: where the door does not cut, what was open stays open", {
  ...LONG,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const patch: Patch = {
    file: "hub/door/open-door.ts",
    find: "if (name !== undefined && gone.includes(name)) socket.destroy();",
    replace: "void [socket, name, gone];",
  };
  await using copy = await makePatchedCopy([patch], ["relay"]);
  const blind = await copy.load<{ openDoor: typeof openDoor }>(patch.file);
  expect(await loseAPhone({ openDoor: blind.openDoor })).toEqual({ newVisit: REFUSED, open: "open" });
});

test(
  "the test of that: where the relay is told too late, the door alone still lets nobody in",
  LONG,
  async () => {
    const patch: Patch = {
      file: "hub/door/remote-names.ts",
      find: "store.note() === undefined ? [] : labels().map((label) => hashLabel",
      replace: "store.note() === undefined ? [] : everSeen(labels()).map((label) => hashLabel",
    };
    const seen: Patch = {
      file: "hub/door/remote-names.ts",
      find: "export function openRemoteNames(",
      replace:
        "const ever = new Set<string>();\nconst everSeen = (now: readonly string[]) => {\n  for (const one of now) ever.add(one);\n  return [...ever];\n};\nexport function openRemoteNames(",
    };
    await using copy = await makePatchedCopy([patch, seen], ["relay"]);
    const late = await copy.load<{ openRemoteNames: typeof openRemoteNames }>(patch.file);
    const { newVisit, open } = await loseAPhone({ openRemoteNames: late.openRemoteNames });
    expect([newVisit === REFUSED, newVisit === "in", open]).toEqual([false, false, "cut"]);
  },
);
