/** The hub's end of `link.sock`, for what certificates need: `hub/contract/link-job.ts`. */
import { request } from "node:http";
import type { Socket } from "node:net";
import { LINK, type TextsAnswer, type TextsJob, textsAnswer } from "../contract/link-job.ts";
import { ms, seconds } from "../domain/duration.ts";
import { postJson } from "../local-socket/post-json.ts";
import type { Clock } from "../ports/clock.ts";
import { CertificateError } from "./errors.ts";

/** Link is started when it is first wanted, and started again when it ended. */
const COMES_WITHIN = seconds(8);
const LOOK_AGAIN = ms(250);
/** Longer than link itself takes. */
const PATIENCE = seconds(20);
const MAX_ANSWER = 65_536;

export interface LinkLine {
  /**
   * @param target `name:port`
   * @returns a stream to it, whose end is the caller's
   * @throws CertificateError `certificate.no-link`, `certificate.no-answer`
   */
  dial(target: string, signal: AbortSignal): Promise<Socket>;
  /** @throws CertificateError `certificate.no-link` */
  askNameServers(job: TextsJob, signal: AbortSignal): Promise<TextsAnswer>;
}

export function openLinkLine(socketPath: string, clock: Clock): LinkLine {
  /** Again while link is on its way. */
  const onceThere = async <T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> => {
    const end = clock.monotonic() + COMES_WITHIN;
    for (;;) {
      try {
        return await ask();
      } catch (cause) {
        const { code } = cause as { code?: string };
        const isAway = code === "ENOENT" || code === "ECONNREFUSED";
        if (cause instanceof CertificateError) throw cause;
        if (!isAway || signal.aborted || clock.monotonic() >= end)
          throw new CertificateError("certificate.no-link", "link does not answer", { cause });
      }
      await clock.sleep(LOOK_AGAIN, signal);
    }
  };

  const connect = (target: string, signal: AbortSignal) =>
    new Promise<Socket>((connected, failed) => {
      const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
      const sent = request({ socketPath, agent: false, method: "CONNECT", path: target, signal: until });
      sent.on("error", failed);
      sent.on("connect", ({ statusCode }, socket: Socket, head: Buffer) => {
        if (statusCode === 200) {
          if (head.length > 0) socket.unshift(head);
          return connected(socket);
        }
        socket.destroy();
        const code = statusCode === 502 ? "certificate.no-answer" : "certificate.no-link";
        failed(new CertificateError(code, `link says ${statusCode}`));
      });
      sent.end();
    });

  const post = async (job: TextsJob, signal: AbortSignal): Promise<TextsAnswer> => {
    const until = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE)]);
    const question = { socketPath, path: LINK.texts, body: job, signal: until, maxAnswer: MAX_ANSWER };
    const { status, text } = await postJson(question);
    if (status !== 200) throw new CertificateError("certificate.no-link", `link says ${status}`);
    return textsAnswer.parse(JSON.parse(text));
  };

  return {
    dial: (target, signal) => onceThere(() => connect(target, signal), signal),
    askNameServers: (job, signal) => onceThere(() => post(job, signal), signal),
  };
}
