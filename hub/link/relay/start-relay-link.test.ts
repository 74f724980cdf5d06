/** What a house says while it is greeted, or while a node hands over, is what counts afterwards. */
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { setTimeout as wait } from "node:timers/promises";
import { expect, test } from "vitest";
import type { HubSession } from "../../../relay/sessions/hub-sessions.ts";
import { hashLabel, hubIdOf, makeDeviceLabel, sayRemoteName } from "../../../relay/wire/remote-name.ts";
import { layCable } from "../../../test/support/cable.ts";
import { makeRecordingLog } from "../../../test/support/quiet-log.ts";
import { helloBy, openRelayRig } from "../../../test/support/relay-rig.ts";
import { systemClock } from "../../clock/system-clock.ts";
import { NO_WORDS } from "../../ports/name-publisher.ts";
import { startRelayLink } from "./start-relay-link.ts";

test("a name that comes and one that goes while the house is greeted", async () => {
  await using rig = await openRelayRig();
  const enrolled = await rig.house();
  await enrolled.link[Symbol.asyncDispose]();
  const [gone, come] = [makeDeviceLabel(randomBytes(16)), makeDeviceLabel(randomBytes(16))];
  const saying = (label: typeof gone) => ({ labels: [hashLabel(label)], proofs: NO_WORDS });
  const { note, signer } = enrolled;
  const asked = Promise.withResolvers<void>();
  const told = Promise.withResolvers<void>();
  let isUp = false;
  await using link = startRelayLink({
    note,
    async sayHello(channel) {
      asked.resolve();
      await told.promise;
      return helloBy(1_000, signer, note)(channel);
    },
    door: "/nowhere/door.sock",
    said: saying(gone),
    clock: systemClock,
    random: Math.random,
    log: makeRecordingLog(),
    onState: ({ kind }) => {
      isUp = kind === "up";
    },
  });
  await asked.promise;
  link.tell(saying(come));
  told.resolve();
  await expect.poll(() => isUp).toBe(true);
  const visited = async (label: typeof gone) => {
    const before = rig.ends.length;
    const visitor = enrolled.visit(
      sayRemoteName({ label, hub: hubIdOf(signer.publicKey) }, "family.example"),
    );
    await once(visitor, "error");
    await expect.poll(() => rig.ends.length).toBe(before + 1);
    return rig.ends.at(-1);
  };
  expect(await visited(gone)).toBe("no-hub");
  // It is known there: that the house has no door is another matter.
  expect(await visited(come)).not.toBe("no-hub");
});

test("while the second session's names are still on their way, visitors come on the first one's line", async () => {
  await using rig = await openRelayRig();
  await using cable = await layCable({ host: "127.0.0.1", port: rig.relay.port }, (nth) =>
    nth === 0 ? 0 : 200,
  );
  const house = await rig.house({ cable });
  const session = () => rig.relay.sessions.find(house.name.split(".")[1] as never);
  const number = () => session()?.number ?? 0;
  await expect.poll(number).toBe(1);
  session()?.drain();
  const visiting: Promise<string>[] = [];
  while (number() < 2) {
    const visitor = house.visit();
    visitor.end("good night");
    visiting.push(text(visitor).catch((error: NodeJS.ErrnoException) => error.code ?? ""));
    await wait(40);
  }
  expect(await Promise.all(visiting)).toEqual(visiting.map(() => "good night"));
  // Each word of the second one's greeting took its time.
  expect(visiting.length).toBeGreaterThan(10);
  expect(house.states).not.toContain("down");
});

test("a relay that has a house come anew again and again gets no third line of it", async () => {
  await using rig = await openRelayRig();
  const house = await rig.house();
  const { sessions } = rig.relay;
  const came: HubSession[] = [];
  const gone: HubSession[] = [];
  await expect.poll(() => sessions.size).toBe(1);
  const [first] = sessions.all;
  // It ends none of them.
  sessions.add = (session) => void came.push(session);
  sessions.remove = (session) => void gone.push(session);
  first?.drain();
  for (const nth of [0, 1, 2]) {
    await expect.poll(() => came.length).toBe(nth + 1);
    came[nth]?.drain();
  }
  await expect.poll(() => came.length).toBe(4);
  await expect.poll(() => gone, { timeout: 8_000 }).toEqual([first, came[0], came[1]]);
  await house.link[Symbol.asyncDispose]();
});
