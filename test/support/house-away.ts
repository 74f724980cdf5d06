/** The hub and link as they run, joined to a relay, with a device that has a name there: a house at which visitors knock. */
import { cpSync } from "node:fs";
import { join } from "node:path";
import { askBy, openHouse, visit } from "./joined-house.ts";
import { RunningStack, type StackOptions } from "./running-stack.ts";
import { makeTempDir } from "./temp-dir.ts";
import { layWildcardCertificate } from "./wildcard-certificate.ts";

export interface HouseAway extends AsyncDisposable {
  readonly stack: RunningStack;
  /** The device's. */
  readonly name: string;
}

/**
 * @param invitation used up by a hub in this process, whose data the real one goes on with
 * @param options `relayHost`: where that relay is from then on
 */
export async function startHouseAway(
  invitation: string,
  { change, relayHost }: { readonly change?: StackOptions["change"]; readonly relayHost?: string } = {},
): Promise<HouseAway> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempDir()).path;
  const certificate = join(folder, "certificate");
  let name: string;
  {
    await using house = await openHouse();
    await house.link.begin();
    const { domain } = await house.keeper.join(invitation);
    const note = house.rig.remoteStore.note();
    if (relayHost !== undefined && note !== undefined)
      await house.rig.remoteNames.join({ ...note, host: relayHost }, []);
    await house.rig.claim();
    const [session] = house.rig.house.household.sessions();
    ({ name } = await house.device(session));
    await layWildcardCertificate(certificate, domain);
    await house.rig.settle();
    cpSync(join(house.rig.dir, "hub"), join(folder, "hub"), { recursive: true });
  }
  const stack = opened.use(
    await RunningStack.start({
      cheapHash: true,
      only: ["hub"],
      dataFolder: folder,
      env: { hub: { PAWPOST_CERTIFICATE: certificate } },
      ...(change !== undefined && { change }),
    }),
  );
  await stack.begin("link");
  const parts = opened.move();
  return { stack, name, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

/**
 * @param port the relay's @param gate to the network in which it is, where that is another one
 * @returns what the hub answers to a visitor who comes by that name; `""` where none gets there
 */
export async function askAway(port: number, name: string, gate?: string): Promise<string> {
  const { socket } = await visit(gate ?? port, name);
  return socket === undefined ? "" : askBy(socket, `${name}:${port}`, "/api/v1/hub");
}
