/** Brings a build to the hub, from beside the release that names it: no redirect, nothing said of the house, and never more than was signed. */
import { mkdir, open, rename, rm, stat } from "node:fs/promises";
import type { IncomingMessage } from "node:http";
import { type Agent, get } from "node:https";
import { join } from "node:path";
import { hours } from "../domain/duration.ts";
import { ReleaseRefused } from "./errors.ts";
import { type Build, checkBuild } from "./release.ts";

/** For 60 MB by a line that gives 20 kB a second. */
const PATIENCE = hours(1);

/** @throws ReleaseRefused; whatever the line or the disk says */
export type FetchBuild = (
  build: Build,
  folder: string,
  progress: (bytes: number) => void,
  signal: AbortSignal,
) => Promise<void>;

/** @param release its address @param openAgent the way out of the house; it ends with the signal */
export const makeFetchBuild =
  (release: string, openAgent: (signal: AbortSignal) => Agent): FetchBuild =>
  async (build, folder, progress, signal) => {
    const whole = join(folder, build.file);
    if ((await stat(whole).catch(() => undefined))?.size === build.bytes) return;
    // Of another release: one lies there at a time.
    await rm(folder, { recursive: true, force: true });
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const answer = await ask(new URL(build.file, release), openAgent(until), until);
    const check = checkBuild(build);
    const partial = `${whole}.partial`;
    await using file = await open(partial, "wx", 0o600);
    let length = 0;
    for await (const piece of answer as AsyncIterable<Buffer>) {
      check.take(piece);
      await file.writeFile(piece);
      length += piece.byteLength;
      progress(length);
    }
    check.end();
    await file.sync();
    await rename(partial, whole);
  };

const ask = (address: URL, agent: Agent, signal: AbortSignal) =>
  new Promise<IncomingMessage>((answered, failed) => {
    const sent = get(
      address,
      { agent, signal, headers: { accept: "application/octet-stream" } },
      (response) => {
        if (response.statusCode === 200) return answered(response);
        response.destroy();
        failed(new ReleaseRefused("update.not-there", `status ${response.statusCode}`));
      },
    );
    sent.on("error", failed);
  });
