/**
 * The pace of the toy maker's own app, for comparison: one write at least 14 ms after the other, every 128th and the last
 * one with an answer; the last request filled up with 80 hex, then `01` at once.
 */
import type { Characteristic, Radio } from "../../ble/radio/radio.ts";
import { type Command, encodeCommand, FACTORY_KEY } from "../../ble/toys/cloudpets/commands.ts";
import { CHARACTERISTICS, CLOUDPETS_SERVICE } from "../../ble/toys/cloudpets/gatt-table.ts";
import { decodeDataRequest } from "../../ble/toys/cloudpets/upload-flow.ts";
import { UploadPlan } from "../../ble/toys/cloudpets/upload-plan.ts";
import { ms, seconds } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";

const BETWEEN_WRITES_MS = 14;
const ANSWERED_EVERY = 128;
const WAIT = { within: seconds(10) };

export async function uploadAsTheApp(
  radio: Radio,
  clock: Clock,
  address: string,
  clip: Uint8Array,
): Promise<void> {
  const connect = { intervalMs: 12.5, supervisionMs: 1_000, ...WAIT };
  await using link = await radio.connect(address, connect);
  const rows = Object.values(CHARACTERISTICS).map(({ uuid }) => uuid);
  const found = await link.characteristics(CLOUDPETS_SERVICE, rows, WAIT);
  const of = (name: keyof typeof CHARACTERISTICS) => found.get(CHARACTERISTICS[name].uuid) as Characteristic;
  const send = (command: Command) => of("command").write(encodeCommand(command), WAIT);
  using _window = link.allowInFlight(6);

  let wake: (bytes: number) => void = () => undefined;
  const nextRequest = () => new Promise<number>((resolve) => (wake = resolve));
  await using _requests = await of("dataRequest").subscribe(
    (value) => wake(decodeDataRequest(value)?.bytes ?? 0),
    WAIT,
  );

  const plan = new UploadPlan(clip);
  let asked = nextRequest();
  await send({ kind: "start-upload", slot: 1, key: FACTORY_KEY });
  let count = 0;
  let earliest = 0;
  while (!plan.isClipSent) {
    const bytes = await asked;
    asked = nextRequest();
    for (const write of plan.answer(bytes)) {
      const wait = earliest - clock.monotonic();
      if (wait > 0) await clock.sleep(ms(wait));
      earliest = clock.monotonic() + BETWEEN_WRITES_MS;
      count += 1;
      if (count % ANSWERED_EVERY === 0) await of("audioWrite").write(write, WAIT);
      else of("audioWrite").writeCommand(write);
    }
  }
  while (link.unsentWrites > 0) await clock.sleep(ms(1));
  await send({ kind: "end-upload" });
  await link.disconnect(WAIT);
}
