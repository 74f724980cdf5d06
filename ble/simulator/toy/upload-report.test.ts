import { expect, test } from "vitest";
import { ms } from "../../../hub/domain/duration.ts";
import { openSteppedClock } from "../air/stepped-clock.ts";
import { WORST_CASE } from "./switches.ts";
import { Upload } from "./upload.ts";

test("an upload tells the toy's own silence, the longest other gap and the central's part apart", async () => {
  using clock = openSteppedClock();
  const upload = new Upload({
    clock,
    switches: { ...WORST_CASE, drain: "fast" },
    slot: 1,
    isStrict: false,
    phaseMs: 0,
    onRequest: (_, onTaken) => onTaken(),
    onPrimed: () => undefined,
    onBroken: () => undefined,
    onStalled: () => undefined,
  });
  upload.start();
  const write = async (bytes: number, afterMs: number) => {
    await clock.sleep(ms(afterMs));
    upload.write(new Uint8Array(bytes));
  };
  for (let n = 0; n < 51; n += 1) await write(20, 5);
  await write(4, 7); // the ring is full
  await write(20, 90);
  await write(20, 30);
  await write(20, 40);
  await clock.sleep(ms(35));
  const { report } = upload.end("stored");
  expect(report).toMatchObject({
    writes: 55,
    afterPrimeMs: 90,
    longestFlowGapMs: 40,
    longestGapMs: 90,
    longestCentralGapMs: 90,
  });
});
