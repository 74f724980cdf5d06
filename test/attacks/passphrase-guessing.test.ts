/**
 * T-14: guesses, some thousand of them (`sizes.ts`), at one guardian's passphrase, from one address and from a thousand claimed ones, one by one and in
 * bursts, under every spelling of the name, and with floods of other names between them. In no hour more than thirty of
 * them reach the verifier, and the right passphrase among them does not get in while its name waits. A passkey does, all the while.
 */
import { randomBytes } from "node:crypto";
import type { OutgoingHttpHeaders } from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { type Answered, AttackedHub, codeIn } from "../support/attacked-hub.ts";
import { cookieFetch, randomId } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { addPasskey, answerSignIn, signInWith } from "../support/passkey-holder.ts";
import type { Patch } from "../support/patched-copy.ts";
import { SoftAuthenticator } from "../support/soft-authenticator.ts";
import { furtherBarrier, TAKES_BARRIER_OUT } from "./further-barrier.ts";
import { size, takenOut, timeFor } from "./sizes.ts";

const GUESSES = size("guesses");
/** What one guess after the other is apart. */
const PAUSE = 3_600;
const RIGHT_ONE = 500;
const MOST_AN_HOUR = 30;
const SECOND = 1_000;
const HOUR = 3_600 * SECOND;
const NAME = "Mum";

/** Each is a header by which some server takes the sender's word for where it is. */
const claimedAddress = (n: number): OutgoingHttpHeaders => {
  const address = `10.0.${(n % 1_000) >> 8}.${n % 250}`;
  return {
    "x-forwarded-for": address,
    "x-real-ip": address,
    "x-client-ip": address,
    "true-client-ip": address,
    "cf-connecting-ip": address,
    forwarded: `for=${address};host=${address}`,
  };
};
/** Ways to write the same name: letter case, blanks around, and the full-width letters that NFKC folds. */
const SPELLINGS = ["mum", "mUm", "muM", "MUM", "mUM", "MuM", "ＭＵＭ", "ｍｕｍ"].flatMap((name) =>
  Array.from({ length: 12 }, (_, n) => " ".repeat(n % 4) + name + " ".repeat(Math.floor(n / 4))),
);

interface Found {
  /** The most guesses at the name that the verifier judged in any one hour. */
  readonly mostAnHour: number;
  readonly gotIn: boolean;
  readonly answers: readonly Answered[];
}

/** One attacker, who keeps count of what the verifier judged: only it says "refused", all else says "too many". */
class Guesser {
  readonly hub: AttackedHub;
  readonly #judgedAt: number[] = [];
  readonly #answers: Answered[] = [];
  #gotIn = false;
  readonly #device = makeSigner();

  constructor(hub: AttackedHub) {
    this.hub = hub;
  }

