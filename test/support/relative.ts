/** A relative with a browser, without the browser: keys that never leave it, sign-in by the device alone, over real HTTP. */
import { type AgeIdentity, makeIdentity, recipientOf } from "../../hub/archive/identity.ts";
import { type SessionInfo, sessionInfo, type ToyView } from "../../hub/contract/api.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import { type PostMessage, postMessage } from "../../hub/contract/post.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { type ChildRights, signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import type { House } from "../../hub/use-cases/house.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { type Clip, type Fetch, type Guardian, randomId } from "./guardian.ts";
import { makeSigner } from "./key-ring.ts";

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
  /** With a cookie jar of its own. */
  browser(): Fetch;
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

  private constructor(keys: Pick<Relative, "client" | "device" | "person" | "identity" | "name" | "info">) {
    this.client = keys.client;
    this.device = keys.device;
    this.person = keys.person;
    this.identity = keys.identity;
    this.name = keys.name;
    this.info = keys.info;
  }

  /** Becomes a relative of the guardian's family and signs in. @param children at least one */
  static async join(
    home: Home,
    guardian: Guardian,
    children: readonly ChildRights[],
    name = "Relative",
  ): Promise<Relative> {
    const [device, person, identity] = await Promise.all([makeSigner(), makeSigner(), makeIdentity()]);
    const { household } = home.house;
    const id = randomId();
    const recipient = await recipientOf(identity);
    const { signer } = await guardian.openKeys();
    const { hub, head } = await verifyRoster(household.roster());
    const named = await signRosterEntry(
      hub,
      head,
      { kind: "relative", person: id, recipient, signingKey: person.publicKey, children: [...children] },
      signer,
    );
    const vouched = await signRosterEntry(
      hub,
      await sha256(new TextEncoder().encode(named)),
      { kind: "device", person: id, deviceKey: device.publicKey },
      person,
    );
    await household.change({
      people: [
        {
          role: "relative",
          id,
          name,
          recipient,
          signingKey: person.publicKey,
          slots: [],
          verifier: null,
        },
      ],
      roster: [named, vouched],
    });
    const client = new HubClient(device, {
      fetch: home.browser(),
      now: () => guardian.client.hubNow(),
      random: (bytes) => crypto.getRandomValues(new Uint8Array(bytes)),
    });
    const info = await signIn(client, device);
    return new Relative({ client, device, person, identity, name, info });
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

  /** Another guardian's entry ends it. */
  async leave(home: Home, guardian: Guardian): Promise<void> {
    const { household } = home.house;
    const { hub, head } = await verifyRoster(household.roster());
    const { signer } = await guardian.openKeys();
    const out = { kind: "person-out", person: this.info.person.id } as const;
    await household.appendRoster(await signRosterEntry(hub, head, out, signer));
  }

  /** A new session, by nothing but the device's key. */
  async signInAgain(): Promise<void> {
    this.client.bind(undefined);
    this.info = await signIn(this.client, this.device);
  }
}

async function signIn(client: HubClient, device: Signer): Promise<SessionInfo> {
  const info = await client.call("POST", "/sign-in/device", {
    json: { device: { key: device.publicKey, label: "Relative’s phone" } },
    schema: sessionInfo,
  });
  client.bind({ nonce: info.nonce, ath: info.ath });
  return info;
}
