import { z } from "zod";
import { toFloatSamples, toIntegerSamples } from "../../../hub/audio/samples.ts";
import { LIBRARY_KINDS } from "../../../hub/contract/library.ts";
import { publicId } from "../../../hub/contract/public-id.ts";
import { when } from "../../../hub/contract/times.ts";
import { changeStore, changeStores, openDatabase, readStore } from "../browser-database.ts";
import { type Hidden, type LocalCipher, openLocalCipher } from "../local-cipher.ts";
import type { RawSound } from "./raw-sound.ts";
import { type Take, TakeGone, type TakeNotes, type TakeStore } from "./take-store.ts";

const NAME = "pawpost-takes";
const TAKES = "takes";
/** Under `[take, number]`. */
const PIECES = "pieces";
const KEYS = "keys";

/** As it lies in IndexedDB: in the clear is when somebody spoke and for how long; to whom, and what, is encrypted. */
interface KeptTake extends Omit<Take, "notes">, Hidden {
  readonly pieces: number;
}

/** Samples of 16 bits: no microphone of a phone has more in it, and a message takes half the room. */
interface KeptPiece extends Hidden {
  readonly number: number;
  readonly sampleRateHz: number;
}

const milliseconds = z.number().min(0);
const notes: z.ZodType<TakeNotes> = z.strictObject({
  to: publicId,
  title: z.string(),
  cut: z.strictObject({ start: milliseconds, end: milliseconds }),
  library: z.enum(LIBRARY_KINDS).exactOptional(),
  when: when.exactOptional(),
});

/** @throws DOMException where the browser keeps nothing (some private windows) */
export async function openTakeStore(): Promise<TakeStore> {
  const database = await openDatabase(NAME, [TAKES, PIECES, KEYS]);
  const cipher = await openLocalCipher(database, KEYS);

  const hideNotes = (id: string, plain: TakeNotes): Promise<Hidden> =>
    cipher.hide(new TextEncoder().encode(JSON.stringify(plain)), id);
  const showTake = async ({ iv, hidden, pieces: _, ...take }: KeptTake): Promise<Take> => {
    const json = new TextDecoder().decode(await cipher.show({ iv, hidden }, take.id));
    return { ...take, notes: notes.parse(JSON.parse(json)) };
  };
  const remove = (id: string) =>
    changeStores(database, [TAKES, PIECES], (transaction) => {
      transaction.objectStore(TAKES).delete(id);
      transaction.objectStore(PIECES).delete(piecesOf(id));
    });

  return {
    async begin({ notes: plain, ...take }) {
      const kept: KeptTake = {
        ...take,
        ...(await hideNotes(take.id, plain)),
        state: "recording",
        milliseconds: 0,
        pieces: 0,
      };
      await changeStore(database, TAKES, (takes) => takes.put(kept, take.id));
    },

    async add(id, number, { pcm, sampleRateHz }) {
      const samples = toIntegerSamples(pcm) as Int16Array<ArrayBuffer>;
      const piece: KeptPiece = {
        number,
        sampleRateHz,
        ...(await cipher.hide(samples, placeOf(id, number, sampleRateHz))),
      };
      let isFitting = false;
      await changeStores(database, [TAKES, PIECES], (transaction) => {
        const takes = transaction.objectStore(TAKES);
        const asked: IDBRequest<KeptTake | undefined> = takes.get(id);
        asked.onsuccess = () => {
          const take = asked.result;
          if (take?.pieces !== number) return;
          isFitting = true;
          const longer = take.milliseconds + (pcm.length * 1_000) / sampleRateHz;
          takes.put({ ...take, pieces: number + 1, milliseconds: longer } satisfies KeptTake, id);
          transaction.objectStore(PIECES).put(piece, [id, number]);
        };
      });
      if (!isFitting) throw new TakeGone("another piece is expected, or none");
    },

    async change(id, { state, notes: plain }) {
      const hidden = plain === undefined ? {} : await hideNotes(id, plain);
      await changeStore(database, TAKES, (takes) => {
        const asked: IDBRequest<KeptTake | undefined> = takes.get(id);
        asked.onsuccess = () => {
          const take = asked.result;
          if (take === undefined) return;
          takes.put({ ...take, ...hidden, state: state ?? take.state } satisfies KeptTake, id);
        };
      });
    },

    remove,

    async all() {
      const kept = await readStore<KeptTake[]>(database, TAKES, (takes) => takes.getAll());
      const shown = await Promise.all(
        kept.map(async (take) => {
          // Of another key, or damaged: nobody can open it, so it only takes room.
          return showTake(take).catch(() => void remove(take.id));
        }),
      );
      return shown
        .filter((take) => take !== undefined)
        .toSorted((one, other) => one.startedAt - other.startedAt);
    },

    async sounds(id) {
      const pieces = await readStore<KeptPiece[]>(database, PIECES, (kept) => kept.getAll(piecesOf(id)));
      const sounds: RawSound[] = [];
      for (const piece of pieces) {
        const sound = piece.number === sounds.length ? await showPiece(cipher, id, piece) : undefined;
        if (sound === undefined) break;
        sounds.push(sound);
      }
      return sounds;
    },
  };
}

/** @returns `undefined` for one that is damaged */
async function showPiece(cipher: LocalCipher, id: string, piece: KeptPiece): Promise<RawSound | undefined> {
  const { number, sampleRateHz } = piece;
  try {
    const bytes = await cipher.show(piece, placeOf(id, number, sampleRateHz));
    const pcm = toFloatSamples(new Int16Array(bytes.buffer)) as Float32Array<ArrayBuffer>;
    return { pcm, sampleRateHz };
  } catch {
    // What was said until then is whole, and is better than nothing.
    return undefined;
  }
}

const placeOf = (id: string, number: number, sampleRateHz: number) => `${id} ${number} ${sampleRateHz}`;

/** An empty list is greater than any number (Indexed Database API, 2.4). */
const piecesOf = (id: string) => IDBKeyRange.bound([id], [id, []]);
