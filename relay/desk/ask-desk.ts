import { request } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { RelayError } from "../errors.ts";
import { DESK, type HubsHere, hubsHere } from "./desk-answers.ts";

const ANSWER_WITHIN_MS = 5_000;

/** @returns undefined where no relay runs on that folder @throws RelayError `relay.no-answer` */
export async function askHubsHere(folder: string): Promise<HubsHere | undefined> {
  try {
    return hubsHere.parse(JSON.parse(await get(join(folder, DESK.socket), DESK.hubs)));
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    // A relay that was killed leaves its socket, at which nobody answers.
    if (code === "ENOENT" || code === "ECONNREFUSED") return undefined;
    throw new RelayError(
      "relay.no-answer",
      "The relay that runs there does not answer.",
      "Ask http://127.0.0.1:9464/ready how it is; if it stays so, start it again.",
      { cause },
    );
  }
}

const get = (socketPath: string, path: string): Promise<string> =>
  new Promise((resolve, reject) => {
    const signal = AbortSignal.timeout(ANSWER_WITHIN_MS);
    const asking = request({ socketPath, path, signal }, (answer) => void text(answer).then(resolve, reject));
    asking.on("error", reject).end();
  });
