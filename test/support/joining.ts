/** An invitation from end to end without browsers: what the inviting page makes, what the invited one does, over real HTTP. */
import { sealBox } from "../../hub/archive/box.ts";
import { derivePassphraseKeys } from "../../hub/archive/derive-keys.ts";
import { recipientOf } from "../../hub/archive/identity.ts";
import { type SessionInfo, sessionInfo } from "../../hub/contract/api.ts";
import { encodeBase64url } from "../../hub/contract/base64url.ts";
import {
  type InvitationRequest,
  type InvitationView,
  type PeopleList,
  peopleList,
} from "../../hub/contract/invitations.ts";
import { type JoiningFacts, type JoinView, joinView } from "../../hub/contract/joining.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { type ChildRights, signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import {
  deriveInvitationKeys,
  type InvitationKeys,
  type InvitationLink,
  makeInvitationLink,
  parseInvitationLink,
  writeInvitationLink,
} from "../../web-ui/src/keys/invitation-link.ts";
import { proveJoining } from "../../web-ui/src/keys/joining-proof.ts";
import { encodePersonKeys, makePersonKeys, type PersonKeys } from "../../web-ui/src/keys/person-keys.ts";
import { signerOf } from "../../web-ui/src/keys/signing-key.ts";
import { vouchFor } from "../../web-ui/src/keys/vouch-for.ts";
import { type Fetch, Guardian, quickHash, randomId } from "./guardian.ts";
import { makeSigner } from "./key-ring.ts";

export interface Invited extends InvitationKeys {
  /** What stands behind the link's `#`. */
  readonly fragment: string;
  readonly person: PublicId;
  readonly wish: InvitationRequest;
}

type Wish =
  | { readonly role: "guardian"; readonly name: string; readonly person?: PublicId }
  | {
      readonly role: "relative";
      readonly name: string;
      readonly person?: PublicId;
      readonly children: readonly ChildRights[];
    };

export async function invite(guardian: Guardian, wish: Wish): Promise<Invited> {
  await guardian.stepUp();
  const link = makeInvitationLink(await verifyRoster(guardian.info.roster));
  const keys = await deriveInvitationKeys(link.secret);
  const person = wish.person ?? randomId();
  const json = { ...wish, id: keys.id, person } as InvitationRequest;
  await guardian.client.call("POST", "/invitations", { json, schema: peopleList });
  return { ...keys, fragment: writeInvitationLink(link), person, wish: json };
}

export const peopleSeenBy = ({ client }: Pick<Guardian, "client">): Promise<PeopleList> =>
  client.call("GET", "/people", { schema: peopleList });

/** The browser of somebody who was sent a link. */
export class Joiner {
  readonly client: HubClient;
  readonly device: Signer;
  readonly link: InvitationLink;
  readonly keys: PersonKeys;
  readonly signer: Signer;
  readonly #invitation: InvitationKeys;
  view: JoinView | undefined;

  private constructor(
    parts: Pick<Joiner, "client" | "device" | "link" | "keys" | "signer">,
    keys: InvitationKeys,
  ) {
    this.client = parts.client;
    this.device = parts.device;
    this.link = parts.link;
    this.keys = parts.keys;
    this.signer = parts.signer;
    this.#invitation = keys;
  }

  /** @param fetch with a cookie jar of its own */
  static async open(fetch: Fetch, fragment: string, now: () => number, device?: Signer): Promise<Joiner> {
    const link = parseInvitationLink(fragment);
    if (link === undefined) throw new Error("no link");
    const own = device ?? (await makeSigner());
    const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
    const client = new HubClient(own, { fetch, now, random });
    const keys = await makePersonKeys();
    const parts = { client, device: own, link, keys, signer: await signerOf(keys.signing) };
    return new Joiner(parts, await deriveInvitationKeys(link.secret));
  }

