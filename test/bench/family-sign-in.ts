/**
 * What a sign-in by passkey costs at the hub: its question and its answer, verified, over loopback HTTP, without the person's
 * touch. A hub process of its own, an authenticator of software with real signatures.
 */
import { passkeyNonce } from "../../hub/contract/passkeys.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { cookieFetch, Guardian } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import { signInElsewhere } from "../support/own-devices.ts";
import { addPasskey, signInWith } from "../support/passkey-holder.ts";
import { RunningStack } from "../support/running-stack.ts";
import { SoftAuthenticator } from "../support/soft-authenticator.ts";

const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";
/** By passphrase, to compare with: each is an Argon2id of 64 MiB, and more of them would wait. */
const BY_PASSPHRASE = 5;

interface MeasuredSignIns {
  /** From the question until the hub has answered that somebody is in. */
  readonly signInMs: readonly number[];
  readonly passphraseMs: readonly number[];
  /** `GET /hub`. */
  readonly bareMs: readonly number[];
}

export async function measureSignIns(rounds: number): Promise<MeasuredSignIns> {
  await using stack = await RunningStack.start({ only: ["hub"] });
  const fetch = () => cookieFetch(() => stack.address);
  await Guardian.claim(fetch(), stack.claimCode, NAME, PASSPHRASE);
  const phone = new SoftAuthenticator(stack.address);
  await addPasskey(await signInElsewhere(fetch(), { name: NAME, passphrase: PASSPHRASE }), phone);

  const device = await makeSigner();
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const client = new HubClient(device, { fetch: fetch(), now: Date.now, random });
  const signIn = async (): Promise<number> => {
    const from = performance.now();
    const { nonce, rpId } = await client.call("POST", "/sign-in/passkey/nonce", { schema: passkeyNonce });
    const asked = performance.now();
    // The authenticator's work is the phone's.
    const { answer } = await phone.ask({ rpId, nonce });
    const answered = performance.now();
    await signInWith(client, device, answer);
    return asked - from + (performance.now() - answered);
  };
  const signInMs: number[] = [];
  const bareMs: number[] = [];
  const passphraseMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    bareMs.push(await timed(() => client.card()));
    signInMs.push(await signIn());
  }
  for (let round = 0; round < BY_PASSPHRASE; round += 1)
    passphraseMs.push(
      await timed(() => signInElsewhere(fetch(), { name: NAME, passphrase: PASSPHRASE }, Date.now, false)),
    );
  return { signInMs, passphraseMs, bareMs };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const from = performance.now();
  await work();
  return performance.now() - from;
}
