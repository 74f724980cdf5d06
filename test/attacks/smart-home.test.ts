/**
 * Whoever is on the house's network, or holds a key to its automation, at the hub's own broker: hears state alone, asks for what the key allows,
 * and gets nowhere near a recording, a name, or the broker of the hub's own processes. By real Mosquitto clients.
 */
import { connect as connectPlain } from "node:net";
import { connect as connectTls } from "node:tls";
import { afterAll, afterEach, beforeEach, describe, expect, test } from "vitest";
import type { composeSmartHome } from "../../hub/compose-smart-home.ts";
import type { ToyView } from "../../hub/contract/api.ts";
import { slugOf } from "../../hub/smart-home/toy-names.ts";
import { hum, prepareClip } from "../support/guardian.ts";
import { bleSays } from "../support/hub-rig.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { newest, SmartHomeRig } from "../support/smart-home-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";

const eventually = { timeout: 90_000, interval: 50 };
const ACL = "hub/broker/smart-home-acl.ts";
const copies = new AsyncDisposableStack();
afterAll(() => copies.disposeAsync());

/** The hub's own part with a barrier taken out. */
async function without(patch: Patch): Promise<typeof composeSmartHome> {
  const copy = copies.use(await makePatchedCopy([patch]));
  const loaded = await copy.load<{ composeSmartHome: typeof composeSmartHome }>("hub/compose-smart-home.ts");
  return loaded.composeSmartHome;
}

let home: SmartHomeRig;
let toy: ToyView;
const open = async (compose?: typeof composeSmartHome) => {
  home = await SmartHomeRig.open({}, compose);
  toy = await home.rig.addToy("the child's bear", { id: home.rig.house.newId(), name: "a child's name" });
};
const topicOf = (rest = "") => `pawpost/${slugOf({ id: toy.id })}${rest}`;

beforeEach(() => open());
afterEach(async () => {
  await home[Symbol.asyncDispose]();
});

const reopen = async (compose: typeof composeSmartHome) => {
  await home[Symbol.asyncDispose]();
  await open(compose);
};

/** Whether a client with these words hears how the toy is. */
async function hears(who: readonly string[], topic = "pawpost/#"): Promise<boolean> {
  const heard = home.listen(who, topic);
  const soon = new Promise<void>((over) => setTimeout(over, 2_500));
  await Promise.race([soon, heard.ended]);
  return heard.length > 0;
}

describe("who comes in", () => {
  test("before anybody was let in nothing listens", async () => {
    expect(home.part.admin.keys.addresses()).toEqual([]);
  });

  test("nobody without a key, with another's password, or with one that was taken off", async () => {
    const mine = await home.letIn("mine");
    const other = await home.letIn("other");
    const reach = mine.slice(0, 6);
    expect(await hears(mine)).toBe(true);
    expect(await hears(reach)).toBe(false);
    expect(await hears([...reach, "-u", "mine", "-P", "guess"])).toBe(false);
    expect(await hears([...reach, "-u", "mine", "-P", other.at(-1) ?? ""])).toBe(false);
    expect(await hears([...reach, "-u", "ble-home", "-P", mine.at(-1) ?? ""])).toBe(false);
    await home.part.admin.keys.remove("mine");
    expect(await hears(mine)).toBe(false);
  });

  test("without the comparison of passwords anybody is in", TAKES_BARRIER_OUT, async () => {
    await reopen(
      await without({
        file: "hub/broker/open-smart-home-broker.ts",
        find: 'timingSafeEqual(createHash("sha256").update(given).digest(), Buffer.from(hash, "base64url")),',
        replace:
          'given !== undefined || hash === createHash("sha256").digest("hex") || timingSafeEqual(given, given),',
      }),
    );
    const mine = await home.letIn("mine");
    expect(await hears([...mine.slice(0, 6), "-u", "mine", "-P", "guess"])).toBe(true);
  });

  test("taken off while it listens, it hears nothing more; without the barrier it does", async () => {
    const cutOff = async () => {
      const mine = await home.letIn("mine");
      await home.letIn("other");
      const heard = home.listen(mine, "pawpost/#");
      await expect.poll(() => heard.length, eventually).toBeGreaterThan(0);
      await home.part.admin.keys.remove("mine");
      const before = heard.length;
      home.rig.toys.saysToys({ toy: toy.id, rssi: -33 });
      await new Promise((soon) => setTimeout(soon, 1_500));
      return heard.length === before;
    };
    expect(await cutOff()).toBe(true);
    await reopen(
      await without({
        file: "hub/smart-home/keep-keys.ts",
        find: 'const removed = store.remove(name, [entry("smart-home-left")]);',
        replace: "const removed = Promise.resolve();",
      }),
    );
    expect(await cutOff()).toBe(false);
  });

  test("what speaks no TLS, or an older one, is not spoken to", async () => {
    await home.letIn("mine");
    const plain = await new Promise<string>((done) => {
      const socket = connectPlain(home.port, "127.0.0.1");
      let said = "";
      socket.on("data", (bytes) => {
        said += bytes.toString("latin1");
      });
      socket.on("error", () => undefined);
      socket.on("close", () => done(said));
      socket.write(Uint8Array.of(0x10, 0x0c, 0, 4, 0x4d, 0x51, 0x54, 0x54, 4, 2, 0, 60, 0, 0));
    });
    // At most an alert of TLS, never a CONNACK.
    expect(plain.startsWith(" ")).toBe(false);
    const older = new Promise((done) => {
      const socket = connectTls({
        port: home.port,
        host: "127.0.0.1",
        maxVersion: "TLSv1.2",
        rejectUnauthorized: false,
      });
      socket.on("secureConnect", () => done("let in"));
      socket.on("error", () => done("refused"));
    });
    expect(await older).toBe("refused");
  });
});

