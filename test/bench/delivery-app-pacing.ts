/**
 * The pace of the toy maker's own app, for comparison: one write at least 14 ms after the other, every 128th and the last
 * one with an answer; the last request filled up with 80 hex, then `01` at once.
 */
import type { Radio } from "../../ble/radio/radio.ts";
import { FACTORY_KEY } from "../../ble/toys/cloudpets/commands.ts";
import { decodeDataRequest } from "../../ble/toys/cloudpets/upload-flow.ts";
import { UploadPlan } from "../../ble/toys/cloudpets/upload-plan.ts";
import { ms } from "../../hub/domain/duration.ts";
import type { Clock } from "../../hub/ports/clock.ts";
import { openToyLink, PATIENT } from "./toy-link.ts";

const BETWEEN_WRITES_MS = 14;
const ANSWERED_EVERY = 128;

export async function uploadAsTheApp(
  radio: Radio,
  clock: Clock,
  address: string,
  clip: Uint8Array,
): Promise<void> {
  await using opened = await openToyLink(radio, address);
  const { link, of, send } = opened;
  using _window = link.allowInFlight(6);

  let wake: (bytes: number) => void = () => undefined;
  const nextRequest = () => new Promise<number>((resolve) => (wake = resolve));
  await using _requests = await of("dataRequest").subscribe(
    (value) => wake(decodeDataRequest(value)?.bytes ?? 0),
    PATIENT,
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
      if (count % ANSWERED_EVERY === 0) await of("audioWrite").write(write, PATIENT);
      else of("audioWrite").writeCommand(write);
    }
  }
  while (link.unsentWrites > 0) await clock.sleep(ms(1));
  await send({ kind: "end-upload" });
  await link.disconnect(PATIENT);
}
