/** A family whose backups another hub keeps: both in process, and TLS between them over loopback. */
import { createHash } from "node:crypto";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { ToyView } from "../../hub/contract/api.ts";
import { type DialledKeeper, dialKeeper } from "../../hub/keeper/dial-keeper.ts";
import { sendBackup } from "../../hub/use-cases/keep-at-keeper.ts";
import { claimFamily, inRig, type Member, sendFrom } from "./family.ts";
import { type Clip, hum, prepareClip } from "./guardian.ts";
import { type HubRig, type HubRigOptions, makeHubRig } from "./hub-rig.ts";

const LOOPBACK = [{ host: "127.0.0.1", port: 0 }];
const never = new AbortController().signal;

export interface KeptFamily extends AsyncDisposable {
  readonly rig: HubRig;
  readonly keeper: HubRig;
  readonly mum: Member;
  readonly toy: ToyView;
  readonly clip: Clip;
  /** SHA-256 of the sealed recordings on the family's hub. */
  recordings(): Promise<ReadonlySet<string>>;
  /** By a code that the keeper's guardian made just now. */
  pair(rig: HubRig, title?: string): Promise<void>;
  send(): Promise<number>;
  /** As whoever is root on the family's hub asks the keeper: with all of its keys. */
  asRoot(): Promise<DialledKeeper>;
  /** A second hub with a family of its own. */
  neighbour(): Promise<HubRig>;
}

/** @param options of the hub that keeps: a patched copy's parts */
export async function makeKeptFamily(options: HubRigOptions = {}): Promise<KeptFamily> {
  await using opening = new AsyncDisposableStack();
  const keeper = opening.use(await makeHubRig({ roomPlaces: LOOPBACK, ...options }));
  await claimFamily(inRig(keeper), "Gran");
  const rig = opening.use(await makeHubRig());
  const mum = await claimFamily(inRig(rig));
  const toy = await rig.addToy();
  const clip = await prepareClip(hum(1, 1), 16_000);
  await sendFrom(mum, clip, toy);
  await rig.settle();
  const pair = async (of: HubRig, title = "Next door") => {
    const { code, addresses } = await keeper.house.keepers.invite(title, null);
    await of.house.keepers.pair(addresses[0] ?? "", code, null);
  };
  await pair(rig);
  const opened = opening.move();
  const send = async () => (await sendBackup(rig.house, never)).counter;
  await send();
  return {
    rig,
    keeper,
    mum,
    toy,
    clip,
    async recordings() {
      const dir = join(rig.dir, "hub", "archive");
      const names = (await readdir(dir, { recursive: true })).filter((name) => name.endsWith(".age"));
      const files = await Promise.all(names.map((name) => readFile(join(dir, name))));
      return new Set(files.map((bytes) => createHash("sha256").update(bytes).digest("hex")));
    },
    pair,
    send,
    async asRoot() {
      const { own, identity } = (await rig.store.keeperNotes.read()) ?? {};
      if (own === undefined || identity === undefined) throw new Error("not paired");
      return opened.use(dialKeeper({ ...own, ...identity }, never));
    },
    async neighbour() {
      const other = opened.use(await makeHubRig());
      await claimFamily(inRig(other), "Neighbour");
      return other;
    },
    [Symbol.asyncDispose]: () => opened.disposeAsync(),
  };
}
