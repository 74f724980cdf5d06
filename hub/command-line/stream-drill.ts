import type { ServerResponse } from "node:http";
import type { DrillLine } from "../contract/drill.ts";
import { HubError } from "../domain/hub-error.ts";
import type { House } from "../use-cases/house.ts";
import { runDrill } from "../use-cases/keep-drill.ts";

/** The drill as somebody at the machine wants it, told line by line. It goes to its end, who hangs up or not. */
export async function streamDrill(house: House, response: ServerResponse): Promise<void> {
  response.writeHead(200, { "content-type": "application/x-ndjson", connection: "close" });
  const say = (line: DrillLine) => void response.write(`${JSON.stringify(line)}\n`);
  try {
    const run = await runDrill(house, {
      asked: true,
      signal: new AbortController().signal,
      trying: (step) => say({ kind: "trying", step }),
      tried: (result) => say({ kind: "result", result }),
    });
    say({ kind: "ended", run });
  } catch (error) {
    // Whatever is none of ours is a mistake, and the log has it.
    if (!(error instanceof HubError)) house.fail(error);
    const { code, message } =
      error instanceof HubError ? error : { code: "hub.failed", message: "the hub failed" };
    say({ kind: "failed", code, message });
  }
  response.end();
}
