/** The hub as its own process, from the source or a patched copy, and whoever stands before its door with a bare socket. */
import { writeFileSync } from "node:fs";
import { Agent, type OutgoingHttpHeaders, request } from "node:http";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import { API, type SessionInfo, saltResponse, sessionInfo } from "../../hub/contract/api.ts";
import { parseBase64url } from "../../hub/contract/base64url.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import { type SessionProof, signProof } from "../../hub/contract/session-proof.ts";
import type { ChildLine } from "../../scripts/supervisor/child-line.ts";
import { SMALL_MEMORY } from "../../scripts/supervisor/node-flags.ts";
import { cheapPage } from "./bundled-program.ts";
import { CHEAP_HASH, CHEAP_KDF, pageIn } from "./cheap-hash.ts";
import { type Fetch, Guardian, quickHash, randomId } from "./guardian.ts";
import { makeSigner } from "./key-ring.ts";
import { makePatchedCopy, type Patch, type PatchedCopy } from "./patched-copy.ts";
import { Relative, rightsFor } from "./relative.ts";
import { RunningStack, type StackOptions } from "./running-stack.ts";

export interface Asked {
  readonly method?: string;
  readonly path: string;
  readonly headers?: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

export interface Answered {
  readonly status: number;
  /** As they came over the wire, in their order and spelling, without `Date`. */
  readonly headers: readonly string[];
  readonly body: Buffer;
  /** From the last byte sent to the last byte heard, ms. */
  readonly milliseconds: number;
}

/** All that a guardian's browser shows to be let in. */
export interface Credential {
  readonly cookie: string;
  readonly device: Signer;
  readonly info: Pick<SessionInfo, "nonce" | "ath">;
}

export interface AttackedHubOptions extends Pick<StackOptions, "dataFolder" | "env"> {
  /** Hears every line of the hub's, whole. */
  readonly onLine?: (line: ChildLine) => void;
  /** Barriers taken out. */
  readonly patches?: readonly Patch[];
  /** Runs from this copy, in the place of one of its own. */
  readonly copy?: PatchedCopy;
  /** What time it is, is up to the test: a copy of the source whose clock adds `advance`. */
  readonly handClock?: boolean;
  /** 64 MiB for each guess, and in its page, would be most of what a test spends, where the hash is not what is attacked. */
  readonly cheapHash?: boolean;
}

const CLOCK = "hub/clock/system-clock.ts";
/**
 * The file, in the copy's root, holds two doubles: ms ahead, and ms that the wall clock was set by. It is read at each look at the
 * clock, so it stays open. The patch is the same for every hub: what was compiled for one is there for the next.
 */
const HANDS = "hands";
const HAND_CLOCK: readonly Patch[] = [
  { file: CLOCK, find: "now: () => Date.now()", replace: "now: () => Date.now() + read(0) + read(1)" },
  {
    file: CLOCK,
    find: "monotonic: () => performance.now()",
    replace: "monotonic: () => performance.now() + read(0)",
  },
  {
    file: CLOCK,
    find: 'import { setTimeout as wakeAfter } from "node:timers/promises";',
    replace:
      'import { openSync, readSync } from "node:fs";\nimport { setTimeout as wakeAfter } from "node:timers/promises";\n' +
      `const hands = openSync(new URL("../../${HANDS}", import.meta.url), "r");\nconst ms = new Float64Array(2);\n` +
      "const read = (hand: 0 | 1) => (readSync(hands, ms, 0, 16, 0), ms[hand]);",
  },
];

export class AttackedHub implements AsyncDisposable {
  readonly stack: RunningStack;
  readonly #owned: AsyncDisposableStack;
  readonly #clockFile: string | undefined;
  readonly #agent = new Agent({ keepAlive: true, maxSockets: 16 });
  #aheadMs = 0;
  #wallMs = 0;

  private constructor(stack: RunningStack, owned: AsyncDisposableStack, clockFile: string | undefined) {
    this.stack = stack;
    this.#owned = owned;
    this.#clockFile = clockFile;
  }

