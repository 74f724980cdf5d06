import type { LibraryItemView } from "../../../hub/contract/library.ts";
import type { PublicId } from "../../../hub/contract/public-id.ts";
import { UnfitSound } from "../clips/errors.ts";
import type { Preparation, PreparedClip } from "../clips/prepared-clip.ts";
import type { RawSound } from "../recording/raw-sound.ts";

/** How far it is. What is there is not added once more when the rest is tried again. */
export interface PiecesDone {
  /** How many of them need nothing more. */
  readonly count: number;
  /** How many of those are in the library: the others were pauses. */
  readonly added: number;
  /** The story that the next one goes on with; `null` where it begins one. */
  readonly story: PublicId | null;
}

/** @param story the one that it goes on with; `null` where it begins one */
export const noPieces = (story: PublicId | null): PiecesDone => ({ count: 0, added: 0, story });

interface PiecesPorts {
  readonly prepare: (piece: RawSound) => Promise<Preparation>;
  readonly add: (clip: PreparedClip, story: PublicId | null) => Promise<Pick<LibraryItemView, "story">>;
  readonly onDone: (done: PiecesDone) => void;
}

/** Adds a sound to the library, piece by piece. @throws UnfitSound, and what `prepare` and `add` throw */
export async function addPieces(
  pieces: readonly RawSound[],
  { count, added, story }: PiecesDone,
  { prepare, add, onDone }: PiecesPorts,
): Promise<void> {
  for (const [at, piece] of pieces.entries()) {
    if (at < count) continue;
    const prepared = await prepare(piece);
    // A cut may fall so that one piece is nothing but a pause.
    const isPause = pieces.length > 1 && prepared.kind === "refused" && prepared.code === "sound.silence";
    if (prepared.kind === "ok") {
      story = (await add(prepared.clip, story)).story;
      added += 1;
    } else if (!isPause) throw new UnfitSound(prepared.code);
    onDone({ count: at + 1, added, story });
  }
  if (added === 0) throw new UnfitSound("sound.silence");
}
