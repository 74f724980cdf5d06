import type { ServerResponse } from "node:http";
import type { BackupLine } from "../contract/command-line.ts";
import { HubError } from "../domain/hub-error.ts";
import type { House } from "../use-cases/house.ts";
import { makeBackup } from "../use-cases/keep-backups.ts";

class HungUp extends HubError {
  override readonly name = "HungUp";
  readonly code = "backup.cancelled";
}

/** A backup as somebody at the machine wants it, told line by line. It stops when they hang up. */
export async function streamBackup(house: House, newPlace: boolean, response: ServerResponse): Promise<void> {
  const hungUp = new AbortController();
  response.on("close", () => hungUp.abort(new HungUp("whoever wanted it hung up")));
  response.writeHead(200, { "content-type": "application/x-ndjson", connection: "close" });
  const say = (line: BackupLine) => void response.write(`${JSON.stringify(line)}\n`);
  try {
    const made = await makeBackup(house, {
      newPlace,
      signal: hungUp.signal,
      tell: (progress) => say({ kind: "progress", ...progress }),
    });
    say({ kind: "made", made });
  } catch (error) {
    // Whatever is none of ours is a mistake, and the log has it.
    if (!(error instanceof HubError)) house.fail(error);
    const { code, message } =
      error instanceof HubError ? error : { code: "hub.failed", message: "the hub failed" };
    const advice = (error as { advice?: unknown } | null)?.advice;
    say({ kind: "failed", code, message, advice: typeof advice === "string" ? advice : "" });
  }
  response.end();
}
