import { MAX_SEALED_BYTES, type MessageView } from "../contract/api.ts";
import { sha256 } from "../contract/sha256.ts";
import type { MessageRecord } from "../ports/message-store.ts";
import { addMessage } from "./add-message.ts";
import { clipRefused } from "./check-message.ts";
import { RequestRefused } from "./errors.ts";
import type { House } from "./house.ts";
import { viewMessage } from "./view-house.ts";

/**
 * A sound file from the command line: shaped, sealed, and then only a draft. It reaches a toy when a guardian's browser
 * has opened it and stamped it; the hub itself cannot.
 * @throws RequestRefused `toy.unknown`, `toy.name-ambiguous`, `clip.refused`; StoreError `store.disk-full`
 */
export async function takeDraft(house: House, toyName: string, wavFile: Uint8Array): Promise<MessageView> {
  const named = house.household.toys().filter(({ name, claimed }) => claimed && sameName(name, toyName));
  const [toy] = named;
  if (toy === undefined) throw new RequestRefused("toy.unknown", "no toy of that name");
  if (named.length > 1) throw new RequestRefused("toy.name-ambiguous", "more than one toy has that name");
  await house.archive.assertRoom(MAX_SEALED_BYTES); // before a second of work
  const shaped = await house.check.wav(wavFile);
  if (shaped.kind === "refused") throw clipRefused(shaped);
  const id = house.newId();
  const now = house.clock.now();
  const child = house.household.children().find((one) => one.id === toy.child);
  const { sealed, number } = await house.vault.seal(
    {
      v: 1,
      id,
      direction: "to-toy",
      from: null,
      child: child?.name ?? "",
      toy: toy.name,
      recordedAt: new Date(now).toISOString(),
      title: "",
      milliseconds: shaped.milliseconds,
      waveform: [...shaped.waveform],
    },
    shaped.toyBytes,
    shaped.wav,
  );
  await house.archive.put(id, sealed);
  const record: MessageRecord = {
    id,
    direction: "to-toy",
    child: toy.child,
    toy: toy.id,
    author: null,
    createdAt: now,
    milliseconds: shaped.milliseconds,
    history: [{ state: "draft", at: now, cause: "command-line" }],
    failure: null,
    sealedBytes: sealed.byteLength,
    clip: await sha256(Uint8Array.from(shaped.toyBytes)),
    stamp: null,
    delivery: null,
    vault: number,
  };
  return viewMessage(house, await addMessage(house, record));
}

const sameName = (one: string, other: string) => one.trim().toLowerCase() === other.trim().toLowerCase();
