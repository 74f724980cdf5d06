/** What the hub talks to about the relay: `hub/contract/relay-line.ts`. */
import { createServer, type Socket } from "node:net";
import { WireError } from "../../../relay/wire/errors.ts";
import { parseInvitation } from "../../../relay/wire/relay-invitation.ts";
import type { LabelHash } from "../../../relay/wire/remote-name.ts";
import { encodeBase64url } from "../../contract/base64url.ts";
import {
  type FromLink,
  type LinkStateSaid,
  RELAY_LINE,
  type SaidAway,
  type ToLink,
  toLink,
} from "../../contract/relay-line.ts";
import { openJsonLines } from "../../local-socket/json-lines.ts";
import { listenLocally } from "../../local-socket/listen-locally.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Logger } from "../../ports/logger.ts";
import { lookFromOutside } from "./look-from-outside.ts";
import { enrol, type Said } from "./relay-session.ts";
import { type LinkState, type RelayLink, startRelayLink } from "./start-relay-link.ts";

interface Parts {
  /** The hub's Unix socket for visitors. */
  readonly door: string;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Logger;
}

export async function openRelaySocket(
  options: Parts & { readonly socketPath: string },
): Promise<AsyncDisposable> {
  let current: { readonly socket: Socket; readonly stop: () => Promise<void> } | undefined;
  const server = createServer((socket) => {
    // The hub has one. Another one is the next hub's: what the last one held is nobody's.
    const before = current;
    before?.socket.destroy();
    const stop = serve(socket, options, before?.stop());
    current = { socket, stop };
  });
  const listening = await listenLocally(server, options.socketPath);
  return {
    async [Symbol.asyncDispose]() {
      const closed = listening[Symbol.asyncDispose]();
      current?.socket.destroy();
      await current?.stop();
      await closed;
    },
  };
}

/** @param after what must have ended first @returns leaves the relay */
function serve(socket: Socket, parts: Parts, after: Promise<void> | undefined): () => Promise<void> {
  const { log } = parts;
  const asked = new Map<number, PromiseWithResolvers<string>>();
  let link: RelayLink | undefined;
  let nextId = 0;
  let isOver = false;
  /** One thing after the other, in the order that the hub said them. */
  let turn: Promise<unknown> = after ?? Promise.resolve();
  const inTurn = (work: () => Promise<void> | void) => {
    turn = turn
      .then(() => (isOver ? undefined : work()))
      .catch((error: unknown) => {
        log.error("the relay's line goes on", { error: String((error as Error).name) });
      });
  };
  const say = (message: FromLink) => lines.send(message);

  const sign =
    (what: Extract<FromLink, { kind: "sign" }>["what"]) =>
    async (channel: Uint8Array): Promise<string> => {
      if (isOver) throw new WireError("wire.silent", "the hub is gone");
      const id = nextId++;
      const answer = Promise.withResolvers<string>();
      asked.set(id, answer);
      say({ kind: "sign", id, what, channel: encodeBase64url(Uint8Array.from(channel)) });
      return answer.promise;
    };

  const leave = async () => {
    const held = link;
    link = undefined;
    await held?.[Symbol.asyncDispose]();
  };
  const join = async (text: string) => {
    const invitation = parseInvitation(text);
    if (invitation === undefined) return say({ kind: "refused", code: "wire.malformed" });
    try {
      say({ kind: "joined", note: await enrol(invitation, sign("enrolment")) });
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      say({ kind: "refused", code: error.code });
    }
  };
  /** Beside all else: who looks keeps nobody waiting. */
  const look = ({ id, note }: Extract<ToLink, { kind: "look" }>) =>
    lookFromOutside(note, sign("look")).then(
      (view) => (isOver ? undefined : say({ kind: "looked", id, view })),
      (error: unknown) => log.error("nobody looks from outside", { error: String((error as Error).name) }),
    );
  const hold = ({ note, said }: Extract<ToLink, { kind: "hold" }>) => {
    if (link !== undefined) return link.tell(asSaid(said));
    link = startRelayLink({
      ...parts,
      note,
      sayHello: sign("session"),
      said: asSaid(said),
      onState: (now) => say({ kind: "state", now: asState(now) }),
    });
  };

  const lines = openJsonLines(socket, {
    maxBytes: RELAY_LINE.maxBytes,
    hear(read) {
      const message = toLink.parse(read);
      if (message.kind === "signed") asked.get(message.id)?.resolve(message.jws);
      if (message.kind === "signed") return void asked.delete(message.id);
      if (message.kind === "look") return void look(message);
      // A name that goes is not to wait for anything.
      if (message.kind === "hold" && link !== undefined) return link.tell(asSaid(message.said));
      inTurn(() => {
        if (message.kind === "join") return join(message.invitation);
        return message.kind === "hold" ? hold(message) : leave();
      });
    },
    gone: () => void stop(),
  });

  const stop = async () => {
    isOver = true;
    for (const answer of asked.values()) answer.reject(new WireError("wire.silent", "the hub is gone"));
    asked.clear();
    await leave();
  };
  return stop;
}

const asSaid = ({ labels, proofs }: SaidAway): Said => ({ labels: labels as LabelHash[], proofs });

function asState(state: LinkState): LinkStateSaid {
  switch (state.kind) {
    case "connecting":
      return { state: "connecting" };
    case "up":
      return { state: "up", milliseconds: state.milliseconds ?? null };
    case "down":
      return { state: "down", code: state.code };
  }
}
