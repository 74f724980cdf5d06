/** What a child said, as the hub keeps it, and what a guardian's browser makes of it for a relative. */
import { sealClip } from "../../hub/archive/sealed-clip.ts";
import { shareClip } from "../../hub/archive/share-clip.ts";
import { type MessageView, messageView, sessionInfo, type ToyView } from "../../hub/contract/api.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { addMessage } from "../../hub/use-cases/add-message.ts";
import type { House } from "../../hub/use-cases/house.ts";
import { type Clip, type Guardian, randomId } from "./guardian.ts";

/** Kept as if it had come from the toy. @returns its id */
export async function keepAnswer(
  house: House,
  guardian: Guardian,
  toy: Pick<ToyView, "id" | "child">,
  clip: Clip,
): Promise<PublicId> {
  const id = randomId();
  const at = house.clock.now();
  const { waveform, milliseconds, toyBytes, wav } = clip;
  const facts = {
    v: 1,
    id,
    direction: "from-toy",
    from: null,
    child: "child",
    toy: "toy",
    recordedAt: new Date(at).toISOString(),
    title: "",
    milliseconds,
    waveform,
  } as const;
  const sealed = await sealClip(facts, toyBytes, wav, [guardian.newestVault.recipient]);
  await house.archive.put(id, sealed);
  await addMessage(house, {
    id,
    direction: "from-toy",
    child: toy.child,
    toy: toy.id,
    author: null,
    createdAt: at,
    milliseconds,
    history: [{ state: "received", at, cause: "fetched" }],
    failure: null,
    sealedBytes: sealed.byteLength,
    clip: await sha256(toyBytes),
    stamp: null,
    delivery: null,
    vault: guardian.newestVault.number,
  });
  return id;
}

/** Opened by the guardian, and sealed again to the recipient that the roster has for that person. */
async function sealFor(guardian: Guardian, id: string, person: PublicId): Promise<Uint8Array<ArrayBuffer>> {
  const info = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const recipient = (await verifyRoster(info.roster)).relatives.get(person)?.recipient;
  if (recipient === undefined) throw new Error("no relative");
  return shareClip(await guardian.client.bytes(`/messages/${id}/archive`), [guardian.vault], recipient, id);
}

export const putShare = (
  guardian: Guardian,
  id: string,
  person: string,
  bytes: Uint8Array<ArrayBuffer>,
): Promise<MessageView> =>
  guardian.client.call("PUT", `/messages/${id}/shares/${person}`, { bytes, schema: messageView });

export const share = async (guardian: Guardian, id: string, person: PublicId): Promise<MessageView> =>
  putShare(guardian, id, person, await sealFor(guardian, id, person));
