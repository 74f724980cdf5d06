/**
 * The one Trusted Types policy of the page, `pawpost`: scripts that the page starts by address are these five built
 * assets and nothing else.
 */

import { address as clipWorker } from "./clips/clip-worker.ts?shared-worker";
import judgeWorker from "./keys/judge-worker.ts?worker&url";
import { address as passphraseWorker } from "./keys/passphrase-worker.ts?shared-worker";
import captureWorklet from "./recording/capture-worklet.ts?worker&url";
import pageWorker from "./worker/page-worker.ts?worker&url";

const ASSETS = { captureWorklet, clipWorker, judgeWorker, pageWorker, passphraseWorker } as const;
export type TrustedAsset = keyof typeof ASSETS;

interface TrustedTypes {
  createPolicy(
    name: string,
    rules: { createScriptURL: (address: string) => string },
  ): {
    createScriptURL(address: string): string;
  };
}

const rules = {
  createScriptURL(address: string): string {
    if (!(Object.values(ASSETS) as string[]).includes(address))
      throw new TypeError("not a script of this page");
    return address;
  },
};

// Browsers without Trusted Types take the string; the list is checked all the same.
const { trustedTypes } = globalThis as { trustedTypes?: TrustedTypes };
const policy = trustedTypes?.createPolicy("pawpost", rules) ?? rules;

export const startWorker = (asset: Exclude<TrustedAsset, "captureWorklet" | "pageWorker">): Worker =>
  new Worker(policy.createScriptURL(ASSETS[asset]), { type: "module", name: asset });

export const addWorklet = (audio: BaseAudioContext): Promise<void> =>
  audio.audioWorklet.addModule(policy.createScriptURL(ASSETS.captureWorklet));

/** Its address never changes (`vite.config.ts`), so that a browser that has it finds the next one there. */
export const registerPageWorker = (): Promise<ServiceWorkerRegistration> =>
  navigator.serviceWorker.register(policy.createScriptURL(ASSETS.pageWorker), {
    scope: "/",
    updateViaCache: "none",
  });
