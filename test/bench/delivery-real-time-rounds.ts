/**
 * Deliveries in real time, each process on its own, while the hub takes in other people's messages as fast as a house full
 * of phones could send them.
 */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { ToyView } from "../../hub/contract/api.ts";
import type { ChildSpec } from "../../scripts/supervisor/child-process.ts";
import type { ProcessName } from "../../scripts/supervisor/processes.ts";
import { HubRefusal } from "../../web-ui/src/hub/errors.ts";
import { claimBear, claimToy, untilHouse } from "../support/claim-bear.ts";
import { type Clip, type Guardian, prepareClip, randomId } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";
import { giveWay } from "./give-way.ts";
import { OpenPage } from "./open-page.ts";
import { type Peer, startPeer } from "./peers/start-peer.ts";
import { spokenSeconds } from "./spoken-seconds.ts";
import { isRestart, type LoggedUpload, type LoopDelays, readLoop, readUploadEnded } from "./toy-log.ts";

/** Bytes per second that the toy drains: the slowest that can work, the public client's, two between, at once. */
const DRAINS = ["1500", "2500", "5000", "10000", "fast"] as const;
const UPLOADS_A_SECOND = 10;
const LONGEST_DELIVERY_MS = 120_000;
const WATCHED = ["hub", "ble", "air", "toy"] as const satisfies readonly ProcessName[];
const LOOP_WATCH = new URL("./peers/loop-watch.ts", import.meta.url);

export interface MeasuredRealTime {
  readonly uploads: readonly LoggedUpload[];
  readonly delivered: number;
  /** Times that the toy's watchdog restarted it. */
  readonly restarts: number;
  /** How late timers were, worst of all deliveries; `bare` is a process with nothing to do. */
  readonly loops: Readonly<Record<(typeof WATCHED)[number] | "bare", LoopDelays>>;
  /** What the hub really took in and acknowledged beside the deliveries. */
  readonly loadPerSecond: number;
  /** What it sent back as too much at once: `clip.not-checked`. */
  readonly loadRefused: number;
}

export async function measureRealTime(
  deliveriesPerDrain: number,
  report: (line: string) => void,
): Promise<MeasuredRealTime> {
  const uploads: LoggedUpload[] = [];
  const loops = new LoopBook();
  let restarts = 0;
  let drain: (typeof DRAINS)[number] = DRAINS[0];
  await using stack = await RunningStack.start({
    change: (name, spec) => changed(name, spec, drain),
    onLine(name, line) {
      const upload = name === "toy" ? readUploadEnded(line) : undefined;
      if (upload !== undefined) uploads.push(upload);
      if (name === "toy" && isRestart(line)) restarts += 1;
      loops.note(name, readLoop(line));
    },
  });
  const run = stack.runFolder.path;
  const { guardian, toy } = await claimBear(stack, toyHands(`${run}/toy.sock`));
  const absent = await claimAndLeave(guardian, run);
  await using bare = await startPeer("bare", {
    node: process.execPath,
    script: LOOP_WATCH,
    args: [],
    onLine: (line) => loops.note("bare", readLoop(line)),
  });
  const ask = async () => {
    for (const pid of [...WATCHED.map((name) => stack.pid(name)), bare.pid]) process.kill(pid, "SIGUSR2");
    await wait(200);
  };

  const clip = await prepareClip(spokenSeconds(10), 16_000);
  const load = new Load(guardian, absent, await prepareClip(spokenSeconds(10, 3), 16_000));
  await load.prepare();
  await giveWay();
  await using page = await OpenPage.open(guardian);
  let delivered = 0;
  for (drain of DRAINS) {
    report(`delivery: ${deliveriesPerDrain} in real time, the toy drains ${drain} B/s`);
    await stack.stop("toy");
    // A message sent on the old link would be lost with it, and measured as the second try.
    await untilHouse(guardian, ({ toys }) => toys.every(({ connected }) => !connected));
    await stack.begin("toy");
    await untilHouse(guardian, ({ toys }) => toys.some(({ id, connected }) => id === toy.id && connected));
    for (let n = 0; n < deliveriesPerDrain; n += 1) {
      await ask();
      loops.isCounting = true;
      load.start();
      const { id } = await guardian.send(clip, toy);
      const ended = await page.until(id, ["on_toy", "failed"], LONGEST_DELIVERY_MS);
      await load.stop();
      await ask();
      loops.isCounting = false;
      if (ended === "on_toy") delivered += 1;
      await guardian.client.call("POST", `/messages/${id}/replace`);
      await load.tidy();
    }
  }
  return {
    uploads,
    delivered,
    restarts,
    loops: loops.worst,
    loadPerSecond: load.perSecond,
    loadRefused: load.refused,
  };
}

