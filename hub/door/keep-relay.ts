/**
 * The hub's end of `relay.sock` (`hub/contract/relay-line.ts`): has link stay at the relay that was joined, tells it each change of the
 * names, and signs the hellos, for which the key never leaves this process. What link says is judged like a stranger's word.
 */
import { connect } from "node:net";
import { readCredential } from "../../relay/wire/credentials.ts";
import { signEnrolHello, signHubHello, signLookHello } from "../../relay/wire/hello.ts";
import { nameOfKey } from "../../relay/wire/key-name.ts";
import { parseInvitation, type RelayInvitation } from "../../relay/wire/relay-invitation.ts";
import { parseBase64url } from "../contract/base64url.ts";
import type { Signer } from "../contract/jws.ts";
import type { OutsideView } from "../contract/outside-view.ts";
import { type FromLink, fromLink, RELAY_LINE, type SaidAway, type ToLink } from "../contract/relay-line.ts";
import type { RelayNote } from "../contract/relay-note.ts";
import { ms, seconds } from "../domain/duration.ts";
import { type JsonLines, openJsonLines } from "../local-socket/json-lines.ts";
import type { Certificates } from "../ports/certificates.ts";
import type { Clock } from "../ports/clock.ts";
import type { Ledger, LedgerEntry } from "../ports/ledger.ts";
import type { Logger } from "../ports/logger.ts";
import { type AuthorityWords, type NamePublisher, NO_WORDS } from "../ports/name-publisher.ts";
import { type Relay, RelayRefused, type RelayState, type RelayView } from "../ports/relay.ts";
import type { RemoteStore } from "../ports/remote-names.ts";
import { onlyNameOf } from "./only-name-of.ts";
import type { DoorNames } from "./remote-names.ts";

const LOOK_AGAIN = ms(250);
/** Link is started when it is wanted, which is seconds on a small machine; then it dials, and the relay answers. */
const JOIN_PATIENCE = seconds(45);
/** Link waits ten seconds for a relay to be there, and ten for what it says. */
const LOOK_PATIENCE = seconds(22);

export interface RelayKeeper extends Relay, NamePublisher, AsyncDisposable {}

interface Joining {
  readonly invitation: RelayInvitation;
  readonly text: string;
  readonly done: PromiseWithResolvers<RelayNote>;
}

