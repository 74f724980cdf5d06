import { randomBytes } from "node:crypto";
import { CLIP_TICKET_SECONDS } from "../contract/clip-ticket.ts";
import type { PublicKey } from "../contract/jws.ts";
import type { Clock } from "../ports/clock.ts";
import type { ClipTickets, UploadAnswer } from "../ports/toy-gateway.ts";

interface Ticket {
  /** The process it was made for. */
  readonly holder: string;
  /** `Clock.monotonic()` at which it is void. */
  readonly until: number;
  readonly use: TicketUse;
  readonly stampedBy: PublicKey | undefined;
}

type TicketUse =
  | { readonly kind: "download"; load(): Promise<Uint8Array | undefined> }
  | { readonly kind: "upload"; accept(bytes: Uint8Array<ArrayBuffer>): Promise<UploadAnswer> };

/** How many may be open at once: far more than all toys of a house need. */
const MOST = 256;

export interface TicketBook extends ClipTickets {
  /** Takes the ticket out of the book: whatever happens next, it is used. `undefined` when it is not for this. */
  redeem(ticket: string, holder: string, kind: TicketUse["kind"]): TicketUse | undefined;
  /** No ticket of this process is good any more. */
  voidFor(holder: string): void;
  /** No ticket that this device caused is good any more. */
  voidOf(device: PublicKey): void;
}

/** Single-use, 60 s, one clip, one direction, one process. In memory only: none survives a restart. */
export function makeTicketBook(clock: Clock): TicketBook {
  const book = new Map<string, Ticket>();
  const issue = (holder: string, use: TicketUse, stampedBy?: PublicKey): string => {
    const now = clock.monotonic();
    for (const [name, { until }] of book) if (until <= now) book.delete(name);
    const [oldest] = book.keys();
    if (book.size >= MOST && oldest !== undefined) book.delete(oldest);
    const name = randomBytes(32).toString("base64url");
    book.set(name, { holder, until: now + CLIP_TICKET_SECONDS * 1_000, use, stampedBy });
    return name;
  };
  return {
    issueDownload: (holder, load, stampedBy) => issue(holder, { kind: "download", load }, stampedBy),
    issueUpload: (holder, accept) => issue(holder, { kind: "upload", accept }),
    redeem(name, holder, kind) {
      const ticket = book.get(name);
      // A stranger's attempt must not void somebody else's ticket.
      if (ticket?.holder !== holder || ticket.use.kind !== kind) return undefined;
      book.delete(name);
      return ticket.until > clock.monotonic() ? ticket.use : undefined;
    },
    voidFor(gone) {
      for (const [name, { holder }] of book) if (holder === gone) book.delete(name);
    },
    voidOf(device) {
      for (const [name, { stampedBy }] of book) if (stampedBy === device) book.delete(name);
    },
  };
}
