/** Toys that answer what no firmware does. Whatever they do, it ends, within a deadline, with a code. */
import { expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import { MAX_RECORDING_BYTES } from "../../../hub/domain/recording-limits.ts";
import { makeDelivery, QUIETLY } from "../../../test/support/driver-rig.ts";
import { memoryJournal } from "../../../test/support/memory-journal.ts";
import { makeRecordingLog } from "../../../test/support/quiet-log.ts";
import {
  openScriptedToy,
  SCRIPTED_ADDRESS,
  type ScriptedToy,
  type ToyScript,
} from "../../../test/support/scripted-toy.ts";
import { deliveryJournalOn } from "../../journal/delivery-journal.ts";
import { looksBookOn } from "../../journal/looks-journal.ts";
import type { ToyEvent } from "../toy-driver.ts";
import { cloudPetsDriver } from "./cloudpets-driver.ts";
import { STATES } from "./states.ts";

const NEVER = new AbortController().signal;
const isCommand = (name: string, value: Uint8Array, opcode: number) =>
  name === "command" && value[0] === opcode;

async function meet(script: ToyScript) {
  const toy = openScriptedToy(script);
  const events: ToyEvent[] = [];
  const log = makeRecordingLog();
  const driver = cloudPetsDriver({
    clock: toy.clock,
    logger: log,
    journal: deliveryJournalOn(memoryJournal()),
    looks: looksBookOn(memoryJournal()),
  });
  const connect = () =>
    driver.connect(toy.radio, SCRIPTED_ADDRESS, {
      signal: NEVER,
      onEvent: (event) => void events.push(event),
    });
  return { toy, events, connect };
}

/** How a delivery to such a toy ends, and after how many seconds of its clock. */
async function deliverTo(script: ToyScript, milliseconds = 1_000) {
  const { toy, events, connect } = await meet(script);
  using _toy = toy;
  const session = await connect();
  const began = toy.clock.monotonic();
  const outcome = await session.deliver(makeDelivery("one", milliseconds), QUIETLY);
  return { outcome, events, toy, seconds: (toy.clock.monotonic() - began) / 1_000 };
}

test("a toy that behaves gets its message: the script itself is sound", async () => {
  const { outcome, toy } = await deliverTo({});
  expect(outcome).toEqual({ kind: "delivered", heartLit: true, alreadyThere: false });
  const sent = Buffer.concat(toy.audio);
  const { bytes } = makeDelivery("one", 1_000);
  expect(sent.subarray(0, bytes.byteLength).equals(Buffer.from(bytes))).toBe(true);
  expect(toy.writes.filter((write) => write.startsWith("command"))).toEqual([
    "command 0b00",
    "command 0901",
    "command 0001000102030405060708090a0b0c0d0e0f",
    "command 01",
    "command 0b00",
  ]);
});

test.each<[string, string, boolean, number, ToyScript]>([
  [
    "answers another question",
    "toy-lies",
    false,
    1,
    { read: (name) => (name === "command" ? Uint8Array.of(4, 0, 0, 0, 0) : undefined) },
  ],
  [
    "answers a question with too few bytes",
    "toy-lies",
    false,
    1,
    { read: (name) => (name === "command" ? Uint8Array.of(1) : undefined) },
  ],
  ["answers no question", "toy-busy", true, 4, { write: (name, value) => isCommand(name, value, 0x09) }],
  ["never asks for a clip", "toy-busy", true, 9, { write: (name, value) => isCommand(name, value, 0x00) }],
  [
    "refuses the key",
    "toy-refused",
    false,
    1,
    {
      write(name, value, toy) {
        if (!isCommand(name, value, 0x00)) return false;
        toy.state(STATES.keyCheckFailed);
        toy.soon(() => toy.state(STATES.idle));
        return true;
      },
    },
  ],
  ["asks for 60,000 bytes at once", "toy-lies", false, 7, onStart((toy) => toy.request(60_000))],
  ["asks for nothing", "toy-rebooted", true, 1, onStart((toy) => toy.request(0))],
  [
    "stops asking after the first kilobyte",
    "toy-too-slow",
    true,
    12,
    { write: (name) => name === "audioWrite" },
  ],
  [
    "drops the upload in the middle",
    "toy-rebooted",
    true,
    2,
    { write: (name, _value, toy) => name === "audioWrite" && toy.audio.length === 60 && hasRested(toy) },
  ],
  [
    "asks for one byte at a time",
    "toy-too-slow",
    true,
    30,
    {
      write(name, value, toy) {
        if (isCommand(name, value, 0x00)) toy.soon(() => toy.request(1));
        else if (name === "audioWrite") toy.soon(() => toy.request(1));
        else return false;
        return true;
      },
    },
  ],
  [
    "sends a data request that is too short",
    "toy-lies",
    false,
    7,
    onStart((toy) => toy.notify("dataRequest", Uint8Array.of(1))),
  ],
  [
    "floods us with data requests",
    "toy-lies",
    false,
    2,
    onStart((toy) => {
      for (let n = 0; n < 5_000; n += 1) toy.request(256);
    }),
  ],
  [
    "ends the link in the middle",
    "toy-rebooted",
    true,
    1,
    {
      write: (name, _value, toy) =>
        name === "audioWrite" && toy.audio.length === 20 && hasDropped(toy, "peer"),
    },
  ],
  [
    "is gone with its adapter",
    "adapter-down",
    true,
    1,
    {
      write: (name, _value, toy) =>
        name === "audioWrite" && toy.audio.length === 20 && hasDropped(toy, "adapter"),
    },
  ],
])("a toy that %s: %s", async (_, code, retry, mostSeconds, script) => {
  const { outcome, seconds } = await deliverTo(script, 3_000);
  expect(outcome).toMatchObject({ kind: "failed", code, retry });
  expect(seconds).toBeLessThan(mostSeconds);
});

function onStart(act: (toy: ScriptedToy) => void): ToyScript {
  return {
    write(name, value, toy) {
      if (!isCommand(name, value, 0x00)) return false;
      toy.soon(() => act(toy));
      return true;
    },
  };
}

function hasRested(toy: ScriptedToy): true {
  toy.state(STATES.idle);
  return true;
}

function hasDropped(toy: ScriptedToy, cause: "peer" | "adapter"): true {
  toy.drop(cause);
  return true;
}

test("a toy whose heart stays dark has the message, and we say that it is dark", async () => {
  const { outcome } = await deliverTo({ write: (name) => name === "led" });
  expect(outcome).toEqual({ kind: "delivered", heartLit: false, alreadyThere: false });
});

test("a toy that another left in an upload is freed of it first", async () => {
  let isLeft = true;
  const { outcome, toy } = await deliverTo({
    write(name, value, scripted) {
      if (!isLeft || !isCommand(name, value, 0x00)) return false;
      isLeft = false;
      scripted.soon(() => scripted.state(STATES.idle));
      return true;
    },
  });
  expect(outcome).toMatchObject({ kind: "delivered" });
  expect(toy.writes.filter((write) => write.startsWith("command 00"))).toHaveLength(2);
});

test("a toy that asks no more once it has the clip gets `01` before its watchdog bites", async () => {
  let lastAudioAt = 0;
  let endedAt = 0;
  const { outcome } = await deliverTo({
    write(name, value, toy) {
      if (isCommand(name, value, 0x01)) endedAt = toy.clock.monotonic();
      if (name !== "audioWrite") return false;
      lastAudioAt = toy.clock.monotonic();
      // 2,032 bytes are the prime and four refills.
      return toy.audio.length === 52 + 4 * 13;
    },
  });
  expect(outcome).toMatchObject({ kind: "delivered" });
  // 25 ms of these are the scripted link's.
  expect(endedAt - lastAudioAt).toBeLessThan(125);
});

test("a toy that floods us with states is let go", async () => {
  const { toy, events, connect } = await meet({});
  using _toy = toy;
  const session = await connect();
  for (let n = 0; n < 5_000; n += 1) toy.state(STATES.gamePlayPaw);
  await toy.clock.sleep(ms(1_000));
  expect(session.signal.aborted).toBe(true);
  expect(events.length).toBeLessThan(150);
  expect(events).toContainEqual({ kind: "unexpected", what: "nonsense from state" });
});

test.each([
  ["too short an identifier", Uint8Array.of(1, 2, 3)],
  ["an identifier that is no text", new Uint8Array(16)],
])("a toy with %s is no toy, and is let go", async (_, identifier) => {
  const { toy, connect } = await meet({ read: (name) => (name === "configure" ? identifier : undefined) });
  using _toy = toy;
  await expect(connect()).rejects.toMatchObject({ code: "toy.lies" });
  expect(toy.isConnected).toBe(false);
});

test("a toy whose state is no state is let go", async () => {
  const { toy, connect } = await meet({ read: (name) => (name === "state" ? Uint8Array.of(1) : undefined) });
  using _toy = toy;
  await expect(connect()).rejects.toMatchObject({ code: "toy.lies" });
  expect(toy.isConnected).toBe(false);
});

test("a toy that keeps neither volume nor identifier is found out", async () => {
  const { toy, connect } = await meet({ write: (name) => name === "volume" || name === "configure" });
  using _toy = toy;
  const session = await connect();
  await expect(session.setVolume(9, NEVER)).rejects.toMatchObject({ code: "toy.lies" });
  await expect(session.keepLoudness(50, NEVER)).rejects.toMatchObject({ code: "toy.lies" });
  await expect(session.writeIdentifier(0, NEVER)).rejects.toMatchObject({
    code: "toy.lies",
  });
});

/** Sends `pieces` notifications of a recording, 4 every 12.5 ms, and then what `end` says. */
function recordingOf(pieces: number, end: (toy: ScriptedToy) => void): ToyScript {
  const send = (toy: ScriptedToy, left: number): void => {
    for (let n = 0; n < Math.min(4, left); n += 1) toy.notify("returnAudio", new Uint8Array(16).fill(left));
    if (left > 4) toy.clock.after(ms(12.5), () => send(toy, left - 4));
    else end(toy);
  };
  return {
    write(name, value, toy) {
      if (!isCommand(name, value, 0x02)) return false;
      toy.state(STATES.audioGetRecordLength);
      toy.state(STATES.audioDownload);
      toy.soon(() => send(toy, pieces));
      return true;
    },
  };
}

test("a recording without end is cut off and the toy let go", async () => {
  const { toy, connect } = await meet(recordingOf(1_000_000, () => undefined));
  using _toy = toy;
  const session = await connect();
  let most = 0;
  const fetching = session.fetchRecording({ signal: NEVER, onProgress: (bytes) => (most = bytes) });
  await expect(fetching).rejects.toMatchObject({ code: "toy.lies" });
  expect(most).toBeLessThanOrEqual(MAX_RECORDING_BYTES);
  expect(toy.isConnected).toBe(false);
});

test("a recording that stops in the middle ends within seconds", async () => {
  const { toy, connect } = await meet(recordingOf(100, () => undefined));
  using _toy = toy;
  const session = await connect();
  const began = toy.clock.monotonic();
  await expect(session.fetchRecording(QUIETLY)).rejects.toMatchObject({ code: "toy.silent" });
  expect(toy.clock.monotonic() - began).toBeLessThan(7_000);
});

test("a recording that a paw interrupted is not taken for a whole one", async () => {
  const interrupted = recordingOf(100, (toy) => {
    toy.state(STATES.audioGetReturnValue);
    toy.state(STATES.audioPlayback);
    toy.soon(() => toy.state(STATES.idle));
  });
  const { toy, connect } = await meet(interrupted);
  using _toy = toy;
  const session = await connect();
  await expect(session.fetchRecording(QUIETLY)).rejects.toMatchObject({ code: "toy.busy" });
});

test("a toy that has no recording sends none", async () => {
  const none: ToyScript = {
    write(name, value, toy) {
      if (!isCommand(name, value, 0x02)) return false;
      toy.state(STATES.audioGetRecordLength);
      toy.soon(() => toy.state(STATES.idle));
      return true;
    },
  };
  const { toy, connect } = await meet(none);
  using _toy = toy;
  const session = await connect();
  expect((await session.fetchRecording(QUIETLY)).bytes).toHaveLength(0);
});

test("a wait for a paw can be cancelled, and gives the paws back", async () => {
  const { toy, connect } = await meet({});
  using _toy = toy;
  const session = await connect();
  const cancel = new AbortController();
  const waiting = session.waitForPaw({ within: ms(60_000), signal: cancel.signal });
  toy.clock.after(ms(2_000), () => cancel.abort(new Error("no longer")));
  await expect(waiting).rejects.toThrow("no longer");
  expect(toy.writes.slice(-2)).toEqual(["command 0b01", "command 0b00"]);
});
