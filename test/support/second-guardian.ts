/** A second guardian, put into a household as an invitation leaves it, with a session on a device of her own. */
import { createHash, randomBytes } from "node:crypto";
import { makeIdentity, recipientOf } from "../../hub/archive/identity.ts";
import type { SessionInfo } from "../../hub/contract/api.ts";
import type { Signer } from "../../hub/contract/jws.ts";
import type { PublicId } from "../../hub/contract/public-id.ts";
import { verifyRoster } from "../../hub/contract/roster.ts";
import { signRosterEntry } from "../../hub/contract/roster-entry.ts";
import { sha256 } from "../../hub/contract/sha256.ts";
import type { Household } from "../../hub/ports/household.ts";
import { HubClient } from "../../web-ui/src/hub/hub-client.ts";
import { type Fetch, randomId } from "./guardian.ts";
import { makeSigner } from "./key-ring.ts";

export interface SecondGuardian {
  readonly person: PublicId;
  readonly device: Signer;
  readonly cookie: string;
  readonly info: Pick<SessionInfo, "nonce" | "ath">;
  /** A browser of hers. @param fetch without cookies of its own */
  client(fetch: Fetch, now?: () => number): HubClient;
}

/** @param first signs her in: the first guardian's own key */
export async function addGuardian(
  household: Household,
  first: Signer,
  now: number,
  name = "Papa",
): Promise<SecondGuardian> {
  const [device, own, identity] = await Promise.all([makeSigner(), makeSigner(), makeIdentity()]);
  const recipient = await recipientOf(identity);
  const { hub, head, vault } = await verifyRoster(household.roster());
  const person = randomId();
  const named = await signRosterEntry(
    hub,
    head,
    { kind: "guardian", person, recipient, signingKey: own.publicKey, vault },
    first,
  );
  const vouched = await signRosterEntry(
    hub,
    await sha256(new TextEncoder().encode(named)),
    { kind: "device", person, deviceKey: device.publicKey },
    own,
  );
  await household.change({
    people: [
      {
        role: "guardian",
        id: person,
        name,
        recipient,
        signingKey: own.publicKey,
        slots: [],
        verifier: null,
        vaults: [{ ...vault, box: "-".repeat(200) }],
      },
    ],
    roster: [named, vouched],
  });
  const token = randomBytes(32).toString("base64url");
  const info = {
    nonce: randomBytes(16).toString("base64url"),
    ath: createHash("sha256").update(token).digest("base64url"),
  };
  await household.putSession({
    id: info.ath,
    person,
    device: device.publicKey,
    deviceLabel: "Test",
    nonce: info.nonce,
    createdAt: now,
    expiresAt: now + 30 * 86_400_000,
    livedAt: now,
    lastUsedAt: now,
    ended: null,
  });
  const cookie = `__Host-pawpost=${token}`;
  return {
    person,
    device,
    cookie,
    info,
    client(fetch, clock = Date.now) {
      const withCookie: Fetch = (path, init) => {
        const headers = new Headers(init.headers);
        headers.set("cookie", cookie);
        return fetch(path, { ...init, headers });
      };
      const random = (bytes: number) => crypto.getRandomValues(new Uint8Array(bytes));
      const client = new HubClient(device, { fetch: withCookie, now: clock, random });
      client.bind(info);
      return client;
    },
  };
}
