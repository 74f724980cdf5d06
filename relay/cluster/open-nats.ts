/** The other nodes over NATS (https://docs.nats.io), the one place that knows it. What is said: cluster-message.ts. */
import { readFile } from "node:fs/promises";
import {
  connect,
  type Msg,
  type NatsConnection,
  NoRespondersError,
  nkeyAuthenticator,
  RequestError,
  type Subscription,
  TimeoutError,
} from "@nats-io/transport-node";
import type { z } from "zod";
import { makeBuckets } from "../../hub/domain/buckets.ts";
import type { Logger } from "../../hub/ports/logger.ts";
import type { Proofs } from "../dns/zone-answers.ts";
import type { HubId, LabelHash } from "../wire/remote-name.ts";
import {
  enrolAnswer,
  enrolQuestion,
  type HubQuestion,
  hubQuestion,
  ownQuestion,
  PAGE_LINES,
  pageQuestion,
  proofsAnswer,
  readMessage,
  SUBJECTS,
  sessionAnswer,
  signedLines,
  told,
} from "./cluster-message.ts";
import type { Answers, Neighbours } from "./neighbours.ts";

/** A node that is asked and does not answer is frozen, or gone and not noticed yet. */
const ANSWER_MS = 2_000;
/** NATS asks each node so often, and believes two silences: a frozen one is nobody's any more after half a minute. */
const PING_MS = 10_000;
const MOST_SILENCES = 2;
const RECONNECT_MS = 500;
/** Whatever strangers ask of this node, it asks the others no more than so. */
const ASKS = { perSecond: 2_000, burst: 4_000 };
/** The same, about one hub: strangers who know only the house, and names that resolvers are made to ask for. */
const ASKS_OF_HUB = { perSecond: 100, burst: 400 };
/** The same, about the relay's own name: each of them is a question to all nodes, and only authorities want to know. */
const ASKS_OF_OWN = { perSecond: 20, burst: 100 };
/** After an answer, those of the other nodes come within so long. */
const NEXT_ANSWER_MS = 300;
/** Whoever answers more often than nodes could be there is not listened to. */
const MOST_NODES = 64;
/** What a node tells hubs on behalf of others, whatever those say. */
const DIALS = { perSecond: 2_000, burst: 4_000 };
/** Messages with revocations that a node verifies: a second is 2,560 signatures. What is passed over then comes by comparing. */
const LESSONS = { perSecond: 20, burst: 200 };
/** How often nodes compare their revocations, beside telling each other of new ones. */
const COMPARE_MS = 300_000;
/** Where nobody answered: whoever comes first finds nobody, and when all are started at once each of them may be that one. */
const COMPARE_AGAIN_MS = 1_000;

export interface NatsOptions {
  /** `nats://host:4222` or `tls://host:4222`, one of them is enough. */
  readonly servers: readonly string[];
  /** File of this node's nkey seed. */
  readonly seedFile: string | undefined;
  /** PEM file of the authority that the servers' certificates come from. */
  readonly caFile: string | undefined;
  readonly answers: Answers;
  /** A message that is none of ours. */
  readonly onDropped: () => void;
  readonly log: Logger;
}

/**
 * Does not wait for NATS: a node without it serves the hubs that are signed in at it. @throws what reading the files throws
 */
