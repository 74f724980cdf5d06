/**
 * Which room is to hold a toy, by how loud each hears it. A toy that is held says nothing: only the room that holds it knows how loud it is, by
 * the link. So the others are asked when that one hears it faintly: it lets go for a moment, every room listens, and the toy is another room's
 * only if that one hears it clearly better. What comes out the same is asked ever more seldom.
 *
 *   held, loud ───────────────────────────▶ stay
 *   held, faint for a while, at rest ─────▶ listen ──▶ take: by the loudest, or by the same again
 *   free, its room hears it as well ──────▶ stay: it is on its way there
 *   free, its room does not hear it ──────▶ take
 *   its room is gone ─────────────────────▶ take
 *
 * Pure: hearings in, steps out; times are of one clock that nobody sets, ms.
 */

/** dBm. Through a wall or two: fainter than this another room may hear it better. */
const FAINT = -76;
/** What was faint is not loud again before this. */
const LOUD = -72;
const FAINT_FOR = 10_000;
/** dB: less is the weather of a room, and a hand on the toy. */
const CLEARLY = 10;
/** For so long everybody listens, at five or six adverts. */
export const LISTEN_MS = 3_000;
/** A room lets go of a toy in that time, and holds it again by itself after it. */
const ANSWERED_WITHIN = 10_000;
/** Times in which a room told how loud: fewer are no answer. */
const ENOUGH = 3;
/** A room that comes back by itself in this time is not gone. */
const GONE_AFTER = 2_500;
/** What was heard longer ago says nothing of now. */
const HEARD_WITHIN = 2_000;
/** Between two times that a toy is let go to be heard: doubled each time that it stays where it is. */
const LISTEN_AGAIN = { first: 120_000, most: 1_800_000 } as const;

export type PlaceStep =
  | { readonly kind: "stay" }
  | { readonly kind: "listen" }
  | { readonly kind: "take"; readonly room: string };

/** How the toy is held just now. */
export interface Holding {
  readonly room: string;
  /** The room answers. */
  readonly isThere: boolean;
  /** It has the link. */
  readonly isHeld: boolean;
  /** Nothing goes on with the toy, and no message is on its way to it. */
  readonly isAtRest: boolean;
  /** The other rooms that answer, and could hold it. */
  readonly others: readonly string[];
}

interface Hearing {
  readonly room: string;
  readonly rssi: number;
  readonly at: number;
}

const STAY: PlaceStep = { kind: "stay" };

export class ToyPlace {
  #hearings: readonly Hearing[] = [];
  #room: string | undefined;
  #faintSince: number | undefined;
  #freeSince: number | undefined;
  #goneSince: number | undefined;
  /** When it was let go to be heard, and nobody was asked to hold it since. */
  #listenedAt = Number.NEGATIVE_INFINITY;
  #listenFrom = 0;
  #pause: number = LISTEN_AGAIN.first;
  #pauseBefore: number = LISTEN_AGAIN.first;
  readonly #putOff = new Map<string, number>();

  hear(room: string, rssi: number, at: number): void {
    this.#hearings = [...this.#hearings.filter((one) => at - one.at <= LISTEN_MS), { room, rssi, at }];
  }

  /** It said that it would hold the toy, and did not: not asked again before `until`, as long as another room hears it. */
  putOff(room: string, until: number): void {
    this.#putOff.set(room, until);
  }

  /** It was not let go after all: something goes on with it. Asked again soon. */
  notFree(now: number): void {
    this.#listenedAt = Number.NEGATIVE_INFINITY;
    this.#pause = this.#pauseBefore;
    this.#listenFrom = now + FAINT_FOR;
  }

  /** What is to be done now; asked at least once a second. */
  step(holding: Holding, now: number): PlaceStep {
    this.#note(holding, now);
    if (!holding.isThere) return this.#whenGone(holding, now);
    return holding.isHeld ? this.#whenHeld(holding, now) : this.#whenFree(holding, now);
  }

