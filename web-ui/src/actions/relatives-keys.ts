/**
 * A relative's keys, who has no slot: handles that no script can read, and beside them the same keys in a box that opens with the
 * hub's half alone (`hub/access/key-halves.ts`). So whoever copies what a browser keeps cannot carry the keys on by that, and each
 * time the box is opened stands in the ledger.
 */
import { openBox, sealBox } from "../../../hub/archive/box.ts";
import { ArchiveError } from "../../../hub/archive/errors.ts";
import { identityFromBytes, recipientOf } from "../../../hub/archive/identity.ts";
import { parseBase64url } from "../../../hub/contract/base64url.ts";
import { keyHalf } from "../../../hub/contract/hand-over.ts";
import { KeyError } from "../keys/errors.ts";
import { keepOwnKeys, type OwnKeys } from "../keys/own-keys.ts";
import { decodePersonKeys, encodePersonKeys, type PersonKeys } from "../keys/person-keys.ts";
import type { Page } from "../page-state.ts";

/** @param half the hub's, base64url */
export async function boxRelativesKeys(keys: PersonKeys, half: string): Promise<OwnKeys> {
  const own = await keepOwnKeys(keys);
  const box = await sealBox(encodePersonKeys(keys), await recipientOf(identityOf(half)));
  return { ...own.keys, box };
}

/** On a page that is signed in. @throws HubRefusal, HubUnreachable */
export async function keepRelativesKeys(page: Page, keys: PersonKeys): Promise<void> {
  const { hub } = await page.client.card();
  await page.store.putOwnKeys(hub, await boxRelativesKeys(keys, await askHalf(page)));
}

/** To be carried to another page. @throws HubRefusal, HubUnreachable, KeyError `keys.none`, `keys.stay-here` */
export async function openRelativesKeys(page: Page): Promise<PersonKeys> {
  const hub = page.session.value?.info.hub;
  const own = hub === undefined ? undefined : await page.store.ownKeys(hub);
  if (own === undefined) throw new KeyError("keys.none", "this browser has no key of this person's");
  if (own.box === undefined) throw new KeyError("keys.stay-here", "made before there was a box");
  try {
    const keys = decodePersonKeys(await openBox(own.box, identityOf(await askHalf(page))));
    if (keys !== undefined) return keys;
  } catch (error) {
    if (!(error instanceof ArchiveError)) throw error;
  }
  throw new KeyError("keys.stay-here", "the hub has another half than it had when the box was made");
}

async function askHalf({ client }: Page): Promise<string> {
  return (await client.call("POST", "/post/key-half", { schema: keyHalf })).half;
}

function identityOf(half: string) {
  const bytes = parseBase64url(half);
  if (bytes === undefined) throw new TypeError("the schema lets no other half through");
  return identityFromBytes(bytes);
}
