/** The links of any number of houses in a process of their own: real sessions, enrolled by the operator's own key, with one door behind all of them. */
import { randomBytes } from "node:crypto";
import { systemClock } from "../../../hub/clock/system-clock.ts";
import type { PublicKey } from "../../../hub/contract/jws.ts";
import { startRelayLink } from "../../../hub/link/relay/start-relay-link.ts";
import { openHubSigner } from "../../../hub/store/hub-signer.ts";
import { openRelayKeys } from "../../../relay/keep/relay-keys.ts";
import { signCredential } from "../../../relay/wire/credentials.ts";
import { signHubHello } from "../../../relay/wire/hello.ts";
import { hashLabel, hubIdOf, makeDeviceLabel, sayRemoteName } from "../../../relay/wire/remote-name.ts";
import { makeRecordingLog } from "../../support/quiet-log.ts";
import { answerQuestions } from "../helper.ts";

export type HousesQuestions = {
  /** @returns a device's name for each new house, once all of them are there */
  add: {
    readonly input: {
      readonly count: number;
      /** The relay's, in which the operator's key lies. */
      readonly folder: string;
      readonly zone: string;
      readonly host: string;
      readonly port: number;
      readonly door: string;
      /** So many are signing in at any time. */
      readonly atOnce: number;
    };
    readonly answer: readonly string[];
  };
  /** Counts anew from now on. */
  watch: { readonly input: null; readonly answer: null };
  returned: { readonly input: null; readonly answer: Returned };
};

export interface Returned {
  readonly up: number;
  readonly of: number;
  /** Of each coming back since `watch`: when, Unix ms. */
  readonly backAt: readonly number[];
  /** Of each that came back: ms since it noticed that its line was gone. */
  readonly awayMs: readonly number[];
  /** Of each try that failed: when it began, Unix ms. The end of what was there before is none. */
  readonly failedAt: readonly number[];
}

interface House {
  isUp: boolean;
  triedAt: number;
  lostAt: number;
}
const houses: House[] = [];
let backAt: number[] = [];
let awayMs: number[] = [];
let failedAt: number[] = [];

answerQuestions<HousesQuestions>({
  async add({ count, folder, zone, host, port, door, atOnce }) {
    const { operator, operatorSigner } = await openRelayKeys(folder, Date.now);
    if (operatorSigner === undefined) throw new Error("no operator");
    const names: string[] = [];
    const addOne = async () => {
      const signer = openHubSigner(randomBytes(32));
      const said = { v: 1, hub: signer.publicKey, zone, issuedAt: Date.now() } as const;
      const enrolment = await signCredential("enrolment", said, operatorSigner);
      const label = makeDeviceLabel(randomBytes(16));
      names.push(sayRemoteName({ label, hub: hubIdOf(signer.publicKey as PublicKey) }, zone));
      const house: House = { isUp: false, triedAt: 0, lostAt: 0 };
      houses.push(house);
      const up = Promise.withResolvers<void>();
      let session = 0;
      startRelayLink({
        note: { host, port, zone, operator, enrolment },
        sayHello: (channel) => signHubHello(channel, { session: ++session, enrolment }, signer),
        door,
        said: { labels: [hashLabel(label)], proofs: { txt: [], issuers: [], named: [] } },
        clock: systemClock,
        random: Math.random,
        log: makeRecordingLog(),
        onState({ kind }) {
          if (kind === "connecting") house.triedAt = Date.now();
          else if (kind === "up") {
            house.isUp = true;
            backAt.push(Date.now());
            awayMs.push(Date.now() - house.lostAt);
            up.resolve();
          } else if (kind === "down") {
            if (house.isUp) house.lostAt = Date.now();
            else failedAt.push(house.triedAt);
            house.isUp = false;
          }
        },
      });
      await up.promise;
    };
    let left = count;
    const adder = async () => {
      while (left-- > 0) await addOne();
    };
    await Promise.all(Array.from({ length: atOnce }, adder));
    return names;
  },
  watch() {
    backAt = [];
    awayMs = [];
    failedAt = [];
    return null;
  },
  returned: () => ({
    up: houses.filter(({ isUp }) => isUp).length,
    of: houses.length,
    backAt,
    awayMs,
    failedAt,
  }),
});
