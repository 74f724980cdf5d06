import { connect } from "node:net";
import { join } from "node:path";
import { LINK } from "../../contract/link-job.ts";
import { type Check, fail, ok, withoutHub } from "../check.ts";

/** An uncompressed point of P-256: RFC 8292. */
const POINT_BYTES = 65;
const KNOCK_MS = 2_000;

export const pushCheck: Check = {
  id: "push",
  title: "Telling closed pages",
  why: "A guardian whose page is closed hears of a warning only by push.",
  async run(context) {
    const { hub, runDir } = context;
    if (hub === undefined) return withoutHub(context);
    const { publicKey, subscriptions } = hub.push;
    const point = Buffer.from(publicKey, "base64url");
    if (point.byteLength !== POINT_BYTES || point[0] !== 4)
      return fail(
        "The hub’s key for push services is none.",
        "Stop the hub, bring push.key back from a backup (docs/recovery.md), and start it again.",
      );
    if (subscriptions === 0)
      return ok("The key is there. No device wants to be told while its page is closed.");
    const devices = `${subscriptions} ${subscriptions === 1 ? "device" : "devices"}`;
    if (runDir !== undefined && (await answers(join(runDir, LINK.socket))))
      return ok(`The key is there, and ${devices} can be told.`);
    return fail(
      `${devices} are to be told, and the process that dials out does not answer.`,
      context.isInstalled ? "sudo systemctl restart pawpost-link" : "Start everything again: scripts/start",
    );
  },
};

const answers = (path: string): Promise<boolean> =>
  new Promise((told) => {
    const socket = connect(path);
    const end = (isThere: boolean) => {
      socket.destroy();
      told(isThere);
    };
    socket.setTimeout(KNOCK_MS, () => end(false));
    socket.once("connect", () => end(true));
    // Who may not come sees that somebody is there.
    socket.once("error", ({ code }: NodeJS.ErrnoException) => end(code === "EACCES"));
  });