describe("what a key allows", () => {
  test("one that only listens changes nothing; without the rule it does", async () => {
    const tries = async () => {
      const listener = await home.letIn("display");
      await home.say(listener, topicOf("/set/quiet"), "ON");
      await home.say(
        listener,
        "pawpost/bridge/request/toy/rename",
        JSON.stringify({ from: slugOf(toy), to: "mine" }),
      );
      await new Promise((soon) => setTimeout(soon, 1_000));
      const [kept] = home.rig.house.household.toys();
      return kept?.hushed === true || kept?.slug !== undefined;
    };
    await home.letIn("someone-who-may", true);
    expect(await tries()).toBe(false);
    await reopen(
      await without({
        file: ACL,
        find: '(mayControl || ask.kind === "get")',
        replace: "(mayControl || ask.kind !== undefined)",
      }),
    );
    await home.letIn("someone-who-may", true);
    expect(await tries()).toBe(true);
  });

  test("nobody speaks as the hub; without the rule a state can be forged", async () => {
    const forges = async () => {
      const controller = await home.letIn("controller", true);
      const heard = home.listen(controller, "pawpost/#");
      await expect.poll(() => newest(heard, topicOf()), eventually).toBeDefined();
      await home.say(controller, topicOf(), '{"state":"forged"}', "-r");
      await home.say(controller, "pawpost/bridge/state", '{"state":"forged"}', "-r");
      await new Promise((soon) => setTimeout(soon, 2_000));
      return heard.some(({ payload }) => payload.includes("forged"));
    };
    expect(await forges()).toBe(false);
    await reopen(
      await without({
        file: ACL,
        find: "return ask !== undefined && !said.retain &&",
        replace: "return ask === undefined || !said.retain &&",
      }),
    );
    expect(await forges()).toBe(true);
  });

  test("no filter reaches further than the two words that all of it begins with", async () => {
    const mine = await home.letIn("mine", true);
    const filters = ["#", "+/#", "$SYS/#", "pawpost", "$share/x/pawpost/#", "pawposts/#"];
    const heard = await Promise.all(filters.map((filter) => hears(mine, filter)));
    expect(filters.filter((_, at) => heard[at])).toEqual([]);
    expect(await hears(mine)).toBe(true);
  });

  test("nobody takes another's place by its client id; without the barrier it is thrown out", async () => {
    const isThrownOut = async () => {
      const [first, second] = [await home.letIn("first"), await home.letIn("second")];
      const heard = home.listen([...first, "-i", "one"], "pawpost/#");
      await expect.poll(() => heard.length, eventually).toBeGreaterThan(0);
      let isOver = false;
      void heard.ended.then(() => {
        isOver = true;
      });
      const before = heard.length;
      await home.say([...second, "-i", "one"], "homeassistant/status", "offline");
      await new Promise((soon) => setTimeout(soon, 300));
      // Mosquitto's client comes back by itself, and hears all that is retained once more.
      await new Promise((soon) => setTimeout(soon, 2_000));
      return isOver || heard.slice(before).some(({ isRetained }) => isRetained);
    };
    expect(await isThrownOut()).toBe(false);
    await reopen(
      await without({
        file: "hub/broker/open-smart-home-broker.ts",
        // biome-ignore lint/suspicious/noTemplateCurlyInString: source text
        find: "packet.clientId = `${name}|${own}`;",
        replace: "",
      }),
    );
    expect(await isThrownOut()).toBe(true);
  });
});