  async guess(
    name: string,
    { auth = randomBytes(32).toString("base64url"), headers = {}, isTarget = true } = {},
  ): Promise<number> {
    const { answer } = await this.hub.signIn(name, auth, { headers, device: await this.#device });
    if (!isTarget) return answer.status;
    this.#answers.push(answer);
    if (answer.status === 200) this.#gotIn = true;
    if (answer.status === 200 || codeIn(answer) === "sign-in.refused") this.#judgedAt.push(this.hub.now());
    return answer.status;
  }

  found(): Found {
    const inTheHourOf = (start: number) =>
      this.#judgedAt.filter((at) => at >= start && at < start + HOUR).length;
    const mostAnHour = Math.max(0, ...this.#judgedAt.map(inTheHourOf));
    return { mostAnHour, gotIn: this.#gotIn, answers: this.#answers };
  }
}

type Attack = (hub: AttackedHub, right: string, guesses?: number) => Promise<Found>;

/** One guess after the other through two hours, the 500th of them the right one. */
const oneByOne =
  (headersOf: (n: number) => OutgoingHttpHeaders, nameOf: (n: number) => string = () => NAME): Attack =>
  async (hub, right, guesses = GUESSES) => {
    const guesser = new Guesser(hub);
    for (let n = 1; n <= guesses; n++) {
      const auth = n === RIGHT_ONE ? { auth: right } : {};
      await guesser.guess(nameOf(n), { ...auth, headers: headersOf(n) });
      hub.advance(PAUSE);
    }
    return guesser.found();
  };

/** Whenever the wait may be over, many at once. */
const burstsOf =
  (many: number, apart: number): Attack =>
  async (hub, right, guesses = GUESSES) => {
    const guesser = new Guesser(hub);
    for (let n = 0; n < guesses; n += many) {
      await Promise.all(Array.from({ length: many - 1 }, () => guesser.guess(NAME)));
      // After the others: what the wait had let through, one of them has used up.
      await guesser.guess(NAME, n + many === RIGHT_ONE ? { auth: right } : {});
      hub.advance(apart);
    }
    return guesser.found();
  };
const inBursts = burstsOf(20, 90 * SECOND);
/** So many that some are under way before the first has failed, however slow the machine; and no wait is longer than a quarter of an hour. */
const inLargeBursts = burstsOf(60, 901 * SECOND);

/** Guesses until the wait is long, then makes the hub forget the name by a flood of a thousand others. */
const withFloods: Attack = async (hub, _, guesses = GUESSES) => {
  const guesser = new Guesser(hub);
  let invented = 0;
  for (let n = 0; n < guesses; n++) {
    if (n % 1_013 < 13) {
      hub.advance(2 ** Math.max(1, (n % 1_013) - 4) * SECOND);
      await guesser.guess(NAME);
    } else {
      hub.advance(2 * SECOND);
      invented += 1;
      const status = await guesser.guess(`invented ${invented}`, { isTarget: false });
      expect(status).toBe(403); // judged, and so remembered
    }
  }
  return guesser.found();
};

/** As long as the real one on a fast machine, and not as large: memory that is new costs more than to fill it. */
const SLOW_HASH: Patch = {
  file: "hub/access/verifier.ts",
  find: "memory: 65_536, passes: 3",
  replace: "memory: 8_192, passes: 12",
};

const PASSPHRASE = `${randomId()} and ${randomId()}`;
async function startHub(patches: readonly Patch[] = [], cheapHash = true): Promise<AttackedHub> {
  const hub = await AttackedHub.start({ handClock: true, cheapHash, patches });
  await hub.claim(NAME, PASSPHRASE);
  return hub;
}

const fetchFrom = (hub: AttackedHub) => cookieFetch(() => hub.stack.address);
/** The guardian's passkey, made before anybody guessed. */
async function makePasskey(hub: AttackedHub): Promise<SoftAuthenticator> {
  const phone = new SoftAuthenticator(hub.stack.address);
  const who = { name: NAME, passphrase: PASSPHRASE };
  await addPasskey(await signInElsewhere(fetchFrom(hub), who, () => hub.now()), phone);
  return phone;
}
/** @returns the code of the refusal, or "in" */
async function enterByPasskey(hub: AttackedHub, phone: SoftAuthenticator): Promise<string> {
  const device = await makeSigner();
  const random = (bytes: number) => new Uint8Array(randomBytes(bytes));
  const client = new HubClient(device, { fetch: fetchFrom(hub), now: () => hub.now(), random });
  return signInWith(client, device, await answerSignIn(client, phone)).then(
    () => "in",
    (error: { code?: string }) => error.code ?? String(error),
  );
}

const TIMEOUT = timeFor("guesses");
let shared: AttackedHub;
let phone: SoftAuthenticator;
beforeAll(async () => {
  shared = await startHub();
  phone = await makePasskey(shared);
});
afterAll(() => shared?.[Symbol.asyncDispose]());

const underSpellings = oneByOne(
  () => ({}),
  (n) => SPELLINGS[n % SPELLINGS.length] ?? NAME,
);

test.each<[string, Attack]>([
  ["from one address", oneByOne(() => ({}))],
  ["from a thousand claimed addresses", oneByOne(claimedAddress)],
  ["under every spelling of the name", underSpellings],
  ["in bursts", inBursts],
])(
  `${GUESSES} guesses %s: thirty an hour reach the verifier, and the right one gets nobody in`,
  TIMEOUT,
  async (_, attack) => {
    const right = await shared.authFor(NAME, PASSPHRASE);
    const { mostAnHour, gotIn, answers } = await attack(shared, right);
    expect(answers).toHaveLength(GUESSES);
    expect(mostAnHour).toBeLessThanOrEqual(MOST_AN_HOUR);
    expect(mostAnHour).toBeGreaterThan(5);
    expect(gotIn).toBe(false);
    // Whoever waits is told for how long; whoever waited it out and knows the passphrase gets in, and begins anew.
    const { answer } = await shared.signIn(NAME, right);
    expect(codeIn(answer)).toBe("sign-in.too-many");
    expect(await enterByPasskey(shared, phone)).toBe("in");
    const after = answer.headers.find((header) => header.toLowerCase().startsWith("retry-after: "));
    const seconds = Number(after?.split(": ")[1]);
    expect(seconds).toBeLessThanOrEqual(900);
    shared.advance((seconds + 1) * SECOND);
    expect((await shared.signIn(NAME, right)).answer.status).toBe(200);
    shared.advance(HOUR);
  },
);

test("floods of a thousand other names do not make the hub forget one soon enough", TIMEOUT, async () => {
  const { mostAnHour } = await withFloods(shared, "", 1_040);
  expect(mostAnHour).toBeLessThanOrEqual(MOST_AN_HOUR);
  expect(mostAnHour).toBeGreaterThan(10);
});

test("forty guesses in one minute use up what all names together have; a passkey gets in all the same", async () => {
  const guesser = new Guesser(shared);
  const statuses = [];
  for (let n = 0; n < 40; n++) statuses.push(await guesser.guess(`nobody ${n}`, { isTarget: false }));
  expect(statuses.at(-1)).toBe(429);
  expect(await enterByPasskey(shared, phone)).toBe("in");
});

describe("the test of the test", () => {
  test("with passkeys counted like passphrases, who guesses shuts the guardian out", {
    ...TIMEOUT,
    ...TAKES_BARRIER_OUT,
  }, async () => {
    const counted: Patch = {
      file: "hub/access/open-access.ts",
      find: "const found = await passkeys.readAnswer(",
      replace:
        'if (attempts.waitFor("mum") > 0) throw new AccessRefused("sign-in.too-many", "counted");\n' +
        "      const found = await passkeys.readAnswer(",
    };
    await using hub = await startHub([counted]);
    const own = await makePasskey(hub);
    expect(await enterByPasskey(hub, own)).toBe("in");
    const guesser = new Guesser(hub);
    for (let n = 0; n < 8; n++) await guesser.guess(NAME);
    expect(await enterByPasskey(hub, own)).toBe("sign-in.too-many");
  });

  const FILE = "hub/access/attempts.ts";

  furtherBarrier(
    "with no waits, far more get through, and the right passphrase gets in",
    TIMEOUT,
    async () => {
      const patch = { file: FILE, find: "const FREE_FAILURES = 5;", replace: "const FREE_FAILURES = 1e6;" };
      await using hub = await startHub([patch]);
      const right = await hub.authFor(NAME, PASSPHRASE);
      const { mostAnHour, gotIn } = await oneByOne(claimedAddress)(hub, right, RIGHT_ONE + 20);
      expect(mostAnHour).toBeGreaterThan(RIGHT_ONE);
      expect(gotIn).toBe(true);
    },
  );

  /** A hundred names, two seconds each: nothing for a hub that forgets so soon. */
  const withSmallFloods: Attack = async (hub) => {
    const guesser = new Guesser(hub);
    for (let n = 0; n < 800; n++) {
      hub.advance(2 * SECOND);
      if (n % 110 < 6) await guesser.guess(NAME);
      else await guesser.guess(`invented ${n}`, { isTarget: false });
    }
    return guesser.found();
  };

  test.each<[string, Patch, Attack, number]>(
    takenOut([
      [
        "names counted as they are spelled",
        {
          file: "hub/access/open-access.ts",
          find: "attempts.waitFor(name)",
          replace: "attempts.waitFor(request.name)",
        },
        underSpellings,
        400,
      ],
      [
        "tries counted only when they have failed",
        {
          file: FILE,
          find: "note(name, (account?.failures ?? 0) + 1);\n      return 0;\n    },\n    failed(name) {\n      note(name, names.get(name)?.failures ?? 1);",
          replace:
            "return 0;\n    },\n    failed(name) {\n      note(name, (names.get(name)?.failures ?? 0) + 1);",
        },
        inLargeBursts,
        240,
      ],
      [
        "few names remembered",
        { file: FILE, find: "const MOST_NAMES = 1_000;", replace: "const MOST_NAMES = 100;" },
        withSmallFloods,
        800,
      ],
    ]),
  )(
    "with %s, more than thirty an hour reach the verifier",
    { ...TIMEOUT, ...TAKES_BARRIER_OUT },
    async (_, patch, attack, guesses) => {
      // Where a try takes a while, those of one burst are under way before the first has failed.
      const isSlow = attack === inLargeBursts;
      await using hub = await startHub(isSlow ? [patch, SLOW_HASH] : [patch], !isSlow);
      const right = await hub.authFor(NAME, PASSPHRASE);
      expect((await attack(hub, right, guesses)).mostAnHour).toBeGreaterThan(MOST_AN_HOUR);
    },
  );
});
