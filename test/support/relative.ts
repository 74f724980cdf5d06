/** A relative with a browser, without the browser: keys that never leave it, sign-in by the device alone, over real HTTP. */
import type { AgeIdentity } from "../../hub/archive/identity.ts";
import { type SessionInfo, sessionInfo, type ToyView } from "../../hub/contract/api.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import { type PostMessage, postMessage } from "../../hub/contract/post.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { type ChildRights, type RosterEntry, signRosterEntry } from "../../hub/contract/roster-entry.ts";
import type { House } from "../../hub/use-cases/house.ts";
import type { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { type Clip, type Fetch, type Guardian, randomId } from "./guardian.ts";
import { confirm, type Invited, invite, Joiner } from "./joining.ts";

/** A relative who writes to the child, whom a guardian hears first, and who hears answers. */
export const rightsFor = (child: PublicId, change: Partial<ChildRights> = {}): ChildRights => ({
  child,
  mayWrite: true,
  isTrusted: false,
  mayHear: true,
  ...change,
});

/** What a test changes of a sealed message; also into what no page sends. */
interface SealedChange {
  readonly id?: PublicId;
  readonly clip?: string;
  readonly milliseconds?: number;
  readonly vault?: number;
  readonly stamp?: string;
  readonly sealed?: Uint8Array<ArrayBuffer>;
}

interface Home {
  /** With a cookie jar of its own: a rig's, or `cookieFetch` for a hub that runs. */
  browser(): Fetch;
}

interface InProcess {
  readonly house: Pick<House, "household">;
}

export class Relative {
  readonly client: HubClient;
  readonly device: Signer;
  /** The relative's own key: vouches for devices. */
  readonly person: Signer;
  /** Opens what is shared with this relative. */
  readonly identity: AgeIdentity;
  readonly name: string;
  /** Of the session that goes on. */
  info: SessionInfo;

  private constructor({ client, device, signer, keys }: Joiner, name: string, info: SessionInfo) {
    this.client = client;
    this.device = device;
    this.person = signer;
    this.identity = keys.identity;
    this.name = name;
    this.info = info;
  }

  /**
   * Becomes a relative of the guardian's family and signs in.
   * @param children at least one, each known to the hub
   * @param person of a relative who lost the keys and is invited again
   */
  static async join(
    home: Home,
    guardian: Guardian,
    children: readonly ChildRights[],
    name = `Relative ${randomId().slice(0, 5)}`,
    person?: PublicId,
  ): Promise<Relative> {
    const wish = { role: "relative", name, children, ...(person === undefined ? {} : { person }) } as const;
    return Relative.enter(home, guardian, await invite(guardian, wish), name);
  }

  /** Opens the link, waits for the guardian, and is in. */
  static async enter(home: Home, guardian: Guardian, invited: Invited, name = "Relative"): Promise<Relative> {
    const now = () => guardian.client.hubNow();
    const joiner = await Joiner.open(home.browser(), invited.fragment, now);
    await joiner.accept();
    await confirm(guardian, invited);
    return new Relative(joiner, name, await joiner.enter());
  }

  /** The form that `POST /post/sealed` takes, for tests that damage it first. */
  async sealedForm(
    guardian: Guardian,
    clip: Clip,
    child: PublicId,
    change: SealedChange = {},
  ): Promise<FormData> {
    const { sealed, ...meta } = change;
    const id = meta.id ?? randomId();
    const { sha256: hash, milliseconds } = clip;
    const { number } = guardian.newestVault;
    const form = new FormData();
    form.set("meta", JSON.stringify({ id, child, clip: hash, milliseconds, vault: number, ...meta }));
    form.set("sealed", new Blob([sealed ?? (await guardian.seal(clip, id))]), "clip.age");
    return form;
  }

  /** Sealed to the guardian's vault, and nothing else. */
  async sendSealed(...message: Parameters<Relative["sealedForm"]>): Promise<PostMessage> {
    const form = await this.sealedForm(...message);
    return this.client.call("POST", "/post/sealed", { form, schema: postMessage });
  }

  /** With a stamp by this relative's own device. */
  async sendStamped(
    guardian: Guardian,
    clip: Clip,
    toy: Pick<ToyView, "id" | "child">,
    { id = randomId(), stamp }: { readonly id?: PublicId; readonly stamp?: string } = {},
  ): Promise<PostMessage> {
    const own = stamp ?? (await guardian.stamp(clip, toy, id, {}, this.device));
    const form = await guardian.form(clip, toy, id, { stamp: own });
    return this.client.call("POST", "/post/stamped", { form, schema: postMessage });
  }

  /** The roster alone ends it, without the hub's other steps. */
  leave(home: InProcess, guardian: Guardian): Promise<void> {
    return addEntry(home, guardian, { kind: "person-out", person: this.info.person.id });
  }

  /** Other rights from now on; the same, without the other steps. */
  allow(home: InProcess, guardian: Guardian, children: ChildRights[]): Promise<void> {
    const { id: person, recipient, signingKey } = this.info.person;
    return addEntry(home, guardian, { kind: "relative", person, recipient, signingKey, children });
  }

  /** A new session, by nothing but the device's key. */
  async signInAgain(): Promise<void> {
    this.client.bind(undefined);
    const info = await this.client.call("POST", "/sign-in/device", {
      json: { device: { key: this.device.publicKey, label: "Relative’s phone" } },
      schema: sessionInfo,
    });
    this.client.bind({ nonce: info.nonce, ath: info.ath });
    this.info = info;
  }
}

async function addEntry({ house }: InProcess, guardian: Guardian, entry: RosterEntry): Promise<void> {
  const { hub, head } = await verifyRoster(house.household.roster());
  const { signer } = await guardian.openKeys();
  await house.household.appendRoster(await signRosterEntry(hub, head, entry, signer));
}
