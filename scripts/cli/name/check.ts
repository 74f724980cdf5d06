/** `pawpost name check`: where this house's router leads phones that open the hub by its name. */
import { networkInterfaces } from "node:os";
import { resolve } from "node:path";
import { type Command, InvalidArgumentError } from "commander";
import { COMMAND_LINE, type RelayStatus, relayStatus } from "../../../hub/contract/command-line.ts";
import { CliError } from "../errors.ts";
import { hubDataOption } from "../hub-data-option.ts";
import { readFromHub } from "../hub-socket.ts";
import { sayIssuances } from "../say-issuances.ts";
import { whileWaiting } from "../waiting-line.ts";
import { findRouter } from "./find-router.ts";
import { type LookUp, openLookUp } from "./look-up.ts";
import { sayRouter } from "./say-router.ts";

const HTTPS_PORT = 443;

interface Options {
  readonly data: string;
  readonly server?: LookUp;
  readonly port: number;
  readonly json?: boolean;
}

export function registerCheckCommand(name: Command): void {
  name
    .command("check")
    .description(
      "Says where this house's router leads phones that open the hub by its name away from home: straight to the hub, through the relay, nowhere; and what to do next; and what public logs of certificates show for that name. Asks name servers for names of the relay, with one made up in the place of a device's; the hub itself asks nobody. Exits with 0 where the name works at home, with 1 where it does not.",
    )
    .addOption(hubDataOption())
    .option(
      "--server <address>",
      "ask this name server, such as the router's address, and not those that this machine asks",
      parseServer,
    )
    .option("--port <number>", "the relay's port, where that is another one", parsePort, HTTPS_PORT)
    .option("--json", "print it as JSON")
    .action(async (options: Options) => {
      const { relay: place, issuances } = await askHubsNames(resolve(options.data));
      const { onlyFor } = place;
      const lookUp = options.server ?? openLookUp();
      const finding = await whileWaiting(
        "Asking name servers",
        findRouter(place, lookUp, ownAddresses(), options.port),
      );
      const said = sayRouter(finding);
      const { names, router, isListening } = finding;
      console.log(
        options.json === true
          ? JSON.stringify({
              names,
              servers: lookUp.servers,
              ...router,
              isListening,
              ...said,
              onlyFor,
              issuances,
            })
          : [
              `  Names    ${names}`,
              `  Asked    ${lookUp.servers.join(", ")}`,
              ...(onlyFor === null
                ? []
                : [`  But      the hub's certificate is for ${onlyFor} alone: docs/certificates.md`]),
              `  Logs     ${sayIssuances(issuances)}`,
              "",
              said.means,
              said.next,
            ].join("\n"),
      );
      if (!said.works) process.exitCode = 1;
    });
}

/** @throws CliError `name.no-relay`, `name.not-running`, `name.no-answer` */
async function askHubsNames(data: string): Promise<{
  readonly relay: NonNullable<RelayStatus["relay"]>;
  readonly issuances: RelayStatus["issuances"];
}> {
  const { relay, issuances } = await readFromHub("name", data, COMMAND_LINE.relay, relayStatus);
  if (relay !== null) return { relay, issuances };
  throw new CliError(
    "name.no-relay",
    "This hub is at no relay, so it has no name that a router could know.",
    "Join one first: docs/away-from-home.md",
  );
}

/** Without loopback's: by that a phone finds itself. */
const ownAddresses = (): ReadonlySet<string> =>
  new Set(
    Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address }) => address),
  );

function parseServer(text: string): LookUp {
  try {
    return openLookUp(text);
  } catch (cause) {
    throw Object.assign(
      new InvalidArgumentError("Write an address in numbers, such as 192.168.1.1 or 192.168.1.1:53."),
      { cause },
    );
  }
}

function parsePort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port >= 1 && port <= 65_535) return port;
  throw new InvalidArgumentError("Write a whole number from 1 to 65535.");
}
