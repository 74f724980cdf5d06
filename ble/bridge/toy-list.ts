import type { BleToys } from "../../hub/contract/ble-control.ts";
import type { ToySkill } from "../../hub/domain/toy-skill.ts";
import type { ToySession } from "../toys/toy-driver.ts";
import type { Candidate } from "./candidates.ts";
import type { Playing } from "./loops.ts";
import type { ToyLink } from "./toy-link.ts";

type Listed = BleToys["toys"][number];

/** The broker takes frames of 8 KiB, topic and header included: a longer list would cost us the line to the hub. */
const MOST_BYTES = 7_900;
const MOST_TOYS = 64;

const iso = (at: number | null) => (at === null ? null : new Date(at).toISOString());

/** The toys as the hub is told them: the family's own first, then candidates, as many as fit. */
export function listToys(
  links: readonly Pick<ToyLink, "toy" | "session" | "rssi" | "seenAt" | "volume">[],
  candidates: readonly Candidate[],
  loopOf: (toy: string) => Playing | undefined,
  skillsOf: (family: string) => readonly ToySkill[],
  hasLooked: (session: ToySession) => boolean,
): BleToys {
  const ours = links.map(({ toy, session, rssi, seenAt, volume }): Listed => {
    const { toy: id, model, firmware, family } = toy;
    const can = [...skillsOf(family)];
    const isConnected = session !== undefined;
    const answering = session?.isAnsweringPaws ?? false;
    const looked = session !== undefined && hasLooked(session) ? ({ looked: true } as const) : {};
    const told = { rssi, seen_at: iso(seenAt), volume, answering, ...looked, loop: sayLoop(loopOf(id)) };
    return { toy: id, model, firmware, claimed: true, connected: isConnected, can, ...told };
  });
  const nobodys = candidates.map(({ toy, model, firmware, family, rssi, seenAt }): Listed => {
    const can = [...skillsOf(family)];
    const told = { rssi, seen_at: iso(seenAt), volume: null, answering: false, loop: null };
    return { toy, model, firmware, claimed: false, connected: false, can, ...told };
  });
  const toys: Listed[] = [];
  let bytes = JSON.stringify({ toys }).length;
  for (const toy of [...ours, ...nobodys]) {
    bytes += Buffer.byteLength(JSON.stringify(toy)) + 1;
    if (bytes > MOST_BYTES || toys.length >= MOST_TOYS) break;
    toys.push(toy);
  }
  return { toys };
}

const sayLoop = (playing: Playing | undefined): Listed["loop"] =>
  playing === undefined
    ? null
    : { message: playing.message, volume: playing.volume, until: new Date(playing.until).toISOString() };
