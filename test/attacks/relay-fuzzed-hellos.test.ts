/**
 * Visitors of a relay whose first words were made by chance: nothing, noise, real hellos with bytes changed, doubled, cut off, cut into pieces,
 * and ones that say they are megabytes long. No crash, no growth, nobody's house hears of them, and who is real is still understood.
 */

import type { Socket } from "node:net";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { peek } from "../../relay/front/peek.ts";
import { MAX_HELLO_BYTES } from "../../relay/wire/client-hello.ts";
import { fuzzHello } from "../support/fuzzed-hello.ts";
import { growthOf, heldMemory } from "../support/held-memory.ts";
import { helloOf } from "../support/hello-of.ts";
import { makePatchedCopy } from "../support/patched-copy.ts";
import { REFUSED, sourceNumber, visitRaw } from "../support/raw-visitor.ts";
import { type House, openRelayRig, type RelayRig } from "../support/relay-rig.ts";
import { seeded } from "../support/seeded.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, timeFor } from "./sizes.ts";

const NAME = `${"a".repeat(26)}.${"a".repeat(26)}.family.example`;
const HOST = /^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/;
let real: Uint8Array;
let rig: RelayRig;
let house: House;
let visits = 0;

beforeAll(async () => {
  real = await helloOf({ servername: NAME, ALPNProtocols: ["h2", "http/1.1"] });
  // Who broke off is held until the alert's time as well: of four hundred at once more than a thousand are open.
  rig = await openRelayRig({ mostConnections: 10_000 });
  house = await rig.house({
    serve: (socket) => {
      visits += 1;
      socket.pipe(socket);
    },
  });
});
afterAll(() => rig[Symbol.asyncDispose]());

/** What may be kept of one hello, bytes: 2 are, whoever keeps them, and six measurements on a busy machine are not further apart. */
const KEPT_OF_EACH = 40;
const SEED = 20_261_128;

/** Most that one visitor was listened to, and what went wrong, over so many. */
async function readMany(look: typeof peek, count: number, random = seeded(SEED)) {
  const wrong: string[] = [];
  let most = 0;
  for (let nth = 0; nth < count; nth += 1) {
    const { pieces, isWhole } = fuzzHello(real, random);
    const line = new PassThrough({ highWaterMark: 1_048_576 });
    const peeking = look(line as unknown as Socket);
    let heard = 0;
    let isOver = false;
    void peeking.then(() => {
      isOver = true;
    });
    line.on("data", (piece: Buffer) => {
      if (!isOver) heard += piece.length;
    });
    for (const piece of pieces) {
      if (isOver) break;
      line.write(piece);
      await undefined;
    }
    line.end();
    const peeked = await peeking;
    most = Math.max(most, heard);
    if (isWhole && (peeked.kind !== "hello" || peeked.hello.serverName !== NAME))
      wrong.push(`${nth}: a real hello is ${peeked.kind}`);
    if (
      peeked.kind === "hello" &&
      peeked.hello.serverName !== undefined &&
      !HOST.test(peeked.hello.serverName)
    )
      wrong.push(`${nth}: ${peeked.hello.serverName}`);
    line.destroy();
  }
  return { wrong, most };
}

test(
  "whatever they say, it is read to its end or to 16 KiB, no name is read that is none, and nothing of it stays",
  timeFor("hellos"),
  async () => {
    const random = seeded(SEED);
    let most = 0;
    const growth = await growthOf(async (count) => {
      const read = await readMany(peek, count, random);
      expect(read.wrong).toEqual([]);
      most = Math.max(most, read.most);
    }, size("hellos"));
    // One piece more than the limit: it came at once.
    expect(most).toBeLessThan(MAX_HELLO_BYTES + 4_100);
    expect(growth).toBeLessThan(KEPT_OF_EACH);
  },
);

test("where a little of each hello is kept, that is found", TAKES_BARRIER_OUT, async () => {
  const kept: Uint8Array[] = [];
  const keeping: typeof peek = async (socket) => {
    const peeked = await peek(socket);
    kept.push(new Uint8Array(2 * KEPT_OF_EACH));
    return peeked;
  };
  const random = seeded(SEED);
  const growth = await growthOf(async (count) => void (await readMany(keeping, count, random)), 6_000);
  expect(growth).toBeGreaterThan(KEPT_OF_EACH);
});

test(
  "where the limit is taken out, who says that megabytes follow is listened to",
  TAKES_BARRIER_OUT,
  async () => {
    await using copy = await makePatchedCopy(
      [
        {
          file: "relay/wire/client-hello.ts",
          find: 'return { kind: this.#size >= MAX_HELLO_BYTES ? "broken" : "more" };',
          replace: 'return { kind: "more" };',
        },
        {
          file: "relay/wire/client-hello.ts",
          find: 'if (length > MAX_HELLO_BYTES) return "broken";',
          replace: "",
        },
      ],
      ["relay"],
    );
    const patched = await copy.load<{ peek: typeof peek }>("relay/front/peek.ts");
    expect((await readMany(patched.peek, 500)).most).toBeGreaterThan(MAX_HELLO_BYTES + 4_100);
  },
);

test(
  "the running relay says one thing to all of them, keeps none, and its houses are reached as before",
  timeFor("helloSockets"),
  async () => {
    const random = seeded(5);
    const count = size("helloSockets");
    const heard = new Map<string, number>();
    let next = 0;
    const visitor = async () => {
      for (; next < count; ) {
        next += 1;
        const { pieces } = fuzzHello(real, random);
        const way = Math.floor(random() * 3);
        const visit = await visitRaw(rig.relay.port, pieces, {
          // From one place there are ports for half a minute; then they come to ends of visits before.
          localAddress: sourceNumber(next % 200),
          afterwards: (socket) => {
            if (way === 0) socket.end();
            else if (way === 1) setImmediate(() => socket.destroy());
            else setTimeout(() => socket.resetAndDestroy(), 450).unref();
          },
        });
        heard.set(visit.heard, (heard.get(visit.heard) ?? 0) + 1);
      }
    };
    const before = await heldMemory();
    await Promise.all(Array.from({ length: 400 }, visitor));
    // The alert, or nothing where they did not wait for it.
    expect([...heard.keys()].toSorted()).toEqual(["", REFUSED]);
    expect(heard.get(REFUSED) ?? 0).toBeGreaterThan(count / 10);
    expect(visits).toBe(0);
    // The relay keeps some buffers for the next visitors.
    expect((await heldMemory()) - before).toBeLessThan(32 * 1_048_576);
    const phone = house.visit();
    phone.end("good night");
    expect(await text(phone)).toBe("good night");
  },
);
