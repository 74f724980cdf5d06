/**
 * The harmless trials of docs/hardware-checklist.md, run against the nearest toy that nobody holds. What they change they put back: the heart, and
 * game mode, which is left on over one lost link of a second. Nothing is recorded, nothing played, and nothing in here says which toy it was: no
 * address, no identifier, no sound.
 *
 *   listen 6 s ──▶ connect, ask ──▶ heart and game mode on, let go ──▶ connect, look, put back ──▶ connect slowly, wait
 *
 * Only where it is asked for: silence is sent to the fourth slot, which takes what lay there, and the toy's requests are timed.
 */
import { type Duration, ms, seconds } from "../../../hub/domain/duration.ts";
import type { Clock } from "../../../hub/ports/clock.ts";
import { RadioError } from "../../radio/errors.ts";
import type { Advert, Link, Radio } from "../../radio/radio.ts";
import { ToyError } from "../errors.ts";
import { recogniseAdvert } from "./advert.ts";
import { VALUES } from "./commands.ts";
import { ATT_MTU, CHARACTERISTICS, CLOUDPETS_SERVICE, FACTORY_IDENTIFIER } from "./gatt-table.ts";
import { blinkHeart, heartOff, isHeartBlinking } from "./heart.ts";
import { characterOf, parseIdentifier } from "./identifier.ts";
import { freePaws, makePawsReport } from "./paw.ts";
import { fetchValue } from "./result-register.ts";
import { SILENCE, SILENCE_MS } from "./silence.ts";
import { LENGTH_TOLERANCE_MS } from "./slot.ts";
import { STATES, stateName } from "./states.ts";
import { ToyWatch } from "./toy-watch.ts";
import { ToyWire } from "./toy-wire.ts";
import { upload } from "./upload.ts";
import { WRITES_PER_EVENT } from "./upload-pace.ts";
import { readVolume } from "./volume-control.ts";

export interface ProbeRow {
  /** Of docs/hardware-checklist.md. */
  readonly trial: number;
  readonly what: string;
  readonly seen: string;
  /** What the simulated toy does as it comes; `null`: this is only measured. */
  readonly supposed: string | null;
}

export interface ProbeOptions {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Silence over what lies in the fourth slot, and requests timed. */
  readonly mayUpload: boolean;
  onStep(what: string): void;
}

const LISTEN = seconds(6);
const QUICK = { intervalMs: 12.5, supervisionMs: 1_000, within: seconds(10) };
const SLOWER = { intervalMs: 50, supervisionMs: 1_000, within: seconds(10) };
const ASKS_WITHIN = seconds(10);
const LOOK_EVERY = ms(50);
const AWAY = seconds(1);
const SLOTS = [1, 2, 3, 4] as const;
const SLOT = 4;
/** Any value that is none of the others asks the audio chip for its version. */
const CHIP_VERSION = 0x10;
const REQUEST_BYTES = 256;

/** @throws ToyError `toy.silent`: no toy is heard; what the radio throws */
export async function probeToy(radio: Radio, options: ProbeOptions): Promise<readonly ProbeRow[]> {
  return await new Probe(radio, options).run();
}

class Probe {
  readonly #radio: Radio;
  readonly #options: ProbeOptions;
  readonly #rows: ProbeRow[] = [];
  #address = "";

  constructor(radio: Radio, options: ProbeOptions) {
    this.#radio = radio;
    this.#options = options;
  }

  async run(): Promise<readonly ProbeRow[]> {
    const { onStep, mayUpload } = this.#options;
    onStep("listening");
    await this.#listen();
    onStep("asking");
    await this.#held(QUICK, (wire, watch) => this.#ask(wire, watch));
    onStep("letting go for a second");
    await this.#held(QUICK, (wire) => this.#leaveOn(wire));
    await this.#options.clock.sleep(AWAY, this.#options.signal);
    await this.#held(QUICK, (wire, watch) => this.#lookAgain(wire, watch));
    onStep("waiting for the interval that it asks for");
    await this.#waitForWish();
    if (mayUpload) {
      onStep("sending silence");
      await this.#held(QUICK, (wire, watch) => this.#upload(wire, watch));
    }
    return this.#rows.toSorted((one, other) => one.trial - other.trial);
  }

