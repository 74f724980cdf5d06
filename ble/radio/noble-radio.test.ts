import { expect, test } from "vitest";
import { TOY } from "../../test/support/gatt-rig.ts";
import { openRadioRig, PATIENT } from "../../test/support/radio-rig.ts";

test.each(["stepped", "real-time"] as const)("story, %s", async (clock) => {
  await using rig = await openRadioRig({ clock, air: { intervalMs: 12.5 } });
  const heard: string[] = [];
  await using _scan = await rig.radio.scan(
    (advert) => heard.push(`${advert.address} ${advert.name}`),
    PATIENT,
  );
  await rig.clock.sleep(500 as never);
  expect(heard.length).toBeGreaterThan(3);
  expect(heard.at(-1)).toBe(`${TOY} rig`);
  const link = await rig.connect();
  const { inbox, outbox, about } = await rig.open(link);
  expect(Buffer.from(await about.read(PATIENT)).toString()).toBe(`toy ${TOY}`);
  await inbox.write(Buffer.from([1, 2, 3]), PATIENT);
  inbox.writeCommand(Buffer.from([4]));
  const values: Uint8Array[] = [];
  await using _sub = await outbox.subscribe((value) => values.push(value), PATIENT);
  rig.toy.notify(Buffer.from("abc"));
  await rig.clock.sleep(100 as never);
  expect(values.map((v) => Buffer.from(v).toString())).toEqual(["abc"]);
  expect(rig.toy.received.map((v) => v.toString("hex"))).toEqual(["010203", "04"]);
  expect(await link.rssi(PATIENT)).toBe(-50);
  expect(link.intervalMs).toBe(12.5);
  await link.disconnect(PATIENT);
  expect(await link.ended).toEqual({ reason: 0x16, cause: "us" });
  expect(rig.log.lines.filter((l) => l.level !== "debug")).toEqual([]);
});
