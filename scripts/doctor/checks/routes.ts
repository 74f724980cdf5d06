import { randomBytes } from "node:crypto";
import { Agent, request } from "node:http";
import { API } from "../../../hub/contract/api.ts";
import { makePublicId } from "../../../hub/contract/public-id.ts";
import { seconds } from "../../../hub/domain/duration.ts";
import { type Check, cannotTell, fail, ok, withoutHub } from "../../../hub/house-check/check.ts";
import type { DoctorContext } from "../doctor-context.ts";

const UNAUTHORIZED = 401;
const MISDIRECTED = 421;
/** A name by which nobody opens a hub: what a page elsewhere would say that has itself led here. */
const FOREIGN = "attacker.example";

/** Every route that is for somebody is asked by nobody. Those that anybody may ask are left alone: some count who tries. */
export const routesCheck: Check<DoctorContext> = {
  id: "routes",
  title: "Every door of the page",
  why: "The toy maker’s recordings were handed to whoever asked: here each address wants a session and its own device.",
  within: seconds(30),
  async run(context, signal) {
    const { hub } = context;
    if (hub === undefined) return withoutHub(context);
    const { ALL_ROUTES } = await import("../../../hub/api/routes/all-routes.ts");
    const guarded = ALL_ROUTES.filter(({ policy }) => policy !== "anybody");
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    try {
      const ask = (method: string, path: string, host?: string) =>
        statusOf(new URL(path, hub.address), method, {
          agent,
          signal,
          ...(host === undefined ? {} : { host }),
        });
      const open: string[] = [];
      for (const { method, path } of guarded) {
        const status = await ask(method, API + path.replaceAll(/:[a-z]+/g, anId));
        if (status !== UNAUTHORIZED) open.push(`${method} ${API}${path} answers ${status}`);
      }
      if (open.length > 0)
        return fail(
          `Without a session: ${open.slice(0, 3).join("; ")}${open.length > 3 ? `; ${open.length - 3} more` : ""}.`,
          `Stop the hub, and report it: SECURITY.md. Is it of this version? It says ${hub.version}.`,
        );
      const elsewhere = await ask("GET", "/", FOREIGN);
      if (elsewhere !== MISDIRECTED)
        return fail(
          `It answers to a foreign name (${elsewhere}).`,
          "Stop the hub, and report it: SECURITY.md",
        );
      return ok(`All ${guarded.length} that are for somebody turn away who shows nothing.`);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ECONNREFUSED")
        return cannotTell(
          `Nobody listens at ${hub.address}.`,
          "pawpost doctor once more: was it just being started?",
        );
      throw error;
    } finally {
      agent.destroy();
    }
  },
};

const anId = () => makePublicId(new Uint8Array(randomBytes(16)));

const statusOf = (
  url: URL,
  method: string,
  { host, ...how }: { readonly agent: Agent; readonly signal: AbortSignal; readonly host?: string },
): Promise<number> =>
  new Promise((told, failed) => {
    const asking = request(
      url,
      // Where it listens; not every machine has that name for it.
      { ...how, hostname: "127.0.0.1", method, headers: { host: host ?? url.host, "content-length": 0 } },
      (answer) => {
        answer.resume();
        answer.once("end", () => told(answer.statusCode ?? 0));
        answer.once("error", failed);
      },
    );
    asking.once("error", failed);
    asking.end();
  });