  #row(trial: number, what: string, seen: string, supposed: string | null = null): void {
    this.#rows.push({ trial, what, seen, supposed });
  }

  async #listen(): Promise<void> {
    const { clock, signal } = this.#options;
    const heard = new Map<string, Advert[]>();
    {
      await using _scan = await this.#radio.scan(
        (advert) => {
          if (recogniseAdvert(advert) !== undefined)
            heard.set(advert.address, [...(heard.get(advert.address) ?? []), advert]);
        },
        { within: seconds(10), signal },
      );
      await clock.sleep(LISTEN, signal);
    }
    const loudest = (adverts: readonly Advert[]) => Math.max(...adverts.map(({ rssi }) => rssi));
    const [nearest] = [...heard].sort(([, one], [, other]) => loudest(other) - loudest(one));
    if (nearest === undefined) throw new ToyError("toy.silent", "No toy was heard that nobody holds");
    const [address, adverts] = nearest;
    this.#address = address;
    const gaps = adverts.slice(1).map(({ at }, index) => at - (adverts[index]?.at ?? at));
    const name = adverts.find(({ name: told }) => told !== undefined)?.name ?? "";
    const data = adverts.find(({ manufacturerData }) => manufacturerData !== undefined)?.manufacturerData;
    const identifier = data === undefined ? undefined : parseIdentifier(data.subarray(2));
    this.#row(27, "firmware slot that runs", / ([AB]) /.exec(name)?.[1] ?? "not told", "A");
    this.#row(
      27,
      "firmware version",
      recogniseAdvert(adverts[0] as Advert)?.firmware ?? "not told",
      "1.0.19",
    );
    this.#row(26, "identifier in the advert", kindOf(identifier));
    this.#row(26, "bytes of manufacturer data", String(data?.byteLength ?? 0), "18");
    this.#row(28, "signal, dBm", String(loudest(adverts)));
    this.#row(28, "between two adverts, ms (median)", roundTo(50, median(gaps)), "500");
  }

  async #ask(wire: ToyWire, watch: ToyWatch): Promise<void> {
    const { signal } = wire.link;
    const { clock } = this.#options;
    this.#row(13, "ATT_MTU and properties", await this.#gatt(wire.link), `${ATT_MTU}, as in the table`);
    this.#row(14, "interval that was granted, ms", String(wire.link.intervalMs), "12.5");
    this.#row(6, "state when held", stateName(wire.state) ?? String(wire.state), "idle");
    const { current, stored } = await readVolume(wire, signal);
    this.#row(1, "volume now, 0 to 255", String(current));
    this.#row(1, "volume stored", stored === undefined ? "none" : String(stored));
    await blinkHeart(wire, signal);
    const asked = clock.monotonic();
    const recording = await fetchValue(wire, watch, VALUES.recordingLength, signal);
    this.#row(16, "a question takes, ms", roundTo(10, clock.monotonic() - asked));
    this.#row(6, "a question puts the heart out", yesNo(!(await isHeartBlinking(wire, signal))), "yes");
    this.#row(16, "its own recording, ms", String(recording));
    const lengths: number[] = [];
    for (const slot of SLOTS) lengths.push(await fetchValue(wire, watch, slot, signal));
    this.#row(16, "its four slots, ms", lengths.join(", "));
    const version = await fetchValue(wire, watch, CHIP_VERSION, signal);
    this.#row(22, "audio chip version", String(version), "10");
  }

  /** All that is in the table, with the properties that it has there. */
  async #gatt(link: Link): Promise<string> {
    const { signal } = link;
    const rows = Object.values(CHARACTERISTICS);
    const wanted = rows.map(({ uuid }) => uuid);
    const found = await link.characteristics(CLOUDPETS_SERVICE, wanted, { within: seconds(10), signal });
    const others = rows.filter(({ uuid, properties }) => {
      const real = found.get(uuid)?.properties ?? new Set();
      return real.size !== properties.length || !properties.every((one) => real.has(one));
    });
    if (others.length === 0) return `${ATT_MTU}, as in the table`;
    return `not as in the table: ${others.map(({ description }) => description).join(", ")}`;
  }

  async #leaveOn(wire: ToyWire): Promise<void> {
    await blinkHeart(wire, wire.link.signal);
    await makePawsReport(wire, wire.link.signal);
  }

  async #lookAgain(wire: ToyWire, watch: ToyWatch): Promise<void> {
    const { signal } = wire.link;
    try {
      this.#row(6, "a lost link puts the heart out", yesNo(!(await isHeartBlinking(wire, signal))), "no");
      const isGameMode = (await fetchValue(wire, watch, VALUES.gameMode, signal)) !== 0;
      this.#row(2, "a lost link ends game mode", yesNo(!isGameMode), "no");
    } finally {
      await freePaws(wire, signal);
      await heartOff(wire, signal);
    }
  }

  /** Nothing is asked of it meanwhile. */
  async #waitForWish(): Promise<void> {
    const { clock, signal } = this.#options;
    await using link = await this.#radio.connect(this.#address, { ...SLOWER, signal });
    const [begun, first] = [clock.monotonic(), link.intervalMs];
    while (link.intervalMs === first && clock.monotonic() - begun < ASKS_WITHIN)
      await clock.sleep(LOOK_EVERY, AbortSignal.any([signal, link.signal]));
    const hasChanged = link.intervalMs !== first;
    const after = clock.monotonic() - begun;
    this.#row(
      14,
      "interval that it asks for, ms",
      hasChanged ? String(link.intervalMs) : "none in 10 s",
      "12.5",
    );
    this.#row(14, "and when, s after the connection", hasChanged ? roundTo(1, after / 1_000) : "never", "6");
  }

  async #upload(wire: ToyWire, watch: ToyWatch): Promise<void> {
    const { clock } = this.#options;
    const { signal } = wire.link;
    // Between the two nobody sends: so long the toy takes for its first 256 bytes.
    const drained = { from: Number.NaN, to: Number.NaN };
    const stop = wire.onSignal((told) => {
      if (told.kind === "state" && told.code === STATES.audioUpload) drained.from = clock.monotonic();
      if (told.kind === "request" && told.request.bytes === REQUEST_BYTES && Number.isNaN(drained.to))
        drained.to = clock.monotonic();
    });
    const silence = { slot: SLOT, clip: SILENCE, isCautious: true, signal, onProgress: () => undefined };
    try {
      await upload(wire, watch, silence);
      const rate = (1_000 * REQUEST_BYTES) / (drained.to - drained.from);
      this.#row(11, "an upload goes to its end", "yes", "yes");
      const most = wire.link.mostSentInOneEvent;
      const packets = most === 0 ? "not told" : String(most);
      this.#row(13, "packets of ours in one connection event, at most", packets, String(WRITES_PER_EVENT));
      this.#row(12, "drains, bytes a second (about)", roundTo(500, rate), "2500");
      await wire.idle(seconds(3), signal);
      const length = await fetchValue(wire, watch, SLOT, signal);
      const isExact = Math.abs(length - SILENCE_MS) <= LENGTH_TOLERANCE_MS;
      this.#row(16, "length of what was sent is told exactly", yesNo(isExact), "yes");
    } catch (error) {
      const code = error instanceof ToyError || error instanceof RadioError ? error.code : undefined;
      if (code === undefined) throw error;
      this.#row(11, "an upload goes to its end", code, "yes");
    } finally {
      stop();
      if (!signal.aborted) await heartOff(wire, signal);
    }
  }

  async #held(
    how: { readonly intervalMs: number; readonly supervisionMs: number; readonly within: Duration },
    work: (wire: ToyWire, watch: ToyWatch) => Promise<void>,
  ): Promise<void> {
    const { clock, signal } = this.#options;
    const link = await this.#radio.connect(this.#address, { ...how, signal });
    try {
      const both = AbortSignal.any([signal, link.signal]);
      const [wire] = await ToyWire.open(link, clock, both);
      await wire.refreshState(both);
      await work(wire, new ToyWatch(() => undefined));
    } finally {
      await link.disconnect({ within: seconds(3) }).catch(() => undefined); // gone already: what was wanted
    }
  }
}

function kindOf(identifier: string | undefined): string {
  if (identifier === undefined) return "none";
  if (identifier === FACTORY_IDENTIFIER) return "the factory's";
  return characterOf(identifier) === undefined ? "another form" : "as the maker's app writes it";
}

const yesNo = (is: boolean): string => (is ? "yes" : "no");

/** Two measurements of one toy are to read alike. */
const roundTo = (step: number, value: number): string =>
  Number.isFinite(value) ? String(Math.round(value / step) * step) : "not seen";

function median(values: readonly number[]): number {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
