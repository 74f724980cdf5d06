/** The hub and link as they run, joined to a relay, with a device that has a name there: a house at which visitors knock. */
import { cpSync, statSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { TLSSocket } from "node:tls";
import { cheapPage } from "./bundled-program.ts";
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

/** Far more than fits between a hub and a visitor who takes no more of it. */
const MUCH_BYTES = 64_000_000;

/** Asks for the longest script of the house's page so often that it is much. @param port the relay's */
export async function askForMuch(socket: TLSSocket, name: string, port: number): Promise<void> {
  const assets = join(await cheapPage(), "assets");
  const scripts = (await readdir(assets)).filter((file) => file.endsWith(".js"));
  const bytes = new Map(scripts.map((file) => [file, statSync(join(assets, file)).size]));
  const [longest = "", length = MUCH_BYTES] = [...bytes].toSorted(([, a], [, b]) => b - a)[0] ?? [];
  for (let asked = 0; asked < MUCH_BYTES; asked += length)
    socket.write(`GET /assets/${longest} HTTP/1.1\r\nhost: ${name}:${port}\r\n\r\n`);
}

/**
 * @param port the relay's @param gate to the network in which it is, where that is another one
 * @returns what the hub answers to a visitor who comes by that name; `""` where none gets there
 */
export async function askAway(port: number, name: string, gate?: string): Promise<string> {
  const { socket } = await visit(gate ?? port, name);
  return socket === undefined ? "" : askBy(socket, `${name}:${port}`, "/api/v1/hub");
}
