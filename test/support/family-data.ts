/** The data of a hub with a family: one guardian, one toy, and clips. What a hub with `cheapHash` is started on, and its page signs in at. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { cheapArgon2 } from "./cheap-hash.ts";
import { Guardian, hum, prepareClip } from "./guardian.ts";
import { makeHubRig } from "./hub-rig.ts";

/** @param dataFolder gets it @returns ids of the messages with those clips, sorted */
export async function layFamily(
  dataFolder: string,
  { name, passphrase, clips }: { readonly name: string; readonly passphrase: string; readonly clips: number },
): Promise<readonly string[]> {
  await using rig = await makeHubRig();
  const code = rig.access.claimCode() ?? "";
  const guardian = await Guardian.claim(rig.browser(), code, name, passphrase, cheapArgon2);
  guardian.client.hubNow = () => rig.clock.now();
  const toy = await rig.addToy("Bear");
  const sent: string[] = [];
  for (let clip = 0; clip < clips; clip++)
    sent.push((await guardian.send(await prepareClip(hum(0.5, clip), 16_000), toy)).id);
  await rig.settle();
  cpSync(join(rig.dir, "hub"), join(dataFolder, "hub"), { recursive: true });
  return sent.toSorted();
}
