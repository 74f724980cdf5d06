/** Requests to the hub, each with a proof by this device's key (`hub/contract/session-proof.ts`). */
import type { z } from "zod";
import { API, type HubCard, hubCard, problem, type SessionInfo } from "../../../hub/contract/api.ts";
import type { Signer } from "../../../hub/contract/jws.ts";
import { makePublicId } from "../../../hub/contract/public-id.ts";
import { PROOF_HEADER, type SessionProof, signProof } from "../../../hub/contract/session-proof.ts";
import { HubRefusal, HubUnreachable } from "./errors.ts";

export type Method = SessionProof["htm"];

/** What the page borrows from its browser. */
export interface Surroundings {
  readonly fetch: (path: string, init: RequestInit) => Promise<Response>;
  /** Unix ms. */
  readonly now: () => number;
  readonly random: (bytes: number) => Uint8Array;
}

export interface Call<T> {
  readonly json?: unknown;
  readonly form?: FormData;
  readonly bytes?: Uint8Array<ArrayBuffer>;
  readonly signal?: AbortSignal;
  /** Form of the answer; without it the answer is not read. */
  readonly schema?: z.ZodType<T>;
}

export type SessionBinding = Pick<SessionInfo, "nonce" | "ath">;

/** Reads on a hub's answer what is asked before anything else; see {@link HubClient.whenBack}. */
export type Read = <T>(path: string, schema: z.ZodType<T>) => Promise<T>;

export class HubClient {
  readonly #device: Signer;
  readonly #around: Surroundings;
  #binding: SessionBinding | undefined;
  #hubAheadMs = 0;
  #check: (read: Read) => Promise<void> = () => Promise.resolve();
  #checking: Promise<void> | undefined;
  /** How often the line was cut, and up to which of those it is known who answers. */
  #cuts = 0;
  #known = 0;
  #isShut = false;
  #onStrange: () => void = () => undefined;

  constructor(device: Signer, around: Surroundings) {
    this.#device = device;
    this.#around = around;
  }

  /** From now on proofs are bound to this session; `undefined` when there is none. */
  bind(binding: SessionBinding | undefined): void {
    this.#binding = binding;
    this.#known = this.#cuts;
  }

  /**
   * @param check runs before anything else is sent in a session after the line was cut: who answers there now may have another
   * folder. What it throws is what the request throws that would have been sent.
   */
  whenBack(check: (read: Read) => Promise<void>): void {
    this.#check = check;
  }

  /** @param listener hears of each answer that this page does not understand: the hub may be newer, or older */
  whenStrange(listener: () => void): void {
    this.#onStrange = listener;
  }

  /** Something came that this page does not understand. */
  noteStrange(): void {
    this.#onStrange();
  }

  /** The line was cut. */
  noteCut(): void {
    this.#cuts += 1;
  }

  /** Nothing leaves for this hub any more, until the page is loaded anew. */
  shut(): void {
    this.#isShut = true;
  }

  /** The hub's clock, as far as it is known. Proofs and stamps go by it. */
  hubNow(): number {
    return this.#around.now() + this.#hubAheadMs;
  }

  /** @param iso `now` out of an answer of the hub */
  setClock(iso: string): void {
    this.#hubAheadMs = Date.parse(iso) - this.#around.now();
  }

  /** Whoever answers: it holds nothing of anybody's. @throws HubRefusal, HubUnreachable */
  async card(signal?: AbortSignal): Promise<HubCard> {
    this.#assertOpen();
    return this.#takeCard(await this.#openOnce("GET", "/hub", signal === undefined ? {} : { signal }));
  }

