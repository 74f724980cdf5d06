/**
 * What is logged, and what goes over the broker, tells nobody anything. A family's evening, with hub and `pawpost-ble` at their most talkative: claimed, signed in
 * wrongly and rightly, a message heard, an answer taken in, a request that breaks every rule. Whoever gets the logs afterwards, or listened
 * on the broker's socket all the while, finds no name, no passphrase or code, no token, no Bluetooth address and no sound in them, and no
 * topic but the four. A copy that says one line more is found out. (What refusals say, and who may keep an answer: quiet-answers.test.ts.)
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { API } from "../../hub/contract/api.ts";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import { BLE_TOPICS, bleTopic } from "../../hub/contract/topics.ts";
import { lineText } from "../../scripts/supervisor/child-line.ts";
import { foundIn, piecesOf } from "../support/canaries.ts";
import { claimToy, untilHouse } from "../support/claim-bear.ts";
import { cookieFetch, Guardian, hum, prepareClip } from "../support/guardian.ts";
import { tapMqtt } from "../support/mqtt-tap.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const PERSON = "Wilhelmina Quast";
const CHILD = "Ottokar";
const TOY = "Brummelpetz";
const PASSPHRASE = "four lanterns beside our kettle";
const ADDRESS = /(?:[0-9a-f]{2}[:-]){5}[0-9a-f]{2}/i;

interface Heard {
  readonly found: readonly string[];
  readonly addresses: readonly string[];
}
interface Evening {
  readonly lines: number;
  readonly logs: Heard;
  readonly topics: readonly string[];
  readonly frames: Heard;
}

async function listenIn(patches: readonly Patch[] = []): Promise<Evening> {
  await using copy = patches.length === 0 ? undefined : await makePatchedCopy(patches, ["ble"]);
  const logs: string[] = [];
  const loud = { PAWPOST_LOG_LEVEL: "debug" };
  await using stack = await RunningStack.start({
    cheapHash: true,
    only: ["hub", "air"],
    env: { hub: loud, ble: loud },
    change: (name, spec) =>
      copy === undefined || (name !== "hub" && name !== "ble")
        ? spec
        : { ...spec, args: spec.args.with(-1, copy.path(`${name}/main.ts`)) },
    // The toy's and the air's own words are a simulator's.
    onLine: (name, line) => {
      if (name === "hub" || name === "ble") logs.push(lineText(line));
    },
  });
  await using tap = await tapMqtt(join(stack.runFolder.path, BLE_LINE.mqtt));
  for (const name of ["toy", "ble"] as const) await stack.begin(name);
  const code = stack.claimCode;
  let cookie = "";
  const jar = cookieFetch(() => stack.address);
  const guardian = await Guardian.claim(
    async (path, init) => {
      const answer = await jar(path, init);
      cookie = answer.headers.get("set-cookie")?.split(";")[0]?.split("=")[1] ?? cookie;
      return answer;
    },
    code,
    PERSON,
    PASSPHRASE,
  );
  const hands = toyHands(join(stack.runFolder.path, "toy.sock"));
  const toy = await claimToy(guardian, hands, { toyName: TOY, childName: CHILD });
  const clip = await prepareClip(hum(1, 1), 16_000);
  const { id } = await guardian.send(clip, toy);
  const isIn = (state: string) =>
    untilHouse(guardian, ({ messages }) =>
      messages.some((one) => one.id === id && one.state.startsWith(state)),
    );
  await isIn("on_toy");
  await hands.press("play");
  await isIn("played");
  const speech = Int16Array.from(hum(3, 5, 8_000), (sample) => sample * 32_767);
  await hands.say(speech);
  await hands.press("record");
  await new Promise((soon) => setTimeout(soon, 1_500));
  await hands.press("record");
  await untilHouse(guardian, ({ messages }) => messages.some(({ direction }) => direction === "from-toy"));
  for (const body of [`{"name":"${PERSON}","auth":"${"A".repeat(43)}"}`, PASSPHRASE, `{"${CHILD}":`])
    await fetch(`${stack.address}${API}/sign-in`, {
      method: "POST",
      body,
      headers: { "content-type": "application/json" },
    });
  await stack.stop("ble");
  await stack.stop("hub");

  const text = (word: string) => [new TextEncoder().encode(word)];
  const canaries = {
    "the guardian's name": text(PERSON),
    "the child's name": text(CHILD),
    "the toy's name": text(TOY),
    "the passphrase": text(PASSPHRASE),
    "the session's token": text(cookie),
    "the message": piecesOf(clip.toyBytes),
    "the message's sound": piecesOf(clip.wav.subarray(44)),
    "the answer": piecesOf(new Uint8Array(speech.buffer)),
  };
  // The supervisor is told the code on the line that says "ready", which is no log.
  const [, ...rest] = logs.filter((line) => line.includes(code));
  const said = foundIn(Buffer.from(logs.join("\n")), canaries);
  const frames = tap.publications.map(({ payload }) => payload);
  return {
    lines: logs.length,
    logs: {
      found: rest.length > 0 ? [...said, "the claim code"] : said,
      addresses: logs.filter((line) => ADDRESS.test(line)),
    },
    topics: [...new Set(tap.publications.map(({ topic }) => topic))].toSorted(),
    frames: {
      found: foundIn(tap.bytes(), { ...canaries, "the claim code": text(code) }),
      addresses: frames.filter((frame) => ADDRESS.test(frame)),
    },
  };
}

const NOTHING: Heard = { found: [], addresses: [] };

test("hub and ble log and tell each other nothing that tells who, what or where", {
  timeout: 240_000,
}, async () => {
  const { lines, ...evening } = await listenIn();
  expect(lines).toBeGreaterThan(0);
  const topics = BLE_TOPICS.map((topic) => bleTopic("home", topic)).toSorted();
  expect(evening).toEqual({ logs: NOTHING, topics, frames: NOTHING });
});

test("a line that says more is found, in the logs and on the broker", {
  timeout: 240_000,
  ...TAKES_BARRIER_OUT,
}, async () => {
  const { logs, frames } = await listenIn([
    {
      file: "hub/use-cases/search-toys.ts",
      find: "  const command = house.newId();\n",
      replace:
        '  console.log(JSON.stringify({ level: "info", msg: names.toyName + names.childName }));\n' +
        '  await house.toys.send(room, { kind: "note", text: names.childName } as never);\n' +
        "  const command = house.newId();\n",
    },
    {
      file: "ble/bridge/claiming.ts",
      find: "    await session.blinkHeart(signal);\n",
      replace:
        '    console.log(JSON.stringify({ level: "info", msg: candidate.address }));\n' +
        '    parts.line().tell({ kind: "note", text: candidate.address } as never);\n' +
        "    await session.blinkHeart(signal);\n",
    },
  ]);
  expect([logs.found, frames.found]).toEqual([["the child's name", "the toy's name"], ["the child's name"]]);
  for (const { addresses } of [logs, frames]) expect(addresses.length).toBeGreaterThan(0);
});