  async look(): Promise<JoinView> {
    const json = { invitation: this.#invitation.id };
    this.view = await this.client.call("POST", "/join/look", { json, schema: joinView });
    return this.view;
  }

  async facts(): Promise<JoiningFacts> {
    const { hub, role, person } = this.view ?? (await this.look());
    return {
      hub,
      invitation: this.#invitation.id,
      role,
      person,
      recipient: await recipientOf(this.keys.identity),
      signingKey: this.signer.publicKey,
      deviceKey: this.device.publicKey,
    };
  }

  /** What `POST /join/accept` takes. @param account of a guardian */
  async papers(account?: { readonly name: string; readonly passphrase: string }) {
    const facts = await this.facts();
    return {
      invitation: facts.invitation,
      recipient: facts.recipient,
      signingKey: facts.signingKey,
      device: { key: this.device.publicKey, label: "Joining phone" },
      proof: await proveJoining(facts, this.#invitation.proofKey),
      account: account === undefined ? null : await this.#makeAccount(account),
    };
  }

  async accept(account?: { readonly name: string; readonly passphrase: string }): Promise<JoinView> {
    const json = await this.papers(account);
    this.view = await this.client.call("POST", "/join/accept", { json, schema: joinView });
    return this.view;
  }

  /** This device, vouched for by the new person, on top of the roster as it is now. */
  async ownEntry(): Promise<string> {
    const { roster, person } = await this.look();
    const { hub, head } = await verifyRoster(roster);
    const entry = { kind: "device", person, deviceKey: this.device.publicKey } as const;
    return signRosterEntry(hub, head, entry, this.signer);
  }

  async enter(): Promise<SessionInfo> {
    const json = {
      invitation: this.#invitation.id,
      entry: await this.ownEntry(),
      device: { key: this.device.publicKey, label: "Joining phone" },
    };
    const info = await this.client.call("POST", "/join/enter", { json, schema: sessionInfo });
    this.client.bind({ nonce: info.nonce, ath: info.ath });
    return info;
  }

  async #makeAccount({ name, passphrase }: { readonly name: string; readonly passphrase: string }) {
    const salt = crypto.getRandomValues(new Uint8Array(16));
    const { wrap, auth } = await derivePassphraseKeys(passphrase, salt, quickHash);
    const box = await sealBox(encodePersonKeys(this.keys), await recipientOf(wrap));
    return { name, auth, slot: { salt: encodeBase64url(salt), box } };
  }
}

/** As the hub lists it now. */
export async function invitationOf(guardian: Guardian, { id }: Pick<Invited, "id">): Promise<InvitationView> {
  const found = (await peopleSeenBy(guardian)).invitations.find((one) => one.id === id);
  if (found === undefined) throw new Error("no such invitation");
  return found;
}

/** What the inviting page does when somebody waits. @returns the session with the grown roster */
export async function confirm(guardian: Guardian, invited: Invited): Promise<SessionInfo> {
  await guardian.stepUp();
  const opened = await guardian.openKeys();
  const info = await guardian.client.call("GET", "/session", { schema: sessionInfo });
  const session = { info, roster: await verifyRoster(info.roster) };
  const evidence = { kind: "proof", proofKey: invited.proofKey, wish: invited.wish } as const;
  const json = await vouchFor(await invitationOf(guardian, invited), evidence, session, opened);
  return guardian.client.call("POST", `/invitations/${invited.id}/confirm`, { json, schema: sessionInfo });
}

/** A second guardian, from the link to the first session. */
export async function secondGuardian(
  home: { browser(): Fetch },
  guardian: Guardian,
  name = "Second guardian",
  passphrase = `${randomId()} and ${randomId()}`,
): Promise<Guardian> {
  const invited = await invite(guardian, { role: "guardian", name });
  const joiner = await Joiner.open(home.browser(), invited.fragment, () => guardian.client.hubNow());
  await joiner.accept({ name, passphrase });
  await confirm(guardian, invited);
  const { client, device, keys } = joiner;
  const info = await joiner.enter();
  return Guardian.signedIn(client, device, info, { passphrase, identity: keys.identity });
}