/** Watched, and on an air that has room for a second toy. */
function changed(name: ProcessName, spec: ChildSpec, drain: string): ChildSpec {
  const watched = { ...spec, args: ["--import", LOOP_WATCH.href, ...spec.args] };
  if (name === "toy") return { ...watched, env: { ...spec.env, PAWPOST_TOY_DRAIN: drain } };
  return name === "air" ? { ...watched, args: [...watched.args.slice(0, -1), AIR] } : watched;
}

const AIR = fileURLToPath(new URL("./peers/air-for-two-toys.ts", import.meta.url));
const TOY = new URL("../../ble/simulator/toy-main.ts", import.meta.url);

/** A second toy of the house that is out of reach by now. */
async function claimAndLeave(guardian: Guardian, run: string): Promise<ToyView> {
  const folder = join(run, "second");
  await mkdir(folder);
  await using _second: Peer = await startPeer("second toy", {
    node: process.execPath,
    script: TOY,
    args: [],
    env: { PAWPOST_RUN: folder, PAWPOST_DATA: folder, PAWPOST_HCI: `unix:${run}/hci-toy-2.sock` },
  });
  return await claimToy(guardian, toyHands(join(folder, "toy.sock")), {
    toyName: "Rabbit",
    childName: "Other",
  });
}

/** Sealed, stamped messages to a toy that is not there, ten a second. */
class Load {
  readonly #guardian: Guardian;
  readonly #toy: ToyView;
  readonly #clip: Clip;
  /** The same for all: the hub cannot see into it, and the phones are not what is measured. */
  #sealed = new Uint8Array();
  readonly #underway = new Set<Promise<void>>();
  #sent: string[] = [];
  #taken = 0;
  refused = 0;
  #runningMs = 0;
  #startedAt = 0;
  #timer: NodeJS.Timeout | undefined;
  #trouble: unknown;

  constructor(guardian: Guardian, toy: ToyView, clip: Clip) {
    this.#guardian = guardian;
    this.#toy = toy;
    this.#clip = clip;
  }

  get perSecond(): number {
    return (this.#taken * 1_000) / this.#runningMs;
  }

  async prepare(): Promise<void> {
    this.#sealed = await this.#guardian.seal(this.#clip, randomId());
  }

  start(): void {
    this.#startedAt = performance.now();
    this.#timer = setInterval(() => this.#sendOne(), 1_000 / UPLOADS_A_SECOND);
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.#runningMs += performance.now() - this.#startedAt;
    await Promise.all(this.#underway);
    if (this.#trouble !== undefined) throw this.#trouble;
  }

  /** A house's queue is short: what was sent during one delivery is gone before the next. */
  async tidy(): Promise<void> {
    for (const id of this.#sent) await this.#guardian.client.call("POST", `/messages/${id}/cancel`);
    this.#sent = [];
  }

  #sendOne(): void {
    const sending = this.#send().catch((error: unknown) => {
      this.#trouble = error;
    });
    this.#underway.add(sending);
    void sending.then(() => this.#underway.delete(sending));
  }

  async #send(): Promise<void> {
    const id = randomId();
    const form = await this.#guardian.form(this.#clip, this.#toy, id, { sealed: this.#sealed });
    try {
      await this.#guardian.client.call("POST", "/messages", { form });
    } catch (error) {
      if (!(error instanceof HubRefusal && error.code === "clip.not-checked")) throw error;
      this.refused += 1;
      return;
    }
    this.#sent.push(id);
    this.#taken += 1;
  }
}

class LoopBook {
  isCounting = false;
  readonly #worst = new Map<string, LoopDelays>();

  note(name: string, delays: LoopDelays | undefined): void {
    if (delays === undefined || !this.isCounting) return;
    const before = this.#worst.get(name) ?? { worstMs: 0, p99Ms: 0 };
    this.#worst.set(name, {
      worstMs: Math.max(before.worstMs, delays.worstMs),
      p99Ms: Math.max(before.p99Ms, delays.p99Ms),
    });
  }

  get worst(): MeasuredRealTime["loops"] {
    const of = (name: string) => this.#worst.get(name) ?? { worstMs: Number.NaN, p99Ms: Number.NaN };
    return { hub: of("hub"), ble: of("ble"), air: of("air"), toy: of("toy"), bare: of("bare") };
  }
}