export function keepRelay(options: {
  readonly socketPath: string;
  readonly names: DoorNames;
  readonly store: Pick<RemoteStore, "note" | "nextSession" | "names">;
  readonly signer: Signer;
  readonly certificates: Pick<Certificates, "current">;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly log: Logger;
  readonly fail: (error: unknown) => void;
  /** Has the process that dials out started. */
  wantLink(): void;
}): RelayKeeper {
  const { socketPath, names, store, signer, certificates, ledger, clock, log, fail } = options;
  const stopping = new AbortController();
  const listeners: (() => void)[] = [];
  let words: AuthorityWords = NO_WORDS;
  let line: RelayState = { state: "starting" };
  let lines: JsonLines | undefined;
  let joining: Joining | undefined;
  let looking: { readonly id: number; readonly done: PromiseWithResolvers<OutsideView> } | undefined;
  let looks = 0;
  /** Guardians were told of this relay's wrong key, and it was not the right one since. */
  let isDoubted = false;
  let awake: PromiseWithResolvers<void> = Promise.withResolvers();
  const wake = () => {
    awake.resolve();
    awake = Promise.withResolvers();
  };

  const show = (now: RelayState) => {
    line = now;
    wake();
    for (const listener of listeners) listener();
  };
  const send = (message: ToLink) => lines?.send(message);
  const proofs = (): SaidAway["proofs"] => ({
    txt: [...words.txt],
    issuers: [...words.issuers],
    named: [...words.named],
  });
  const hold = () => {
    const note = store.note();
    if (note !== undefined)
      send({ kind: "hold", note, said: { labels: [...names.hashes()], proofs: proofs() } });
  };
  names.onChange(hold);

  const view = (): RelayView | undefined => {
    const note = store.note();
    const domain = names.domain();
    if (note === undefined || domain === undefined) return undefined;
    const certificate = certificates.current();
    const hasCertificate = certificate !== undefined;
    const onlyFor = hasCertificate ? onlyNameOf(certificate.chain) : null;
    const devices = store.names().filter(({ comers }) => comers.length > 0).length;
    return { zone: note.zone, domain, hasCertificate, onlyFor, names: devices, line };
  };
  const entry = (kind: LedgerEntry["kind"]): LedgerEntry => ({
    at: clock.now(),
    kind,
    person: null,
    subject: null,
  });

  const sign = async ({ id, what, channel }: Extract<FromLink, { kind: "sign" }>): Promise<void> => {
    const exported = parseBase64url(channel);
    const note = store.note();
    if (exported === undefined) return;
    // What is to be signed is the hub's own to say: of link it takes the connection, and nothing else.
    if (what === "enrolment" && joining !== undefined) {
      const { code } = joining.invitation;
      return send({ kind: "signed", id, jws: await signEnrolHello(exported, code, signer) });
    }
    if (what === "enrolment" || note === undefined) return;
    if (what === "look") {
      if (looking === undefined) return;
      return send({ kind: "signed", id, jws: await signLookHello(exported, note.enrolment, signer) });
    }
    const session = await store.nextSession();
    const said = { session, enrolment: note.enrolment };
    send({ kind: "signed", id, jws: await signHubHello(exported, said, signer) });
  };

  /** Link could have made it up. */
  const assertGenuine = async (note: RelayNote, { zone, operator, host, port }: RelayInvitation) => {
    const { by, said } = await readCredential("enrolment", note.enrolment);
    const isIt =
      by === note.operator &&
      nameOfKey(note.operator) === operator &&
      said.hub === signer.publicKey &&
      said.zone === zone &&
      note.zone === zone &&
      note.host === host &&
      note.port === port;
    if (!isIt)
      throw new RelayRefused("relay.wrong-relay", "an enrolment of another relay, or of another hub");
  };

  /** @param code why the line is down */
  const noteDown = (code: RelayRefused["code"]): void => {
    log.info("the relay is not reached", { code });
    if (code === "relay.wrong-relay" && !isDoubted) {
      isDoubted = true;
      ledger.append(entry("relay-doubtful")).catch(fail);
    }
    show({ state: "down", why: whyOf(code) });
  };

  const hear = (message: FromLink): void => {
    if (message.kind === "sign") sign(message).catch(fail);
    else if (message.kind === "joined") joining?.done.resolve(message.note);
    else if (message.kind === "looked") {
      if (message.id === looking?.id) looking.done.resolve(message.view);
    } else if (message.kind === "refused") joining?.done.reject(refusalOf(message.code));
    else if (store.note() === undefined)
      return; // of the relay that was left
    else if (message.now.state === "down") noteDown(refusalOf(message.now.code).code);
    else {
      if (message.now.state === "up") isDoubted = false;
      show(message.now);
    }
  };

  /** One connection after the other, for as long as there is something to say. */
  const run = async () => {
    while (!stopping.signal.aborted) {
      if (store.note() === undefined && joining === undefined) {
        await awake.promise;
        continue;
      }
      options.wantLink();
      const socket = connect(socketPath);
      const gone = Promise.withResolvers<void>();
      const opened = openJsonLines(socket, {
        maxBytes: RELAY_LINE.maxBytes,
        hear: (read) => hear(fromLink.parse(read)),
        gone: () => gone.resolve(),
      });
      socket.once("connect", () => {
        lines = opened;
        if (joining !== undefined) send({ kind: "join", invitation: joining.text });
        else hold();
      });
      const end = () => opened.end();
      stopping.signal.addEventListener("abort", end, { once: true });
      await gone.promise;
      stopping.signal.removeEventListener("abort", end);
      const wasThere = lines !== undefined;
      lines = undefined;
      if (wasThere) {
        const ended = new RelayRefused("relay.no-link", "the process that dials out ended");
        joining?.done.reject(ended);
        looking?.done.reject(ended);
        show({ state: "starting" });
      }
      await clock.sleep(LOOK_AGAIN, stopping.signal).catch(() => undefined); // the loop ends
    }
  };
  const running = run();

  return {
    view,
    onChange: (listener) => void listeners.push(listener),

    async join(text) {
      if (store.note() !== undefined || joining !== undefined)
        throw new RelayRefused("relay.joined-already", "this hub is at a relay already");
      const invitation = parseInvitation(text);
      if (invitation === undefined) throw new RelayRefused("relay.no-invitation", "not an invitation");
      const done = Promise.withResolvers<RelayNote>();
      const late = clock.after(JOIN_PATIENCE, () =>
        done.reject(new RelayRefused("relay.no-link", "no process that dials out answers")),
      );
      joining = { invitation, text, done };
      if (lines === undefined) wake();
      else send({ kind: "join", invitation: text });
      try {
        const note = await done.promise;
        await assertGenuine(note, invitation);
        isDoubted = false;
        line = { state: "connecting" };
        await names.join(note, [entry("relay-joined")]);
      } finally {
        late();
        joining = undefined;
      }
      const joined = view();
      if (joined === undefined) throw new TypeError("joined, and nowhere");
      return joined;
    },

    async leave() {
      if (store.note() === undefined) throw new RelayRefused("relay.not-joined", "this hub is at no relay");
      words = NO_WORDS;
      await names.leave([entry("relay-left")]);
      send({ kind: "leave" });
      show({ state: "starting" });
    },

    async lookFromOutside() {
      const note = store.note();
      if (note === undefined) return undefined;
      if (lines === undefined) throw new RelayRefused("relay.no-link", "the process that dials out is away");
      // Whoever asks meanwhile hears the same.
      if (looking !== undefined) return looking.done.promise;
      const done = Promise.withResolvers<OutsideView>();
      looks += 1;
      looking = { id: looks, done };
      const late = clock.after(LOOK_PATIENCE, () =>
        done.reject(new RelayRefused("relay.silent", "nobody said anything in time")),
      );
      send({ kind: "look", id: looks, note });
      try {
        return await done.promise;
      } finally {
        late();
        looking = undefined;
      }
    },

    async publish(now, signal) {
      words = now;
      hold();
      while (line.state !== "up") {
        signal.throwIfAborted();
        await Promise.race([awake.promise, aborted(signal)]);
      }
    },

    async [Symbol.asyncDispose]() {
      stopping.abort();
      wake();
      await running;
    },
  };
}

const aborted = (signal: AbortSignal) =>
  new Promise<void>((done) => signal.addEventListener("abort", () => done(), { once: true }));

/** @param code of a WireError */
function refusalOf(code: string): RelayRefused {
  switch (code) {
    case "wire.silent":
      return new RelayRefused("relay.silent", "nobody answers there");
    case "wire.wrong-relay":
      return new RelayRefused("relay.wrong-relay", "another operator's relay answers there");
    case "wire.wrong-code":
      return new RelayRefused("relay.wrong-code", "the invitation was used, or is too old");
    case "wire.revoked":
    case "wire.not-enrolled":
      return new RelayRefused("relay.revoked", "the relay's operator took this hub's place back");
    default:
      return new RelayRefused("relay.not-understood", "the relay says what this hub does not understand");
  }
}

function whyOf(code: RelayRefused["code"]): Extract<RelayState, { state: "down" }>["why"] {
  if (code === "relay.silent") return "silent";
  if (code === "relay.wrong-relay") return "wrong-relay";
  return code === "relay.revoked" ? "revoked" : "refused";
}
