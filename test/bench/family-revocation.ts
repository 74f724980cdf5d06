/**
 * From the tap on "Sign out" until the other device has nothing left: its next request is refused and its open stream is torn.
 * A hub process of its own, real sign-ins by passkey (so many by passphrase would have to wait); the roster grows with each
 * round, as a long-lived family's does.
 */
import { sessionInfo } from "../../hub/contract/api.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { HubRefusal } from "../../web-ui/src/hub/errors.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { cookieFetch, type Fetch, Guardian } from "../support/guardian.ts";
import { makeSigner } from "../support/key-ring.ts";
import { type SignedInBrowser, signedOut, signInElsewhere } from "../support/own-devices.ts";
import { addPasskey, answerSignIn, signInWith } from "../support/passkey-holder.ts";
import { RunningStack } from "../support/running-stack.ts";
import { SoftAuthenticator } from "../support/soft-authenticator.ts";

const NAME = "Guardian";
const PASSPHRASE = "four lanterns beside our kettle";

export interface MeasuredRevocations {
  readonly deadMs: readonly number[];
  /** `GET /state` by the browser that signs the others out. */
  readonly bareMs: readonly number[];
  readonly entries: number;
}

export async function measureRevocations(rounds: number): Promise<MeasuredRevocations> {
  await using stack = await RunningStack.start({ only: ["hub"] });
  const fetch = () => cookieFetch(() => stack.address);
  const home = await Guardian.claim(fetch(), stack.claimCode, NAME, PASSPHRASE);
  const owner = await signInElsewhere(fetch(), { name: NAME, passphrase: PASSPHRASE });
  const passkey = new SoftAuthenticator(stack.address);
  await addPasskey(owner, passkey);
  const deadMs: number[] = [];
  const bareMs: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const lost = await signInByPasskey(fetch(), passkey, owner);
    const bareFrom = performance.now();
    await home.state();
    bareMs.push(performance.now() - bareFrom);
    deadMs.push(await signOut(home, lost));
  }
  const { roster } = await home.client.call("GET", "/session", { schema: sessionInfo });
  return { deadMs, bareMs, entries: roster.length };
}

type LostBrowser = Pick<SignedInBrowser, "client" | "device" | "person">;

/** Another device of the same guardian, vouched for by the guardian's own key. */
async function signInByPasskey(
  fetch: Fetch,
  passkey: SoftAuthenticator,
  { person }: SignedInBrowser,
): Promise<LostBrowser> {
  const device = await makeSigner();
  const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
  const client = new HubClient(device, { fetch, now: Date.now, random });
  const info = await signInWith(client, device, await answerSignIn(client, passkey));
  client.bind({ nonce: info.nonce, ath: info.ath });
  const { hub, head } = await verifyRoster(info.roster);
  const grant = { kind: "device", person: info.person.id, deviceKey: device.publicKey } as const;
  const entry = await signRosterEntry(hub, head, grant, person);
  await client.call("POST", "/roster", { json: { entry }, schema: sessionInfo });
  return { client, device, person };
}

async function signOut(home: Guardian, lost: LostBrowser): Promise<number> {
  const stream = await lost.client.open("GET", "/events");
  const cut = untilCut(stream);
  const device = lost.device.publicKey;
  // What the page does before the tap: the entry is signed with the passphrase that was just typed.
  const entries = await signedOut({ client: home.client, person: lost.person }, device);
  const from = performance.now();
  await home.client.call("POST", "/devices/sign-out", { json: { device, entries }, schema: sessionInfo });
  await Promise.all([cut, refused(lost)]);
  return performance.now() - from;
}

async function refused(lost: LostBrowser): Promise<void> {
  const code = await lost.client.call("GET", "/state").then(
    () => "let in",
    (error: unknown) => (error instanceof HubRefusal ? error.code : String(error)),
  );
  if (code !== "session.revoked") throw new Error(`a signed-out device is told ${code}`);
}

async function untilCut({ body }: Response): Promise<void> {
  const reader = body?.getReader();
  try {
    while (reader !== undefined && !(await reader.read()).done);
  } catch {
    // Torn off is cut, too.
  }
}
