/**
 * A hub in strangers' hands: the hub's own sockets, its own broker and tickets, and the credential of this start. What
 * `pawpost-ble` hears comes from whoever holds this, and from no rule.
 */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { openBrokerToys } from "../../hub/broker/broker-toys.ts";
import { openBroker } from "../../hub/broker/open-broker.ts";
import { systemClock as clock } from "../../hub/clock/system-clock.ts";
import type { BleCommand, BleEvent } from "../../hub/contract/ble-control.ts";
import { BLE_LINE } from "../../hub/contract/ble-line.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { retryDelay } from "../../hub/domain/next-delivery.ts";
import { openClipServer } from "../../hub/tickets/clip-server.ts";
import { makeTicketBook } from "../../hub/tickets/clip-tickets.ts";
import { randomId } from "./guardian.ts";
import { makeRecordingLog } from "./quiet-log.ts";

const ROOM = "home";

type Outcome = Extract<BleEvent, { kind: "delivered" | "delivery-failed" }>;

interface WishedDelivery {
  readonly message: string;
  readonly toy: string;
  readonly stamp: string;
  /** What is sent, whatever was stamped. */
  readonly clip: Uint8Array;
  readonly milliseconds: number;
}

export interface HostileHub extends AsyncDisposable {
  command(command: BleCommand): Promise<void>;
  tellRoster(entries: readonly string[]): Promise<void>;
  /**
   * Asks as a family's hub does: again, for the same delivery, where ble says that this is worth another try. A machine that is busy
   * for 100 ms makes a toy restart itself in the middle of an upload.
   * @returns how ble says that it ended
   */
  deliver(wish: WishedDelivery): Promise<Outcome>;
}

/** @param runFolder of a start whose own hub is gone. Resolves when ble has come and holds its toy */
export async function openHostileHub(runFolder: string): Promise<HostileHub> {
  await using opening = new AsyncDisposableStack();
  const secret = (await readFile(join(runFolder, BLE_LINE.credential), "utf8")).trim();
  const log = makeRecordingLog();
  const tickets = makeTicketBook(clock);
  const broker = opening.use(
    await openBroker({
      socketPath: join(runFolder, BLE_LINE.mqtt),
      credentials: [{ name: `ble-${ROOM}`, room: ROOM, secret }],
      log,
      clock,
    }),
  );
  const gateway = opening.use(await openBrokerToys(broker, log));
  opening.use(
    await openClipServer({
      socketPath: join(runFolder, BLE_LINE.clips),
      tickets,
      secrets: new Map([[ROOM, secret]]),
      log,
    }),
  );
  const waiting = new Map<string, (outcome: Outcome) => void>();
  gateway.onEvent((_, event) => {
    if (event.kind === "delivered" || event.kind === "delivery-failed") waiting.get(event.id)?.(event);
  });
  await new Promise<void>((held) =>
    gateway.onToys((_, { toys }) => {
      if (toys.some(({ claimed, connected }) => claimed && connected)) held();
    }),
  );
  const opened = opening.move();
  const command = (one: BleCommand) => gateway.send(ROOM, one);
  return {
    command,
    async tellRoster(entries) {
      // One by one: a frame holds 8 KiB.
      for (const [from, entry] of entries.entries())
        await command({ kind: "roster", id: randomId(), from, total: entries.length, entries: [entry] });
    },
    async deliver({ message, toy, stamp, clip, milliseconds }) {
      const id = randomId();
      const hash = await sha256(Uint8Array.from(clip));
      for (let attempt = 1; ; attempt += 1) {
        const { promise: ended, resolve } = Promise.withResolvers<Outcome>();
        waiting.set(id, resolve);
        await command({
          kind: "deliver",
          id,
          message: message as typeof id,
          toy: toy as typeof id,
          ticket: tickets.issueDownload(ROOM, async () => clip),
          bytes: clip.byteLength,
          sha256: hash,
          milliseconds,
          stamp,
        });
        const outcome = await ended;
        if (outcome.kind === "delivered" || !outcome.retry) return outcome;
        // Until then ble answers with how the try before it ended.
        await command({ kind: "acknowledge", id: randomId(), event: outcome.event });
        await wait(retryDelay(attempt + 1));
      }
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
