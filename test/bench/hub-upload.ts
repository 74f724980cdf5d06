/**
 * A guardian's message of ten seconds, from the page's request to the hub's answer: over loopback, with the page's proof,
 * to a hub process of its own. Shaping, stamp and sealing are done before the clock starts, as the phone does them.
 */
import { open, unlink } from "node:fs/promises";
import { join } from "node:path";
import type { ToyView } from "../../hub/contract/api.ts";
import { claimBear, untilHouse } from "../support/claim-bear.ts";
import { type Clip, type Guardian, prepareClip, randomId } from "../support/guardian.ts";
import { RunningStack } from "../support/running-stack.ts";
import { toyHands } from "../support/toy-hands.ts";
import { spokenSeconds } from "./spoken-seconds.ts";

const CLIPS = 8;
const WARM_UP = 20;

export interface MeasuredUploads {
  /** The very first after the hub's start: the checking thread starts, nothing is compiled yet. */
  readonly firstMs: number;
  readonly aloneMs: readonly number[];
  /** As many at a time as `parallel` says. */
  readonly parallelMs: readonly number[];
  /** A file of as many bytes, written and flushed in turn with the uploads: `write`, `fdatasync`. */
  readonly bareMs: readonly number[];
  readonly bytes: number;
}

export async function measureUploads(
  samples: number,
  parallel: { readonly atOnce: number; readonly samples: number },
): Promise<MeasuredUploads> {
  await using stack = await RunningStack.start();
  const hands = toyHands(`${stack.runFolder.path}/toy.sock`);
  const { guardian, toy } = await claimBear(stack, hands);
  // The message waits: what is measured is the hub's taking it in, not the radio beside it.
  await hands.power(false);
  await untilHouse(guardian, ({ toys }) => toys[0]?.connected === false);
  const sender = new Sender(guardian, toy, await tenSecondClips());

  const firstMs = await sender.send();
  for (let n = 1; n < WARM_UP; n += 1) await sender.send();
  const bare = new BareFile(join(stack.dataFolder, "bench-bare-write"));
  const aloneMs: number[] = [];
  const bareMs: number[] = [];
  for (let n = 0; n < samples; n += 1) {
    // Either goes first as often, so that neither always finds what the other left to flush.
    if (n % 2 === 0) bareMs.push(await bare.write(sender.bytes));
    aloneMs.push(await sender.send());
    if (n % 2 === 1) bareMs.push(await bare.write(sender.bytes));
  }
  const parallelMs: number[] = [];
  while (parallelMs.length < parallel.samples) parallelMs.push(...(await sender.sendAtOnce(parallel.atOnce)));
  return { firstMs, aloneMs, parallelMs, bareMs, bytes: sender.bytes };
}

/** Different cuts of a voice, so that no two uploads in a row carry the same bytes. */
function tenSecondClips(): Promise<Clip[]> {
  return Promise.all(
    Array.from({ length: CLIPS }, (_, take) => prepareClip(spokenSeconds(10, take), 16_000)),
  );
}

class Sender {
  readonly #guardian: Guardian;
  readonly #toy: ToyView;
  readonly #clips: readonly Clip[];
  #sent = 0;
  #bytes = 0;

  constructor(guardian: Guardian, toy: ToyView, clips: readonly Clip[]) {
    this.#guardian = guardian;
    this.#toy = toy;
    this.#clips = clips;
  }

  /** What the last upload made the hub keep: the sealed copy and the clip for the toy. */
  get bytes(): number {
    return this.#bytes;
  }

  async send(): Promise<number> {
    const [took] = await this.sendAtOnce(1);
    return took as number;
  }

  /** @returns how long each took, ms */
  async sendAtOnce(count: number): Promise<number[]> {
    const ready = await Promise.all(Array.from({ length: count }, () => this.#prepare()));
    const took = await Promise.all(
      ready.map(async ({ form }) => {
        const start = performance.now();
        await this.#guardian.client.call("POST", "/messages", { form });
        return performance.now() - start;
      }),
    );
    // The queue of a household is short.
    for (const { id } of ready) await this.#guardian.client.call("POST", `/messages/${id}/cancel`);
    return took;
  }

  async #prepare(): Promise<{ readonly id: string; readonly form: FormData }> {
    const clip = this.#clips[this.#sent % this.#clips.length] as Clip;
    this.#sent += 1;
    const id = randomId();
    const sealed = await this.#guardian.seal(clip, id);
    this.#bytes = sealed.byteLength + clip.toyBytes.byteLength;
    return { id, form: await this.#guardian.form(clip, this.#toy, id, { sealed }) };
  }
}

/** The least that "durable" can cost on this disk. */
class BareFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** @returns how long `write` and `fdatasync` took, ms; opening and closing are not counted */
  async write(bytes: number): Promise<number> {
    const content = crypto.getRandomValues(new Uint8Array(65_536));
    const whole = new Uint8Array(bytes).map((_, at) => content[at % content.length] as number);
    const file = await open(this.#path, "wx", 0o600);
    try {
      const start = performance.now();
      await file.write(whole);
      await file.datasync();
      return performance.now() - start;
    } finally {
      await file.close();
      await unlink(this.#path);
    }
  }
}
