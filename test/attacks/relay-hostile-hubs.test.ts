/**
 * T-40 at the relay: two families at one relay, the hub of one wholly taken over. It does not become the other's, not with the other's
 * enrolment, not with a hello that was overheard, not with the other's label; revoked, it stays out; and it cannot talk the relay to death.
 */
import { randomBytes } from "node:crypto";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRelayLine } from "../../hub/link/relay/relay-line.ts";
import { openRelaySession } from "../../hub/link/relay/relay-session.ts";
import { openHubSigner } from "../../hub/store/hub-signer.ts";
import { openRelayKeys } from "../../relay/keep/relay-keys.ts";
import { revoke } from "../../relay/keep/revocations.ts";
import type { openRelay } from "../../relay/open-relay.ts";
import { PATHS } from "../../relay/wire/control-message.ts";
import { signCredential } from "../../relay/wire/credentials.ts";
import { WireError } from "../../relay/wire/errors.ts";
import { signHubHello } from "../../relay/wire/hello.ts";
import { hashLabel } from "../../relay/wire/remote-name.ts";
import { makePatchedCopy, type Patch } from "../support/patched-copy.ts";
import { type House, helloBy, openRelayRig, type RelayRig } from "../support/relay-rig.ts";
import { TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { takenOut } from "./sizes.ts";

const NOTHING = { labels: [], proofs: { txt: [], issuers: [], named: [] } };
const labelOf = (house: House) => hashLabel(house.name.split(".")[0] as never);
const isIn = (opening: Promise<{ readonly line: { end(): void } }>) =>
  opening.then(
    ({ line }) => {
      line.end();
      return true;
    },
    (error) => {
      if (error instanceof WireError) return false;
      throw error;
    },
  );

interface Attack {
  readonly says: string;
  /** @returns whether it got what it wanted */
  readonly run: (rig: RelayRig, victim: House, own: House) => Promise<boolean>;
  readonly barrier: Patch;
}

const ATTACKS: readonly Attack[] = [
  {
    says: "another hub's enrolment, with its own key",
    run: (_, victim, own) =>
      isIn(openRelaySession(victim.note, helloBy(1_000, own.signer, victim.note), NOTHING)),
    barrier: {
      file: "relay/wire/hello.ts",
      find: 'if (enrolled.hub !== signer) throw new WireError("wire.not-enrolled", "another hub\'s enrolment");',
      replace: "",
    },
  },
  {
    says: "a key that nobody enrolled, with an enrolment that it signed itself",
    async run(_, victim) {
      const signer = openHubSigner(randomBytes(32));
      const said = { v: 1, hub: signer.publicKey, zone: victim.note.zone, issuedAt: Date.now() } as const;
      const enrolment = await signCredential("enrolment", said, signer);
      return isIn(openRelaySession(victim.note, helloBy(1, signer, { enrolment }), NOTHING));
    },
    barrier: {
      file: "relay/wire/hello.ts",
      find: 'if (by !== operator) throw new WireError("wire.not-enrolled", "no enrolment of this operator");',
      replace: "",
    },
  },
  {
    says: "the other hub's hello, overheard on another connection",
    async run(_, { note, signer }) {
      const first = await openRelayLine(note, PATHS.link);
      await first.next();
      const jws = await signHubHello(first.channel, { session: 2_000, enrolment: note.enrolment }, signer);
      const second = await openRelayLine(note, PATHS.link);
      await second.next();
      second.send({ kind: "hello", jws });
      const isWelcome = await second.next().then(
        ({ kind }) => kind === "welcome",
        () => false,
      );
      first.end();
      second.end();
      return isWelcome;
    },
    barrier: {
      file: "relay/wire/hello.ts",
      find: "if (said.data.channel !== encodeBase64url(exported))",
      replace: "if (said.data.channel === undefined)",
    },
  },
  {
    says: "the other hub's label, said to be its own",
    async run(rig, victim, own) {
      own.link.tell({ ...NOTHING, labels: [labelOf(own), labelOf(victim)] });
      const hub = own.name.split(".")[1] as never;
      await expect.poll(() => rig.relay.sessions.find(hub)?.labels.size).toBe(2);
      const visitor = victim.visit();
      visitor.end("for the victim");
      return (await text(visitor).catch(() => "")) === "stolen";
    },
    barrier: {
      file: "relay/front/visitors.ts",
      find: "const session = sessions.find(hub);",
      replace: "const session = [...sessions.all].findLast((one) => one.labels.has(label));",
    },
  },
  {
    says: "an enrolment that was taken back",
    async run(rig, _, own) {
      const { operatorSigner } = await openRelayKeys(rig.folder, Date.now);
      if (operatorSigner === undefined) throw new TypeError("no operator");
      await revoke(rig.folder, own.signer.publicKey, operatorSigner, Date.now());
      await new Promise((seen) => setTimeout(seen, 500));
      return isIn(openRelaySession(own.note, helloBy(3_000, own.signer, own.note), NOTHING));
    },
    barrier: {
      file: "relay/sessions/link-path.ts",
      find: "if (isRevoked(key, enrolment.issuedAt))",
      replace: "if (isRevoked(key, Number.POSITIVE_INFINITY))",
    },
  },
  {
    says: "hundreds of messages at once",
    async run(_, victim, own) {
      const { line } = await openRelaySession(own.note, helloBy(4_000, own.signer, own.note), NOTHING);
      for (let n = 0; n < 300; n += 1) line.send({ kind: "names", labels: [labelOf(victim)] });
      const isCut = await Promise.race([
        line.next().then(
          () => false,
          () => true,
        ),
        new Promise<boolean>((late) => setTimeout(() => late(false), 3_000)),
      ]);
      line.end();
      return !isCut;
    },
    barrier: {
      file: "relay/sessions/control-line.ts",
      find: 'if (isBinary || !limit.take("", performance.now()))',
      replace: "if (isBinary)",
    },
  },
];

async function openFamilies(open?: typeof openRelay) {
  const rig = await openRelayRig({}, open);
  const victim = await rig.house();
  return { rig, victim, own: () => rig.house({ serve: (socket) => void socket.end("stolen") }) };
}

describe("at a relay as it is", () => {
  let families: Awaited<ReturnType<typeof openFamilies>>;
  beforeAll(async () => {
    families = await openFamilies();
  });
  afterAll(() => families.rig[Symbol.asyncDispose]());

  test.each(ATTACKS.map((attack) => [attack.says, attack] as const))(
    "%s is of no use",
    async (_, { run }) => {
      const { rig, victim, own } = families;
      expect(await run(rig, victim, await own())).toBe(false);
      const visitor = victim.visit();
      visitor.end("still ours");
      expect(await text(visitor)).toBe("still ours");
    },
  );
});

test.each(takenOut(ATTACKS.map((attack) => [attack.says, attack] as const)))(
  "where its barrier is taken out, %s is",
  TAKES_BARRIER_OUT,
  async (_, { run, barrier }) => {
    await using copy = await makePatchedCopy([barrier], ["relay"]);
    const patched = await copy.load<{ openRelay: typeof openRelay }>("relay/open-relay.ts");
    const { rig, victim, own } = await openFamilies(patched.openRelay);
    try {
      expect(await run(rig, victim, await own())).toBe(true);
    } finally {
      await rig[Symbol.asyncDispose]();
    }
  },
);