  async #takeCard(response: Response): Promise<HubCard> {
    const card = await this.#read(response, hubCard);
    this.setClock(card.now);
    return card;
  }

  /** @throws HubRefusal, HubUnreachable */
  async call<T = void>(method: Method, path: string, call: Call<T> = {}): Promise<T> {
    const response = await this.open(method, path, call);
    return call.schema === undefined ? (undefined as T) : this.#read(response, call.schema);
  }

  /** @throws HubRefusal, HubUnreachable */
  async bytes(path: string, signal?: AbortSignal): Promise<Uint8Array<ArrayBuffer>> {
    const response = await this.open("GET", path, signal === undefined ? {} : { signal });
    return new Uint8Array(await response.arrayBuffer());
  }

  /** Bytes there, and bytes back. @throws HubRefusal, HubUnreachable */
  async put(path: string, bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
    return new Uint8Array(await (await this.open("PUT", path, { bytes })).arrayBuffer());
  }

  /**
   * The answer as it comes, once it is a good one. After a long sleep the clock may be off: it is read anew, once.
   * @throws HubRefusal, HubUnreachable
   */
  async open(method: Method, path: string, call: Omit<Call<unknown>, "schema"> = {}): Promise<Response> {
    if (this.#binding !== undefined && this.#known < this.#cuts) await this.#knowWhoAnswers();
    this.#assertOpen();
    return this.#openTwice(method, path, call);
  }

  #assertOpen(): void {
    if (this.#isShut) throw new HubUnreachable("nothing is sent to this hub any more");
  }

  /** All that waits to be sent waits for one answer. */
  #knowWhoAnswers(): Promise<void> {
    const cuts = this.#cuts;
    const read: Read = async (path, schema) => this.#read(await this.#openTwice("GET", path, {}), schema);
    this.#checking ??= this.#check(read)
      .then(() => {
        this.#known = cuts;
      })
      .finally(() => {
        this.#checking = undefined;
      });
    return this.#checking;
  }

  async #openTwice(method: Method, path: string, call: Omit<Call<unknown>, "schema">): Promise<Response> {
    try {
      return await this.#openOnce(method, path, call);
    } catch (error) {
      if (!(error instanceof HubRefusal && error.code === "session.stale-proof")) throw error;
      const { signal } = call;
      await this.#takeCard(await this.#openOnce("GET", "/hub", signal === undefined ? {} : { signal }));
      return this.#openOnce(method, path, call);
    }
  }

  async #openOnce(method: Method, path: string, call: Omit<Call<unknown>, "schema">): Promise<Response> {
    const htu = `${API}${path}`;
    const headers: Record<string, string> = { [PROOF_HEADER]: await this.#prove(method, htu) };
    let body: BodyInit | null = null;
    if (call.json !== undefined) {
      body = JSON.stringify(call.json);
      headers["content-type"] = "application/json";
    } else if (call.form !== undefined) {
      body = call.form;
    } else if (call.bytes !== undefined) {
      body = call.bytes;
      headers["content-type"] = "application/octet-stream";
    }
    const response = await this.#around
      .fetch(htu, {
        method,
        headers,
        body,
        cache: "no-store",
        redirect: "error",
        signal: call.signal ?? null,
      })
      .catch((cause: unknown) => {
        call.signal?.throwIfAborted();
        this.noteCut();
        throw new HubUnreachable("no answer", { cause });
      });
    if (response.ok) return response;
    const told = problem.safeParse(await response.json().catch(() => undefined));
    if (told.success) throw new HubRefusal(told.data);
    throw new HubUnreachable(`status ${response.status} with no reason`);
  }

  async #read<T>(response: Response, schema: z.ZodType<T>): Promise<T> {
    const parsed = schema.safeParse(await response.json().catch(() => undefined));
    if (parsed.success) return parsed.data;
    this.noteStrange();
    throw new HubUnreachable("an answer of another form", { cause: parsed.error });
  }

  #prove(htm: Method, htu: string): Promise<string> {
    const jti = makePublicId(this.#around.random(16));
    const iat = Math.floor(this.hubNow() / 1_000);
    return signProof({ htm, htu, iat, jti, ...this.#binding }, this.#device);
  }
}
