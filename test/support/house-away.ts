/** The hub and link as they run, joined to a relay, with a device that has a name there: a house at which visitors knock. */
import { cp } from "node:fs/promises";
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

/** @param invitation used up by a hub in this process, whose data the real one goes on with */
export async function startHouseAway(
  invitation: string,
  change?: StackOptions["change"],
): Promise<HouseAway> {
  await using opened = new AsyncDisposableStack();
  const folder = opened.use(await makeTempDir()).path;
  const certificate = join(folder, "certificate");
  let name: string;
  {
    await using house = await openHouse();
    await house.link.begin();
    const { domain } = await house.keeper.join(invitation);
    await house.rig.claim();
    const [session] = house.rig.house.household.sessions();
    ({ name } = await house.device(session));
    await layWildcardCertificate(certificate, domain);
    await house.rig.settle();
    await cp(join(house.rig.dir, "hub"), join(folder, "hub"), { recursive: true });
  }
  const stack = opened.use(
    await RunningStack.start({
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

/** @returns what the hub answers to a visitor who comes by that name; `""` where none gets there */
export async function askAway(port: number, name: string): Promise<string> {
  const { socket } = await visit(port, name);
  return socket === undefined ? "" : askBy(socket, `${name}:${port}`, "/api/v1/hub");
}
