import { X509Certificate } from "node:crypto";
import { connect } from "node:tls";
import type { HubFacts } from "../../contract/house-check.ts";
import { hours } from "../../domain/duration.ts";
import { type Check, type Finding, fail, type HouseContext, ok, warn, withoutHub } from "../check.ts";
import { sayAge } from "../say-age.ts";

/** Renewed at a third of its life: one that has so little left was not (hub/domain/certificate-life.ts). */
const LITTLE = 1 / 6;
const SLACK = hours(1);
const HANDSHAKE_MS = 5_000;

/** By what names the hub is opened, until when its certificates count, and whether the one of the house is really shown. */
export const tlsCheck: Check = {
  id: "tls",
  title: "Names and certificates",
  why: "Phones open the hub by a name, and go no further when its certificate is over or another’s.",
  async run(context, signal) {
    const { hub } = context;
    if (hub === undefined) return withoutHub(context);
    const found = [await lookAtHome(hub, context, signal), lookAway(hub, context)].filter(
      (one) => one !== undefined,
    );
    const worst =
      found.find(({ verdict }) => verdict === "fail") ?? found.find(({ verdict }) => verdict === "warn");
    if (worst !== undefined) return worst;
    return ok(
      found.length === 0
        ? "It is opened on this machine alone, without a name."
        : found.map(({ says }) => says).join(" "),
    );
  },
};

async function lookAtHome(
  { home }: HubFacts,
  context: HouseContext,
  signal: AbortSignal,
): Promise<Finding | undefined> {
  if (home === null) return undefined;
  const { name, port, certificate, authority } = home;
  if (certificate === null || authority === null)
    return warn(
      `${name} has no certificate yet.`,
      "Look again in a minute; the hub’s log says what is the matter.",
    );
  const judged = judge(certificate, [name], context);
  if (judged !== undefined) return judged;
  if (!home.isListening)
    return fail(
      `Nobody listens for ${name}.`,
      `Port ${port} is another program’s, or not allowed: the hub’s log says which. docs/home-name.md`,
    );
  const seen = await handshake({ port, name, authority }, signal);
  if (seen !== undefined)
    return fail(
      `Who opens ${name} sees something else (${seen}).`,
      "Restart the hub. If it stays so, another program answers at that port: sudo ss -ltnp",
    );
  return ok(`${name} is shown, good for ${left(certificate, context)}.`);
}

function lookAway({ relay, awayCertificate }: HubFacts, context: HouseContext): Finding | undefined {
  if (relay === null) return undefined;
  if (awayCertificate === null)
    return fail(
      `There is no certificate for ${relay.domain}.`,
      "It comes within a day by itself; what hinders it: docs/certificates.md",
    );
  const names = relay.onlyFor === null ? [`${"a".repeat(26)}.${relay.domain}`] : [relay.onlyFor];
  return (
    judge(awayCertificate, names, context) ??
    ok(`${relay.domain}: good for ${left(awayCertificate, context)}.`)
  );
}

/** @returns `undefined` where all is well */
function judge(pem: string, names: readonly string[], { clock }: HouseContext): Finding | undefined {
  const certificate = new X509Certificate(pem);
  const now = clock.now();
  const [from, until] = [certificate.validFromDate.getTime(), certificate.validToDate.getTime()];
  const foreign = names.find((name) => certificate.checkHost(name) === undefined);
  if (foreign !== undefined)
    return fail(
      `The certificate is not for ${foreign}.`,
      "Restart the hub; docs/certificates.md says how it comes by one.",
    );
  const [name = ""] = names;
  if (now < from - SLACK)
    return fail(
      `The certificate for ${name} counts only in ${sayAge(from - now)}.`,
      "The clock is behind: timedatectl",
    );
  if (now >= until)
    return fail(
      `The certificate for ${name} is over since ${sayAge(now - until)}.`,
      "docs/certificates.md says what keeps the hub from a new one.",
    );
  if (until - now < LITTLE * (until - from))
    return warn(
      `The certificate for ${name} is over in ${sayAge(until - now)}.`,
      "docs/certificates.md says what keeps the hub from a new one.",
    );
  return undefined;
}

const left = (pem: string, { clock }: HouseContext): string =>
  sayAge(new X509Certificate(pem).validToDate.getTime() - clock.now());

/** A phone of the house, as far as this machine goes. @returns what is wrong; `undefined`: nothing */
const handshake = (
  { port, name, authority }: { readonly port: number; readonly name: string; readonly authority: string },
  signal: AbortSignal,
): Promise<string | undefined> =>
  new Promise((told) => {
    const socket = connect({ host: "127.0.0.1", port, servername: name, ca: authority });
    const end = (what: string | undefined) => {
      socket.destroy();
      told(what);
    };
    signal.addEventListener("abort", () => end("nothing in time"), { once: true });
    socket.setTimeout(HANDSHAKE_MS, () => end("nothing in time"));
    socket.once("secureConnect", () => end(undefined));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code ?? error.message));
  });