  static async start(options: AttackedHubOptions = {}): Promise<AttackedHub> {
    await using starting = new AsyncDisposableStack();
    const patches = [...(options.patches ?? [])];
    if (options.handClock) patches.push(...HAND_CLOCK);
    if (options.cheapHash) {
      const hasOwnPage = patches.some(({ file }) => file.startsWith("web-ui/"));
      patches.push(CHEAP_HASH, CHEAP_KDF, ...(hasOwnPage ? [] : [pageIn(await cheapPage())]));
    }
    const own = patches.length === 0 ? undefined : starting.use(await makePatchedCopy(patches));
    const clockFile = options.handClock ? own?.path(HANDS) : undefined;
    if (clockFile !== undefined) writeFileSync(clockFile, new Float64Array(2));
    const copy = options.copy ?? own;
    const stack = await RunningStack.start({
      only: ["hub"],
      ...(options.dataFolder === undefined ? {} : { dataFolder: options.dataFolder }),
      ...(options.env === undefined ? {} : { env: options.env }),
      ...(options.onLine === undefined ? {} : { onLine: (_, line) => options.onLine?.(line) }),
      change: (name, spec) => {
        const program = name === "link" ? "hub/link/main.ts" : "hub/main.ts";
        // To stay small costs a hub that is asked all the time an eighth of its processor time.
        const args = spec.args.filter((arg) => !SMALL_MEMORY.includes(arg));
        return { ...spec, args: copy === undefined ? args : args.with(-1, copy.path(program)) };
      },
    });
    starting.use(stack);
    return new AttackedHub(stack, starting.move(), clockFile);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#agent.destroy();
    await this.#owned.disposeAsync();
  }

  get host(): string {
    return new URL(this.stack.address).host;
  }

  /** Lets `ms` pass for the hub: on its wall clock and on the one that nobody sets. */
  advance(ms: number): void {
    this.#aheadMs += ms;
    this.#setClock();
  }

  /** Sets the hub's wall clock alone, as NTP does. */
  stepWallClock(ms: number): void {
    this.#wallMs += ms;
    this.#setClock();
  }

