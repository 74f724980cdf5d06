import type { BleEvent } from "../contract/ble-control.ts";
import type { PublicId } from "../contract/public-id.ts";
import { sha256 } from "../contract/sha256.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import type { UploadAnswer } from "../ports/toy-gateway.ts";
import { isForNow } from "../ports/vault.ts";
import { verifiedRoster } from "../ports/verified-roster.ts";
import { addMessage } from "./add-message.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";

type RecordingReady = Extract<BleEvent, { kind: "recording-ready" }>;

/** The child's answer: ble has it in memory, the toy in its flash. Hands ble a ticket to bring it in. */
export async function askForRecording(house: House, room: string, ready: RecordingReady): Promise<void> {
  const ticket = house.tickets.issueUpload(room, (bytes) => takeRecording(house, ready, bytes));
  await house.toys.send(room, {
    kind: "take-recording",
    id: house.newId(),
    recording: ready.recording,
    ticket,
  });
}

/** From here on the time that the paw was seen held, about 0.1 s exact, tells 3 %. */
const SEEN_COUNTS_FROM_MS = 5_000;

/** Looked back for one that two rooms brought. */
const MOST_ALIKE = 50;

/** How long it should last: as the toy told, or else as the paw was seen. */
function observedMs({ told_ms: told, seen_ms: seen }: RecordingReady): number | undefined {
  if (told !== null) return told;
  return seen !== null && seen >= SEEN_COUNTS_FROM_MS ? seen : undefined;
}

/** Checks, seals to the vault, forgets. The same recording twice is the same recording. */
function takeRecording(
  house: House,
  ready: RecordingReady,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<UploadAnswer> {
  return house.live.takeIn(ready.recording, () => takeNext(house, ready, bytes));
}

async function takeNext(
  house: House,
  ready: RecordingReady,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<UploadAnswer> {
  if ((await house.messages.get(ready.recording)) !== undefined) return { kind: "kept" };
  // A guardian erased it since it was offered first: there is nothing that ble should offer again.
  if (await house.messages.wasErased(ready.recording)) return { kind: "kept" };
  const toy = house.household.toys().find(({ id }) => id === ready.toy);
  // What ble brought home before the toy was removed is the family's; what is said into it since is not.
  const isSaidSince = toy?.gone !== undefined && Date.parse(ready.recorded_at) > toy.gone.at;
  if (toy === undefined || isSaidSince) return { kind: "refused", code: "toy.unknown" };
  const clip = await sha256(bytes);
  // Brought home by the room that held the toy before, and by the one that holds it now: said once.
  if (toy.moved !== undefined && bytes.byteLength > 0 && (await isHome(house, toy.id, clip)))
    return { kind: "kept" };
  const checked =
    clip === ready.sha256
      ? await house.check.recording(bytes, observedMs(ready))
      : ({ kind: "refused", code: "message.wrong-clip", detail: "" } as const);
  if (checked.kind === "refused" && isForNow(checked))
    throw new RequestRefused("clip.not-checked", checked.code);
  const now = house.clock.now();
  const blank: MessageRecord = {
    id: ready.recording,
    direction: "from-toy",
    child: toy.child,
    toy: toy.id,
    author: null,
    createdAt: now,
    milliseconds: 0,
    history: [{ state: "failed", at: now, cause: "recording-damaged" }],
    failure: null,
    sealedBytes: 0,
    clip,
    stamp: null,
    delivery: null,
    vault: 0,
  };
  if (checked.kind === "refused") {
    // Told to the guardians, so that the child's words are not lost in silence: the toy still holds them.
    await keep(house, { ...blank, failure: { code: checked.code, retry: false } });
    return { kind: "refused", code: checked.code };
  }
  const child = house.household.children().find(({ id }) => id === toy.child);
  const { sealed, number } = await house.vault.seal(
    {
      v: 1,
      id: ready.recording,
      direction: "from-toy",
      from: null,
      child: child?.name ?? "",
      toy: toy.name,
      recordedAt: ready.recorded_at,
      title: "",
      milliseconds: checked.milliseconds,
      waveform: [...checked.waveform],
    },
    bytes,
    checked.wav,
  );
  await house.archive.put(ready.recording, sealed);
  await keep(house, {
    ...blank,
    milliseconds: checked.milliseconds,
    history:
      ready.unseen === true
        ? [{ state: "quarantined", at: now, cause: "nobody-watched" }]
        : [
            { state: "received", at: now, cause: "fetched" },
            ...((await hasHearers(house, toy.child))
              ? [{ state: "awaiting_release", at: now, cause: "relatives-may-hear" } as const]
              : []),
          ],
    sealedBytes: sealed.byteLength,
    vault: number,
  });
  return { kind: "kept" };
}

/** Of recordings no two are alike, byte for byte. */
async function isHome({ messages }: House, toy: string, clip: string): Promise<boolean> {
  const newest = await messages.newest(MOST_ALIKE);
  return newest.some((one) => one.direction === "from-toy" && one.toy === toy && one.clip === clip);
}

async function keep(house: House, record: MessageRecord): Promise<void> {
  house.live.activity.delete(record.toy ?? "");
  await addMessage(house, record);
}

/** Whether there is anybody whom a guardian could give it to. */
export async function hasHearers(house: House, child: PublicId): Promise<boolean> {
  const { relatives } = await verifiedRoster(house.household);
  return [...relatives.values()].some(({ children }) => children.get(child)?.mayHear === true);
}