export async function openNats(options: NatsOptions): Promise<Neighbours> {
  const { answers, onDropped, log } = options;
  const seed = options.seedFile === undefined ? undefined : await readFile(options.seedFile);
  const ca = options.caFile === undefined ? undefined : await readFile(options.caFile, "utf8");
  const asks = makeBuckets(ASKS);
  const asksOf = makeBuckets(ASKS_OF_HUB);
  const asksOfOwn = makeBuckets(ASKS_OF_OWN);
  const dials = makeBuckets(DIALS);
  const lessons = makeBuckets(LESSONS);
  /** Hubs that are here, and our ears for each while NATS is there. */
  const here = new Map<HubId, { readonly number: number; ear: Subscription | undefined }>();
  let nats: NatsConnection | undefined;
  let isUp = false;
  let isClosed = false;

  const say = (message: Msg, value: unknown): void => {
    message.respond(JSON.stringify(value));
  };
  const publish = (subject: string, value: unknown) => {
    if (isUp) nats?.publish(subject, JSON.stringify(value));
  };

  /** @returns `undefined` where nobody listens; `"unknown"` where nobody can be asked, or what came is no answer */
  async function ask<T>(
    subject: string,
    question: unknown,
    schema: z.ZodType<T>,
    hub = "",
  ): Promise<T | undefined | "unknown"> {
    const now = performance.now();
    if (nats === undefined || !isUp || !asks.take("", now)) return "unknown";
    if (hub !== "" && !asksOf.take(hub, now)) return "unknown";
    try {
      const { data } = await nats.request(subject, JSON.stringify(question), { timeout: ANSWER_MS });
      const answer = readMessage(schema, data);
      if (answer === undefined) onDropped();
      return answer ?? "unknown";
    } catch (error) {
      if (error instanceof RequestError && error.isNoResponders()) return undefined;
      if (!(error instanceof TimeoutError)) log.warn("a neighbour cannot be asked", { cause: nameOf(error) });
      return "unknown";
    }
  }
  /** As {@link ask}, of all nodes. */
  async function askAll<T>(subject: string, schema: z.ZodType<T>): Promise<readonly T[] | "unknown"> {
    const answers: T[] = [];
    if (nats === undefined || !isUp) return "unknown";
    try {
      const how = { strategy: "stall", stall: NEXT_ANSWER_MS, maxWait: ANSWER_MS } as const;
      for await (const { data } of await nats.requestMany(subject, "{}", how)) {
        const answer = readMessage(schema, data);
        if (answer === undefined) onDropped();
        else if (answers.push(answer) >= MOST_NODES) break;
      }
      return answers;
    } catch (error) {
      if (error instanceof NoRespondersError) return [];
      if (error instanceof RequestError && error.isNoResponders()) return [];
      log.warn("neighbours cannot be asked", { cause: nameOf(error) });
      return "unknown";
    }
  }
  const askHub = <T>(hub: HubId, question: HubQuestion, schema: z.ZodType<T>) =>
    ask(SUBJECTS.hub(hub), question, schema, hub);

  const hearOfHub = (hub: HubId, message: Msg) => {
    const question = readMessage(hubQuestion, message.data);
    if (question === undefined) return onDropped();
    switch (question.kind) {
      case "came":
        return answers.cameElsewhere(hub, question.number);
      case "session":
        return say(message, { number: answers.sessionOf(hub) ?? null });
      case "proofs": {
        const proofs = answers.proofs(hub);
        return say(message, { proofs: proofs ?? null });
      }
      case "dial": {
        const { kind, label, isAuthority, ...dial } = question;
        const isTold =
          dials.take("", performance.now()) &&
          answers.dial(hub, { label: label as LabelHash, isAuthority }, dial);
        return say(message, { told: isTold });
      }
      default:
        question satisfies never;
    }
  };

  /** @param hear throws nothing */
  const listen = (
    subject: string,
    hear: (message: Msg) => void,
    queue?: string,
  ): Subscription | undefined => {
    const callback = (error: Error | null, message: Msg) => (error === null ? hear(message) : undefined);
    return nats?.subscribe(subject, { callback, ...(queue !== undefined && { queue }) });
  };

  const announce = (hub: HubId): void => {
    const known = here.get(hub);
    if (known === undefined || nats === undefined) return;
    known.ear ??= listen(SUBJECTS.hub(hub), (message) => hearOfHub(hub, message));
    // Behind our own ear: who was asked before this answers, who is asked after it is we.
    publish(SUBJECTS.hub(hub), { kind: "came", number: known.number } satisfies HubQuestion);
  };

  const learn = (lines: readonly string[]) => {
    if (!lessons.take("", performance.now())) return onDropped();
    answers.learn(lines).catch((error) => log.error("revocations cannot be kept", { cause: nameOf(error) }));
  };

  const listenToAll = () => {
    listen(SUBJECTS.revoked, ({ data }) => {
      const news = readMessage(signedLines, data);
      if (news === undefined) onDropped();
      else learn(news.lines);
    });
    listen(SUBJECTS.own, (message) => {
      if (readMessage(ownQuestion, message.data) === undefined) onDropped();
      else say(message, { proofs: answers.ownProofs() });
    });
    const answerPage = async (message: Msg): Promise<void> => {
      const question = readMessage(pageQuestion, message.data);
      if (question === undefined) return onDropped();
      const lines = (await answers.revocations()).toSorted();
      say(message, { lines: lines.slice(question.from, question.from + PAGE_LINES) });
    };
    listen(
      SUBJECTS.revocations,
      (message) =>
        void answerPage(message).catch((error) =>
          log.error("revocations cannot be read", { cause: nameOf(error) }),
        ),
      "nodes",
    );
    const { enrol } = answers;
    if (enrol === undefined) return;
    const answerEnrol = async (message: Msg): Promise<void> => {
      const question = readMessage(enrolQuestion, message.data);
      if (question === undefined) return onDropped();
      say(message, { enrolment: (await enrol(question.hub, question.code)) ?? null });
    };
    // Where it fails, who asked hears nothing, and says so to the hub.
    listen(
      SUBJECTS.enrol,
      (message) =>
        void answerEnrol(message).catch((error) =>
          log.error("a hub cannot be enrolled", { cause: nameOf(error) }),
        ),
    );
  };

  /**
   * All that some other node knows: who was away catches up, and what a broken node kept back comes by another one.
   * @returns whether one said all
   */
  const compare = async (): Promise<boolean> => {
    for (let from = 0; ; from += PAGE_LINES) {
      const page = await ask(SUBJECTS.revocations, { from }, signedLines);
      if (page === undefined || page === "unknown") return false;
      if (page.lines.length === 0) return true;
      learn(page.lines);
    }
  };
  let comparing: NodeJS.Timeout | undefined;
  /** At once, and again and again. @param again how long from now, where nobody answers */
  const keepComparing = async (again = COMPARE_AGAIN_MS): Promise<void> => {
    const isDone = await compare();
    clearTimeout(comparing);
    if (isClosed) return;
    const wait = isDone ? COMPARE_MS : again;
    const then = isDone ? COMPARE_AGAIN_MS : Math.min(2 * again, COMPARE_MS);
    comparing = setTimeout(() => void keepComparing(then), wait);
  };

  const watch = async (connection: NatsConnection): Promise<void> => {
    for await (const status of connection.status()) {
      if (status.type === "disconnect") {
        isUp = false;
        log.warn("NATS is gone", {});
      } else if (status.type === "reconnect") {
        isUp = true;
        log.info("NATS is back", {});
        // Our ears are there again by themselves; who came elsewhere meanwhile nobody has told us.
        for (const hub of here.keys()) announce(hub);
        void keepComparing();
      } else if (status.type === "error") log.warn("NATS complains", { cause: nameOf(status.error) });
    }
  };

  const begin = async (): Promise<void> => {
    while (!isClosed) {
      try {
        const connection = await connect({
          servers: [...options.servers],
          name: "pawpost-relay",
          noEcho: true,
          pingInterval: PING_MS,
          maxPingOut: MOST_SILENCES,
          maxReconnectAttempts: -1,
          reconnectTimeWait: RECONNECT_MS,
          ...(seed !== undefined && { authenticator: nkeyAuthenticator(seed) }),
          ...(ca !== undefined && { tls: { ca } }),
        });
        if (isClosed) return await connection.close();
        nats = connection;
        isUp = true;
        listenToAll();
        for (const hub of here.keys()) announce(hub);
        void keepComparing();
        void watch(connection);
        await connection.closed();
        isUp = false;
        nats = undefined;
        for (const known of here.values()) known.ear = undefined;
      } catch (error) {
        log.warn("NATS is not there", { cause: nameOf(error) });
      }
      if (!isClosed) await new Promise((later) => setTimeout(later, RECONNECT_MS));
    }
  };
  const running = begin();

  return {
    came({ id, number }) {
      here.set(id, { number, ear: here.get(id)?.ear });
      announce(id);
    },
    left(hub) {
      here.get(hub)?.ear?.unsubscribe();
      here.delete(hub);
    },
    async sessionOf(hub) {
      const answer = await askHub(hub, { kind: "session" }, sessionAnswer);
      return answer === undefined || answer === "unknown" ? undefined : (answer.number ?? undefined);
    },
    async dial(hub, knock, dial) {
      const answer = await askHub(hub, { kind: "dial", ...knock, ...dial }, told);
      return answer !== undefined && answer !== "unknown" && answer.told;
    },
    async proofs(hub) {
      const answer = await askHub(hub, { kind: "proofs" }, proofsAnswer);
      if (answer === undefined || answer === "unknown") return answer;
      return answer.proofs ?? undefined;
    },
    async ownProofs() {
      if (!asksOfOwn.take("", performance.now())) return "unknown";
      const said = await askAll(SUBJECTS.own, proofsAnswer);
      if (said === "unknown") return said;
      return said.flatMap(({ proofs }): readonly Proofs[] => (proofs === null ? [] : [proofs]));
    },
    async enrol(hub, code) {
      const answer = await ask(SUBJECTS.enrol, { hub, code }, enrolAnswer);
      // Nobody listens: the operator's node is away.
      return answer === undefined || answer === "unknown" ? "unknown" : (answer.enrolment ?? undefined);
    },
    revoked(lines) {
      for (let from = 0; from < lines.length; from += PAGE_LINES)
        publish(SUBJECTS.revoked, { lines: lines.slice(from, from + PAGE_LINES) });
    },
    async [Symbol.asyncDispose]() {
      isClosed = true;
      clearTimeout(comparing);
      await nats?.close().catch(() => undefined); // it is gone already
      await running;
    },
  };
}

const nameOf = (error: unknown): string => (error instanceof Error ? error.name : "unknown");
