/**
 * Two families of toys in one house: the real bridge, the real noble, and on the virtual air a CloudPets toy beside a lantern
 * (`test/support/second-family/`, written by following docs/adding-a-toy.md).
 */
import { expect, onTestFinished, test } from "vitest";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { ms } from "../../hub/domain/duration.ts";
import { TOY_SKILLS } from "../../hub/domain/toy-skill.ts";
import { CHILD, makeBridgeRig, makeFamily } from "../../test/support/bridge-rig.ts";
import { randomId } from "../../test/support/guardian.ts";
import { memoryJournal } from "../../test/support/memory-journal.ts";
import { makeRecordingLog } from "../../test/support/quiet-log.ts";
import { lanternDriver } from "../../test/support/second-family/lantern-driver.ts";
import { LanternToy } from "../../test/support/second-family/lantern-toy.ts";
import { openToyRig, until } from "../../test/support/toy-rig.ts";
import { openNobleRadio } from "../radio/noble-radio.ts";
import { cloudPetsDriver } from "../toys/cloudpets/cloudpets-driver.ts";
import { ToyFamilies } from "./toy-families.ts";

const PLAY_PAW_CLIP = 2;
const LANTERN = "d1:00:00:00:00:01";

async function openHouse() {
  const rig = await openToyRig({ air: { intervalMs: 12.5, packetsPerEvent: 4 }, toys: [{ drain: "fast" }] });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  const { clock, toy: bear } = rig;
  const lantern = new LanternToy(clock);
  const switchedOn = await lantern.start(rig.addAdapter(LANTERN));
  onTestFinished(() => switchedOn[Symbol.dispose]());
  const logger = makeRecordingLog();
  const journal = memoryJournal();
  const startHub = async () => {
    const radio = openNobleRadio({ transport: rig.hubTransport, clock, logger, random: () => 0.5 });
    const bridge = await makeBridgeRig({
      journal,
      air: {
        radio,
        clock,
        makeDrivers: (noted, looks) => [
          cloudPetsDriver({ clock, logger, journal: noted, looks }),
          lanternDriver({ clock, journal: noted }),
        ],
      },
    });
    const close = async () => {
      await bridge[Symbol.asyncDispose]();
      await radio[Symbol.asyncDispose]();
    };
    return { bridge, close };
  };
  return { clock, bear, lantern, startHub };
}

test("both are found, claimed each by its own button, brought a message, and heard; and found again by the next process", async () => {
  const house = await openHouse();
  const { clock, bear, lantern } = house;
  const { bridge, close } = await house.startHub();
  const family = await makeFamily();
  await bridge.roster(family.entries);
  await bridge.command({ kind: "search", id: randomId(), seconds: 120 });
  const listed = (model: string) => bridge.lists.at(-1)?.toys.find((toy) => toy.model === model);
  await until(
    clock,
    () => listed("CloudPets") !== undefined && listed("Lantern") !== undefined,
    "both are found",
  );
  expect([listed("CloudPets")?.firmware, listed("Lantern")?.firmware]).toEqual(["1.0.19", "2.1"]);
  expect([listed("CloudPets")?.can, listed("Lantern")?.can]).toEqual([TOY_SKILLS, []]);

  const claim = async (model: string, press: () => Promise<void>): Promise<PublicId> => {
    const toy = listed(model)?.toy as PublicId;
    await bridge.command({ kind: "claim-toy", id: randomId(), toy, child: CHILD, seconds: 60 });
    await until(clock, () => bridge.all("claim-waiting").some((told) => told.toy === toy), `${model} waits`);
    await press();
    await until(
      clock,
      () => bridge.all("toy-claimed").some((told) => told.toy === toy),
      `${model} is claimed`,
    );
    await until(clock, () => listed(model)?.connected === true, `${model} is held`);
    return toy;
  };
  const bearId = await claim("CloudPets", () => bear.press("play"));
  await bridge.command({ kind: "search", id: randomId(), seconds: 120 });
  await until(clock, () => listed("Lantern") !== undefined, "the lantern is there still");
  const lanternId = await claim("Lantern", async () => lantern.press("side"));
  expect(bear.model.snapshot.identifier).toMatch(/^00\d\d(_\d\d){4}$/);
  expect(lantern.tag).toMatch(/^[0-9A-Z]{8}$/);

  const bring = async (toy: PublicId) => {
    const now = Math.floor(clock.now() / 1_000);
    const stamp = { notBefore: now - 10, notAfter: now + 86_400 };
    const delivery = await bridge.makeDelivery(family, toy, { stamp });
    const bytes = Buffer.from(bridge.clips.get(delivery.ticket) ?? []);
    await bridge.command(delivery);
    await until(clock, () => bridge.all("delivered").some(({ id }) => id === delivery.id), "delivered");
    expect(bridge.all("delivered").at(-1)).toMatchObject({ id: delivery.id, toy, heart_lit: true });
    return { ...delivery, clip: bytes };
  };
  const [toBear, toLantern] = [await bring(bearId), await bring(lanternId)];
  expect(lantern.sounds).toEqual([toLantern.clip]);
  expect(Buffer.from(bear.flash.clip(PLAY_PAW_CLIP) ?? []).indexOf(toBear.clip)).toBe(0);

  const hear = async (message: PublicId, press: () => Promise<void>) => {
    await press();
    await until(clock, () => bridge.all("played").some((told) => told.message === message), "heard");
  };
  await hear(toBear.message, () => bear.press("play"));
  await hear(toLantern.message, async () => lantern.press("top"));
  await until(clock, () => lantern.light === "off", "the lantern's light is out");
  await close();

  const next = await house.startHub();
  const held = () => next.bridge.lists.at(-1)?.toys.filter(({ connected }) => connected) ?? [];
  await until(clock, () => held().length === 2, "both are held again, each by its own driver");
  expect(new Set(held().map(({ toy }) => toy))).toEqual(new Set([bearId, lanternId]));
  await next.close();
});

test("a toy of a family that this process does not know is left alone, and kept", async () => {
  const journal = memoryJournal();
  const [toy, address] = [randomId(), LANTERN];
  const entry = { toy, child: CHILD, address, family: "lantern", model: "Lantern", firmware: "2.1" };
  await journal.put(`toy/${address}`, { ...entry, identifier: "LANTERN0" });
  const rig = await makeBridgeRig({ journal });
  onTestFinished(() => rig[Symbol.asyncDispose]());
  rig.advert(address);
  await rig.clock.advance(ms(300));
  expect([rig.toy.connects, journal.get(`toy/${address}`)]).toEqual([0, expect.objectContaining({ toy })]);
  expect(rig.log).toContainEqual(
    expect.objectContaining({ phrase: "a toy of a family that is not known", facts: { family: "lantern" } }),
  );
});

test("two drivers of one name are a mistake", () => {
  const driver = {
    family: "twice",
    can: [],
    longestRecordingMs: 0,
    shortestRecordingMs: 0,
    recognise: () => undefined,
    connect: () => Promise.reject(new Error()),
  };
  expect(() => new ToyFamilies([driver, driver])).toThrow(TypeError);
  expect(new ToyFamilies([driver]).driverOf("other")).toBeUndefined();
});
