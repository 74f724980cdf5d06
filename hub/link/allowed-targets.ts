import type { Config } from "../config/settings.ts";
import { hostAndPort } from "../domain/host-and-port.ts";

type Named = Pick<Config, "acmeDirectory" | "dnsUpdate" | "certificateWatch" | "advisories" | "releases">;

/** All that the hub may have link dial, by link's own reading of the settings, one row for each thing that it is for. @returns `name:port` */
export const allowedTargets = ({
  acmeDirectory,
  dnsUpdate,
  certificateWatch,
  advisories,
  releases,
}: Named): readonly string[] =>
  [
    hostAndPort(acmeDirectory), // the authority
    dnsUpdate, // a name server of somebody else's
    certificateWatch === "off" ? undefined : hostAndPort(certificateWatch), // what public logs show
    advisories === undefined ? undefined : hostAndPort(advisories), // what the project says of weaknesses
    releases === undefined ? undefined : hostAndPort(releases), // its newest version
  ].filter((target) => target !== undefined);
