/**
 * A sender with no care but speed: every request of the toy's is answered at once and as fast as the radio takes it, whatever silence
 * that leaves. Where packets are lost nobody can be quicker, so this is what our driver is measured against there.
 */
import type { Radio } from "../../../ble/radio/radio.ts";
import { FACTORY_KEY } from "../../../ble/toys/cloudpets/commands.ts";
import { decodeDataRequest } from "../../../ble/toys/cloudpets/upload-flow.ts";
import { UploadPlan } from "../../../ble/toys/cloudpets/upload-plan.ts";
import { ms, seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { openToyLink, PATIENT } from "../toy-link.ts";

/** A toy that restarted asks no more. */
const NEXT_WITHIN = seconds(2);

/** Resolves when `01` was sent, or the toy is gone. */
export async function uploadIdeally(radio: Radio, clock: Clock, address: string, clip: Uint8Array) {
  await using opened = await openToyLink(radio, address);
  const { link, of, send } = opened;
  using _window = link.allowInFlight(6);

  const asked: number[] = [];
  let wake: () => void = () => undefined;
  await using _requests = await of("dataRequest").subscribe((value) => {
    asked.push(decodeDataRequest(value)?.bytes ?? 0);
    wake();
  }, PATIENT);
  const next = async (): Promise<number | undefined> => {
    if (asked.length === 0) {
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      const stop = clock.after(NEXT_WITHIN, resolve);
      await promise;
      stop();
    }
    return asked.shift();
  };

  const plan = new UploadPlan(clip);
  await send({ kind: "start-upload", slot: 1, key: FACTORY_KEY });
  for (let bytes = await next(); bytes !== undefined && !link.signal.aborted; bytes = await next()) {
    if (plan.isDrainedBy(bytes)) break;
    for (const write of plan.answer(bytes)) of("audioWrite").writeCommand(write);
  }
  if (link.signal.aborted) return;
  while (link.unsentWrites > 0 && !link.signal.aborted) await clock.sleep(ms(1));
  await send({ kind: "end-upload" });
  await clock.sleep(seconds(1));
}
