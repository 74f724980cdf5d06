/** A guardian with a browser, without the browser: the page's own keys, proofs, sealing and stamps, over real HTTP. */

import {
  derivePassphraseKeys,
  type PassphraseHash,
  type PassphraseKeys,
} from "../../hub/archive/derive-keys.ts";
import type { AgeIdentity } from "../../hub/archive/identity.ts";
import { openClip, sealClip } from "../../hub/archive/sealed-clip.ts";
import { shapeMessage } from "../../hub/audio/shaping/shape-message.ts";
import { encodeWav } from "../../hub/audio/wav.ts";
import { waveform } from "../../hub/audio/waveform.ts";
import {
  type HouseState,
  houseState,
  type MessageView,
  messageView,
  type SessionInfo,
  sessionInfo,
  type ToyView,
} from "../../hub/contract/api.ts";
import { parseBase64url } from "../../hub/contract/base64url.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import { makePublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import { type Stamp, signStamp } from "../../hub/contract/stamp.ts";
import type { WhenWish } from "../../hub/contract/times.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { makeFirstGuardian } from "../../web-ui/src/keys/first-guardian.ts";
import { type OpenedSlot, openSlot } from "../../web-ui/src/keys/open-slot.ts";
import { deviceSigner, makeDeviceKey } from "../../web-ui/src/keys/signing-key.ts";
import { openVaults } from "../../web-ui/src/keys/vault-keys.ts";

/** Argon2id costs a second; what is tested here is not the hash. */
export const quickHash: PassphraseHash = async (passphrase, salt) =>
  new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array([...salt, ...passphrase])));

export const randomId = () => makePublicId(crypto.getRandomValues(new Uint8Array(16)));

export interface Clip {
  readonly toyBytes: Uint8Array<ArrayBuffer>;
  readonly wav: Uint8Array<ArrayBuffer>;
  readonly sha256: string;
  readonly milliseconds: number;
  readonly waveform: number[];
}

/** What the page makes of a recording. */
export async function prepareClip(
  pcm: Float32Array,
  sampleRateHz: number,
  random: () => number = Math.random,
): Promise<Clip> {
  const shaped = shapeMessage(pcm, sampleRateHz, { random, evenIfQuiet: true });
  if (shaped.kind === "refused") throw new Error(shaped.code);
  const toyBytes = new Uint8Array(shaped.toyBytes);
  return {
    toyBytes,
    wav: encodeWav(shaped.samples16k, 16_000),
    sha256: await sha256(toyBytes),
    milliseconds: Math.round(shaped.milliseconds),
    waveform: waveform(shaped.samples16k, 60),
  };
}

/** A voice-like sound, different for each seed: enough for what only has to be told apart. */
export function hum(seconds: number, seed: number, sampleRateHz = 16_000): Float32Array {
  return Float32Array.from({ length: seconds * sampleRateHz }, (_, at) => {
    const t = at / sampleRateHz;
    const pitch = 110 + (seed % 17) * 9;
    return (
      0.2 * Math.sin(2 * Math.PI * pitch * t) * (0.6 + 0.4 * Math.sin(2 * Math.PI * (2 + (seed % 5)) * t))
    );
  });
}

export type Fetch = (path: string, init: RequestInit) => Promise<Response>;

export class Guardian {
  readonly client: HubClient;
  readonly device: Signer;
  readonly info: SessionInfo;
  readonly vault: AgeIdentity;
  readonly #passphrase: string;
  readonly #hash: PassphraseHash;

  private constructor(
    client: HubClient,
    device: Signer,
    info: SessionInfo,
    vault: AgeIdentity,
    passphrase: string,
    hash: PassphraseHash = quickHash,
  ) {
    this.client = client;
    this.device = device;
    this.info = info;
    this.vault = vault;
    this.#passphrase = passphrase;
    this.#hash = hash;
  }

  /** @param fetch with a cookie jar of its own: `cookieFetch`, or an app's `request` */
  static async claim(
    fetch: Fetch,
    code: string,
    name = "Guardian",
    passphrase = `${randomId()} and ${randomId()}`,
    /** The page's own, where a page signs in afterwards. */
    hash: PassphraseHash = quickHash,
  ): Promise<Guardian> {
    const device = deviceSigner(await makeDeviceKey());
    const client = new HubClient(device, {
      fetch,
      now: () => Date.now(),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    });
    const { hub } = await client.card();
    const { request, vault } = await makeFirstGuardian(
      { hub, name, passphrase, device: { key: device.publicKey, label: "Test" } },
      hash,
    );
    const info = await client.call("POST", "/claim", { json: { ...request, code }, schema: sessionInfo });
    client.bind({ nonce: info.nonce, ath: info.ath });
    return new Guardian(client, device, info, vault, passphrase, hash);
  }

