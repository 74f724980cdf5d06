import { PATHS, type RelayMessage } from "../../../relay/wire/control-message.ts";
import { WireError } from "../../../relay/wire/errors.ts";
import { verifyNodeHello } from "../../../relay/wire/hello.ts";
import { nameOfKey } from "../../../relay/wire/key-name.ts";
import type { RelayInvitation } from "../../../relay/wire/relay-invitation.ts";
import type { LabelHash } from "../../../relay/wire/remote-name.ts";
import type { RelayNote } from "../../contract/relay-note.ts";
import type { AuthorityWords } from "../../ports/name-publisher.ts";
import type { Resolve } from "./nodes-of.ts";
import { openRelayLine, type RelayLine } from "./relay-line.ts";

/** What a hub has to say, and says in full each time. */
export interface Said {
  /** Of its family's devices. */
  readonly labels: readonly LabelHash[];
  readonly proofs: AuthorityWords;
}

/** Signs, where the hub's key is, that the hub is at the end of the connection that exports `channel`. */
export type SayHello = (channel: Uint8Array) => Promise<string>;

/** Between two messages of the greeting. */
const GREETING_MS = 10_000;

export interface RelaySession {
  readonly line: RelayLine;
  /** Over how many seconds to spread coming back. */
  readonly spreadSeconds: number;
  /** All labels that are ours, each time. */
  tell(labels: readonly LabelHash[]): void;
  /** All that certificate authorities are to find, each time. */
  prove(proofs: AuthorityWords): void;
}

/** Signs in. @param sayHello with a session number higher than any before @throws WireError */
export async function openRelaySession(
  note: RelayNote,
  sayHello: SayHello,
  { labels, proofs }: Said,
  resolve?: Resolve,
): Promise<RelaySession> {
  const line = await openRelayLine(note, PATHS.link, resolve);
  return orEnd(line, async () => {
    const { jws } = await expect(line, "hello");
    await verifyNodeHello(jws, line.channel, (key) => key === note.operator);
    line.send({ kind: "hello", jws: await sayHello(line.channel) });
    const { spreadSeconds } = await expect(line, "welcome");
    const tell = (now: readonly LabelHash[]) => line.send({ kind: "names", labels: [...now] });
    tell(labels);
    const prove = ({ txt, issuers, named }: AuthorityWords) =>
      line.send({ kind: "proofs", txt: [...txt], issuers: [...issuers], named: [...named] });
    prove(proofs);
    return { line, spreadSeconds, tell, prove };
  });
}

/** Uses an invitation up. @param sayHello with its code. @throws WireError `wire.wrong-relay` before the code was said, `wire.wrong-code` */
export async function enrol(
  { host, port, zone, operator: named }: Omit<RelayInvitation, "code">,
  sayHello: SayHello,
): Promise<RelayNote> {
  const line = await openRelayLine({ host, port, zone }, PATHS.enrol);
  return orEnd(line, async () => {
    const { jws } = await expect(line, "hello");
    const operator = await verifyNodeHello(jws, line.channel, (key) => nameOfKey(key) === named);
    line.send({ kind: "enrol", jws: await sayHello(line.channel) });
    const { enrolment } = await expect(line, "enrolled");
    line.end();
    return { host, port, zone, operator, enrolment };
  });
}

/** What the relay sees of this house from outside, by the family that `resolve` finds it by. @throws WireError */
export async function look(
  note: RelayNote,
  sayHello: SayHello,
  resolve: Resolve,
): Promise<Extract<RelayMessage, { kind: "seen" }>> {
  const line = await openRelayLine(note, PATHS.exposure, resolve);
  return orEnd(line, async () => {
    const { jws } = await expect(line, "hello");
    await verifyNodeHello(jws, line.channel, (key) => key === note.operator);
    line.send({ kind: "look", jws: await sayHello(line.channel) });
    const seen = await expect(line, "seen");
    line.end();
    return seen;
  });
}

async function orEnd<T>(line: RelayLine, greet: () => Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new WireError("wire.silent", "no greeting")), GREETING_MS);
  try {
    return await Promise.race([greet(), late.promise]);
  } catch (error) {
    line.end();
    throw error;
  } finally {
    clearTimeout(timer);
  }
}

async function expect<K extends RelayMessage["kind"]>(
  line: RelayLine,
  kind: K,
): Promise<Extract<RelayMessage, { kind: K }>> {
  const message = await line.next();
  if (message.kind !== kind) throw new WireError("wire.unexpected", `${message.kind} for ${kind}`);
  return message as Extract<RelayMessage, { kind: K }>;
}