  #setClock(): void {
    if (this.#clockFile === undefined) throw new Error("this hub's clock is the machine's");
    writeFileSync(this.#clockFile, new Float64Array([this.#aheadMs, this.#wallMs]), { flag: "r+" });
  }

  /** Unix ms, as the hub has it. */
  now(): number {
    return Date.now() + this.#aheadMs + this.#wallMs;
  }

  /** One request with these headers, the right `Host`, and no others. */
  ask({ method = "GET", path, headers = {}, body }: Asked): Promise<Answered> {
    const { port } = new URL(this.stack.address);
    const length = body === undefined ? {} : { "content-length": Buffer.byteLength(body) };
    return new Promise((answered, failed) => {
      let sentAt = 0;
      const all = { host: this.host, ...length, ...headers };
      const sent = request(
        { host: "127.0.0.1", port, method, path, headers: all, agent: this.#agent },
        (response) => {
          const chunks: Buffer[] = [];
          const done = () => {
            const named = response.rawHeaders.flatMap((name, at, list) =>
              at % 2 === 0 && name.toLowerCase() !== "date" ? [`${name}: ${list[at + 1]}`] : [],
            );
            answered({
              status: response.statusCode ?? 0,
              headers: named,
              body: Buffer.concat(chunks),
              milliseconds: performance.now() - sentAt,
            });
          };
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("end", done);
          response.on("error", failed);
          // A stream goes on: that it was opened says everything.
          if (response.headers["content-type"] === "text/event-stream") {
            response.destroy();
            done();
          }
        },
      );
      sent.on("error", failed);
      sent.on("finish", () => {
        sentAt = performance.now();
      });
      sent.end(body);
    });
  }

  /** The proof that a browser with this credential makes for this very request. */
  prove(
    { device, info }: Pick<Credential, "device"> & Partial<Credential>,
    method: string,
    path: string,
    change: Partial<SessionProof> = {},
  ): Promise<string> {
    const iat = Math.floor(this.now() / 1_000);
    const bound = info === undefined ? {} : { nonce: info.nonce, ath: info.ath };
    const claims = { htm: method, htu: path, iat, jti: randomId(), ...bound, ...change };
    return signProof(claims as SessionProof, device);
  }

  /** As a browser that is signed in. */
  async askAs(credential: Credential, asked: Asked): Promise<Answered> {
    const dpop = await this.prove(credential, asked.method ?? "GET", asked.path);
    return this.ask({ ...asked, headers: { cookie: credential.cookie, dpop, ...asked.headers } });
  }

  /** The first guardian, with what its browser holds. */
  async claim(
    name = "Guardian",
    passphrase?: string,
  ): Promise<{ readonly guardian: Guardian; readonly credential: Credential }> {
    const browser = this.browser();
    const guardian = await Guardian.claim(browser, this.stack.claimCode, name, passphrase);
    const { device, info } = guardian;
    return { guardian, credential: { cookie: browser.cookie, device, info } };
  }

  /** With a cookie jar of its own, that can be looked into. */
  browser(): Fetch & { cookie: string } {
    const origin = this.stack.address;
    const browser = Object.assign(
      async (path: string, init: RequestInit) => {
        const headers = new Headers(init.headers);
        if (browser.cookie !== "") headers.set("cookie", browser.cookie);
        headers.set("origin", origin);
        const response = await fetch(origin + path, { ...init, headers });
        browser.cookie = response.headers.get("set-cookie")?.split(";")[0] ?? browser.cookie;
        return response;
      },
      { cookie: "" },
    );
    return browser;
  }

  /** A relative of the guardian's family, with a child of that name. */
  async addRelative(guardian: Guardian): Promise<{ relative: Relative; credential: Credential }> {
    await guardian.client.call("POST", "/children", { json: { name: `child ${randomId().slice(0, 5)}` } });
    const child = (await guardian.state()).children.at(-1)?.id;
    if (child === undefined) throw new Error("no child");
    const browser = this.browser();
    const relative = await Relative.join({ browser: () => browser }, guardian, [rightsFor(child)]);
    const { device, info } = relative;
    return { relative, credential: { cookie: browser.cookie, device, info } };
  }

  /** What a browser makes of a passphrase for this name, known or not. */
  async authFor(name: string, passphrase: string): Promise<string> {
    const headers = { "content-type": "application/json" };
    const path = `${API}/sign-in/salt`;
    const { body } = await this.ask({ method: "POST", path, headers, body: JSON.stringify({ name }) });
    const { salt } = saltResponse.parse(JSON.parse(body.toString()));
    const bytes = parseBase64url(salt) ?? new Uint8Array();
    return (await derivePassphraseKeys(passphrase, bytes, quickHash)).auth;
  }

  /** One try to sign in, on this device or a new one. @returns the answer, and what it gave */
  async signIn(
    name: string,
    auth: string,
    { headers = {}, device }: { readonly headers?: OutgoingHttpHeaders; readonly device?: Signer } = {},
  ): Promise<{ readonly answer: Answered; readonly credential: Credential | undefined }> {
    const by = device ?? (await makeSigner());
    const path = `${API}/sign-in`;
    const answer = await this.ask({
      method: "POST",
      path,
      headers: {
        "content-type": "application/json",
        dpop: await this.prove({ device: by }, "POST", path),
        ...headers,
      },
      body: JSON.stringify({ name, auth, device: { key: by.publicKey, label: "Test" } }),
    });
    if (answer.status !== 200) return { answer, credential: undefined };
    const set = answer.headers.find((header) => header.toLowerCase().startsWith("set-cookie: ")) ?? "";
    const cookie = set.slice("set-cookie: ".length).split(";")[0] ?? "";
    return {
      answer,
      credential: { cookie, device: by, info: sessionInfo.parse(JSON.parse(answer.body.toString())) },
    };
  }
}

/** What a refusal says for sure: its code. */
export const codeIn = ({ body }: Pick<Answered, "body">): string | undefined => {
  try {
    return (JSON.parse(body.toString()) as { code?: string }).code;
  } catch {
    return undefined; // no problem, then
  }
};