  /** Somebody whose browser is signed in already: `secondGuardian` in joining.ts. */
  static async signedIn(
    client: HubClient,
    device: Signer,
    info: SessionInfo,
    own: { readonly passphrase: string; readonly identity: AgeIdentity },
  ): Promise<Guardian> {
    const roster = await verifyRoster(info.roster);
    const vault = (await openVaults(info.vaults, own.identity, roster)).get(roster.vault.number);
    if (vault === undefined) throw new Error("a guardian opens the vault");
    return new Guardian(client, device, info, vault, own.passphrase);
  }

  /** For five minutes this session may do what cannot be undone. */
  async stepUp(): Promise<void> {
    const { auth } = await this.#derive();
    await this.client.call("POST", "/session/step-up", { json: { by: "passphrase", auth } });
  }

  /** The guardian's own keys, as the passphrase opens them; over the roster as it is now. */
  async openKeys(): Promise<OpenedSlot> {
    const info = await this.client.call("GET", "/session", { schema: sessionInfo });
    return openSlot((await this.#derive()).wrap, info, await verifyRoster(info.roster));
  }

  #derive(): Promise<PassphraseKeys> {
    const slot = this.info.slots.find(({ kind }) => kind === "passphrase");
    const salt = slot?.kind === "passphrase" ? parseBase64url(slot.salt) : undefined;
    if (salt === undefined) throw new Error("no passphrase");
    return derivePassphraseKeys(this.#passphrase, salt, this.#hash);
  }

  get newestVault() {
    const newest = this.info.vaults.at(-1);
    if (newest === undefined) throw new Error("a guardian has a vault");
    return newest;
  }

  state(): Promise<HouseState> {
    return this.client.call("GET", "/state", { schema: houseState });
  }

  async stamp(
    clip: Pick<Clip, "sha256">,
    toy: Pick<ToyView, "id" | "child">,
    message: string,
    change: Partial<Stamp> = {},
    signer: Signer = this.device,
  ): Promise<string> {
    const roster = await verifyRoster(this.info.roster);
    const now = Math.floor(this.client.hubNow() / 1_000);
    const stamp = {
      v: 1,
      hub: roster.hub,
      message,
      clip: clip.sha256,
      child: toy.child,
      toys: [toy.id],
      notBefore: now,
      notAfter: now + 7 * 86_400,
      roster: roster.head,
      ...change,
    } as Stamp;
    return signStamp(stamp, signer);
  }

  async seal(clip: Clip, id: string): Promise<Uint8Array<ArrayBuffer>> {
    const about = {
      v: 1 as const,
      id: id as never,
      direction: "to-toy" as const,
      from: this.info.person.name,
      child: "child",
      toy: "toy",
      recordedAt: new Date(this.client.hubNow()).toISOString(),
      title: "",
      milliseconds: clip.milliseconds,
      waveform: clip.waveform,
    };
    return Uint8Array.from(await sealClip(about, clip.toyBytes, clip.wav, [this.newestVault.recipient]));
  }

  /** The form that `POST /messages` takes, for tests that damage it first. */
  async form(
    clip: Clip,
    toy: Pick<ToyView, "id" | "child">,
    id: string,
    change: {
      stamp?: string;
      when?: WhenWish;
      sealed?: Uint8Array<ArrayBuffer>;
      toyBytes?: Uint8Array<ArrayBuffer>;
    } = {},
  ): Promise<FormData> {
    const stamp = change.stamp ?? (await this.stamp(clip, toy, id));
    const meta = {
      id,
      child: toy.child,
      toy: toy.id,
      clip: clip.sha256,
      stamp,
      vault: this.newestVault.number,
      ...(change.when === undefined ? {} : { when: change.when }),
    };
    const form = new FormData();
    form.set("meta", JSON.stringify(meta));
    form.set("toy", new Blob([change.toyBytes ?? clip.toyBytes]), "clip.toy");
    form.set("sealed", new Blob([change.sealed ?? (await this.seal(clip, id))]), "clip.age");
    return form;
  }

  async send(clip: Clip, toy: ToyView, id: string = randomId()): Promise<MessageView> {
    return this.client.call("POST", "/messages", {
      form: await this.form(clip, toy, id),
      schema: messageView,
    });
  }

  /** Fetches a sealed clip and opens it with the vault, as the page does. */
  async listen(id: string) {
    return openClip(await this.client.bytes(`/messages/${id}/archive`), this.vault);
  }
}

/** `fetch` that keeps one site's cookies, as a browser does. */
export function cookieFetch(origin: () => string): Fetch {
  let cookie = "";
  return async (path, init) => {
    const headers = new Headers(init.headers);
    if (cookie !== "") headers.set("cookie", cookie);
    headers.set("origin", origin());
    const response = await fetch(origin() + path, { ...init, headers });
    const set = response.headers.get("set-cookie");
    if (set !== null) cookie = set.split(";")[0] ?? "";
    return response;
  };
}
