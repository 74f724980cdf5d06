/** The judge of passphrases as browsers are served it, run in a thread of its own, which goes with its 30 MB of lists when it has said what it thinks. */
import { Worker } from "node:worker_threads";
import { gunzipSync } from "node:zlib";

/** A file of the built page. */
interface PageFile {
  readonly bytes: Uint8Array;
  readonly isGzipped: boolean;
}

/** @returns those that it would take; `undefined` where the page has no judge */
export type AskJudge = (
  passphrases: readonly string[],
  ownWords: readonly string[],
  signal: AbortSignal,
) => Promise<readonly string[] | undefined>;

const JUDGE = /^\/assets\/judge-worker-[\w-]+\.js$/;
/** `isAcceptable` of `hub/passphrase`. */
const TAKEN: ReadonlySet<unknown> = new Set(["good", "strong"]);

export const makeServedJudge =
  (page: ReadonlyMap<string, PageFile>): AskJudge =>
  async (passphrases, ownWords, signal) => {
    const file = [...page].find(([path]) => JUDGE.test(path))?.[1];
    if (file === undefined) return undefined;
    const script = Buffer.from(file.isGzipped ? gunzipSync(file.bytes) : file.bytes).toString();
    const thread = new Worker(new URL("./judge-thread.ts", import.meta.url), {
      workerData: script,
      resourceLimits: { maxOldGenerationSizeMb: 192 },
    });
    try {
      const verdicts = await new Promise<readonly unknown[]>((done, failed) => {
        const heard = new Map<number, unknown>();
        signal.addEventListener("abort", () => failed(signal.reason), { once: true });
        thread.on("error", failed);
        thread.on("exit", () => failed(new Error("the judge went away")));
        thread.on("message", (answer: { id: number; kind: string; output?: { kind: string } }) => {
          if (answer.kind !== "done") return failed(new Error("the judge broke down"));
          heard.set(answer.id, answer.output?.kind);
          if (heard.size === passphrases.length) done(passphrases.map((_, id) => heard.get(id)));
        });
        for (const [id, passphrase] of passphrases.entries())
          thread.postMessage({ id, name: "judge", input: { passphrase, ownWords } });
      });
      return passphrases.filter((_, at) => TAKEN.has(verdicts[at]));
    } finally {
      await thread.terminate();
    }
  };
