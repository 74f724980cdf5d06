/**
 * The hub's own microphone hears whoever is in the room where the hub stands, asked or not. So it is off unless the household's
 * settings name one; one person at a time has it, for 40 s at most, and not over and over; and each time that it is switched on
 * there is an entry in the ledger, and an alert to every guardian, before anybody hears a sample.
 */
import { LONGEST_IN_ROOM_MS, type RoomNews } from "../contract/hub-microphone.ts";
import { ms } from "../domain/duration.ts";
import { restLeft, withStart } from "../domain/listening-pace.ts";
import type { Session } from "../ports/household.ts";
import { MicrophoneRefused, type OpenMicrophone } from "../ports/microphone.ts";
import type { House } from "./house.ts";

export interface OpenRoom extends Disposable {
  readonly sampleRateHz: number;
  /** Once. @param onOff it went off by itself; nothing of it is open any more then */
  listen(
    onSound: (pcm: Uint8Array<ArrayBuffer>) => void,
    onOff: (why: Extract<RoomNews, { kind: "off" }>["why"]) => void,
  ): void;
}

/** @throws MicrophoneRefused */
export async function openRoom(
  house: House,
  { person, device }: Pick<Session, "person" | "device">,
): Promise<OpenRoom> {
  const { microphone, live, clock } = house;
  if (microphone === undefined) throw new MicrophoneRefused("hub-microphone.off", "none is named");
  if (live.room.isTaken) throw new MicrophoneRefused("hub-microphone.in-use", "somebody has it");
  const restMs = restLeft(live.room.starts, clock.monotonic());
  if (restMs > 0)
    throw new MicrophoneRefused("hub-microphone.resting", "it was on for long enough", {
      retryAfter: Math.ceil(restMs / 1_000),
    });
  live.room.isTaken = true;
  let open: OpenMicrophone | undefined;
  try {
    open = await microphone.open();
    live.room.starts = withStart(live.room.starts, clock.monotonic());
    await house.ledger.append({ at: clock.now(), kind: "room-listened", person, subject: null, device });
    return keepShort(house, open);
  } catch (error) {
    open?.[Symbol.dispose]();
    live.room.isTaken = false;
    throw error;
  }
}

/** Counts both the samples and the time: a device may give them faster than they are spoken, or not at all. */
function keepShort({ clock, live }: House, open: OpenMicrophone): OpenRoom {
  const { sampleRateHz } = open;
  let bytesLeft = 2 * Math.floor((sampleRateHz * LONGEST_IN_ROOM_MS) / 1_000);
  let isOff = false;
  let forgetEnd: () => void = () => undefined;
  const close = () => {
    if (isOff) return;
    isOff = true;
    forgetEnd();
    open[Symbol.dispose]();
    live.room.isTaken = false;
  };
  forgetEnd = clock.after(ms(LONGEST_IN_ROOM_MS), close);
  return {
    sampleRateHz,
    listen(onSound, onOff) {
      const goOff = (why: "full" | "broken") => {
        if (isOff) return;
        close();
        onOff(why);
      };
      forgetEnd();
      if (!isOff) forgetEnd = clock.after(ms(LONGEST_IN_ROOM_MS), () => goOff("full"));
      open.listen(
        (pcm) => {
          if (isOff) return;
          const heard = pcm.subarray(0, bytesLeft);
          bytesLeft -= heard.byteLength;
          onSound(heard);
          if (bytesLeft === 0) goOff("full");
        },
        () => goOff("broken"),
      );
    },
    [Symbol.dispose]: close,
  };
}