  #note({ room, isThere, isHeld }: Holding, now: number): void {
    if (this.#room !== room) {
      this.#faintSince = undefined;
      this.#freeSince = undefined;
      this.#goneSince = undefined;
      this.#listenedAt = Number.NEGATIVE_INFINITY;
      if (this.#room !== undefined) {
        this.#pause = LISTEN_AGAIN.first;
        this.#listenFrom = now + this.#pause;
      }
    }
    this.#room = room;
    this.#goneSince = isThere ? undefined : (this.#goneSince ?? now);
    this.#freeSince = isHeld && isThere ? undefined : (this.#freeSince ?? now);
    const level = this.#level(room, now, LISTEN_MS);
    if (!isHeld || level === undefined || level >= LOUD) this.#faintSince = undefined;
    else if (level < FAINT) this.#faintSince ??= now;
  }

  #whenHeld({ isAtRest, others }: Holding, now: number): PlaceStep {
    const isFaint = this.#faintSince !== undefined && now - this.#faintSince >= FAINT_FOR;
    if (!isFaint || !isAtRest || others.length === 0 || now < this.#listenFrom) return STAY;
    this.#listenedAt = now;
    this.#listenFrom = now + this.#pause;
    this.#pauseBefore = this.#pause;
    this.#pause = Math.min(this.#pause * 2, LISTEN_AGAIN.most);
    return { kind: "listen" };
  }

  #whenFree({ room, others }: Holding, now: number): PlaceStep {
    if (now - (this.#freeSince ?? now) < LISTEN_MS) return STAY;
    const own = this.#isPutOff(room, now) ? undefined : this.#level(room, now, LISTEN_MS);
    if (own === undefined) {
      const heard = this.#loudestOfAll(others, now, LISTEN_MS, ENOUGH);
      if (heard !== undefined) return { kind: "take", room: heard.room };
    } else {
      const trusted = others.filter((one) => !this.#isPutOff(one, now));
      const best = this.#loudest(trusted, now, LISTEN_MS, ENOUGH);
      if (best !== undefined && best.level >= own + CLEARLY) return { kind: "take", room: best.room };
    }
    if (now - this.#listenedAt > ANSWERED_WITHIN) return STAY;
    this.#listenedAt = Number.NEGATIVE_INFINITY;
    return { kind: "take", room };
  }

  #whenGone({ others }: Holding, now: number): PlaceStep {
    if (now - (this.#goneSince ?? now) < GONE_AFTER) return STAY;
    const best = this.#loudestOfAll(others, now, HEARD_WITHIN, 1);
    return best === undefined ? STAY : { kind: "take", room: best.room };
  }

  /** One that is put off only where nobody else hears it: better than that nobody holds it. */
  #loudestOfAll(rooms: readonly string[], now: number, within: number, enough: number) {
    const putOff = rooms.filter((room) => this.#isPutOff(room, now));
    const others = rooms.filter((room) => !putOff.includes(room));
    return this.#loudest(others, now, within, enough) ?? this.#loudest(putOff, now, within, enough);
  }

  #loudest(rooms: readonly string[], now: number, within: number, enough: number) {
    let best: { readonly room: string; readonly level: number } | undefined;
    for (const room of rooms) {
      if (this.#of(room, now, within).length < enough) continue;
      const level = this.#level(room, now, within);
      if (level !== undefined && (best === undefined || level > best.level)) best = { room, level };
    }
    return best;
  }

  #isPutOff(room: string, now: number): boolean {
    return (this.#putOff.get(room) ?? 0) > now;
  }

  #of(room: string, now: number, within: number): readonly Hearing[] {
    return this.#hearings.filter((one) => one.room === room && now - one.at <= within);
  }

  /** The mean; `undefined` of what was not heard. */
  #level(room: string, now: number, within: number): number | undefined {
    const heard = this.#of(room, now, within);
    return heard.length === 0 ? undefined : heard.reduce((sum, { rssi }) => sum + rssi, 0) / heard.length;
  }
}