describe("what is heard", () => {
  /** All that a listener hears of a message to the toy, an answer, a rename and an alert. */
  const everything = async (): Promise<string> => {
    const mine = await home.letIn("mine", true);
    const heard = home.listen(mine, "pawpost/#", "homeassistant/#");
    await expect.poll(() => newest(heard, topicOf()), eventually).toBeDefined();
    await home.guardian.send(await prepareClip(hum(1, 1), 16_000, () => 0.5), toy);
    await home.rig.settle();
    const [asked] = home.rig.toys.all("deliver");
    if (asked === undefined) throw new Error("nothing was asked of ble");
    home.rig.toys.says(bleSays.delivered(asked));
    home.rig.toys.says(bleSays.played(asked));
    await expect.poll(() => newest(heard, topicOf()), eventually).toMatchObject({ unheard: 0 });
    return JSON.stringify(heard);
  };
  const secrets = () => {
    const { people, household } = {
      people: home.rig.house.household.people(),
      household: home.rig.house.household,
    };
    return [
      "the child's bear",
      "a child's name",
      ...people.flatMap(({ id, name }) => [id, name]),
      ...household.children().map(({ id }) => id),
      ...home.rig.toys.all("deliver").flatMap(({ ticket, stamp, sha256 }) => [ticket, stamp, sha256]),
    ];
  };

  test("no name, no author, no ticket, no sound; a line that says one is found", async () => {
    const heard = await everything();
    for (const secret of secrets()) expect(heard.includes(secret), secret).toBe(false);
    await reopen(
      await without({
        file: "hub/smart-home/wanted-topics.ts",
        find: "friendly_name: slugOf(toy),",
        replace: "friendly_name: toy.name,",
      }),
    );
    const more = await everything();
    expect(secrets().some((secret) => more.includes(secret))).toBe(true);
  });

  test("of the processes' own broker nothing: not a topic, not a command", async () => {
    const mine = await home.letIn("mine", true);
    const heard = home.listen(mine, "pawpost/ble/#", "pawpost/#");
    await expect.poll(() => heard.length, eventually).toBeGreaterThan(0);
    await home.say(mine, "pawpost/ble/home/command", '{"kind":"stop-search"}');
    home.rig.toys.saysToys({ toy: toy.id });
    await new Promise((soon) => setTimeout(soon, 800));
    expect(heard.filter(({ topic }) => topic.startsWith("pawpost/ble/"))).toEqual([]);
  });
});

describe("what is asked too much", () => {
  test("a wild automation is slowed down; without the bucket it is not", async () => {
    const storm = async () => {
      const mine = await home.letIn("mine", true);
      const volumes = Array.from({ length: 30 }, (_, nth) => String(nth));
      await home.sayAll(mine, topicOf("/set/volume"), volumes);
      await new Promise((soon) => setTimeout(soon, 1_000));
      return home.rig.toys.all("set-volume").length;
    };
    expect(await storm()).toBe(6);
    await reopen(
      await without({
        file: "hub/smart-home/grant-wishes.ts",
        find: "if (!often.take(toy.id, house.clock.monotonic()))",
        replace: "if (wish.led === undefined && wish.volume === undefined && wish.quiet === undefined)",
      }),
    );
    expect(await storm()).toBeGreaterThan(6);
  });

  test("nonsense of any size and form changes nothing, and the next wish is heard", async () => {
    const mine = await home.letIn("mine", true);
    const rest = [
      "/set",
      "/set/volume",
      "/set/led",
      "/set/quiet",
      "/set/record",
      "/set/a/b",
      "/get",
      "/play",
    ];
    for (const one of rest)
      for (const payload of ["", "[]", "null", "{", '{"quiet":"ON"}', "-1", "101", "1e2", "x".repeat(2_000)])
        await home.say(mine, topicOf(one), payload);
    expect(home.rig.house.household.toys()[0]?.hushed).toBeUndefined();
    expect(home.rig.toys.all("set-volume")).toEqual([]);
    expect(home.rig.toys.all("show-heart")).toEqual([]);
    expect(home.rig.failures).toEqual([]);
  });
});
