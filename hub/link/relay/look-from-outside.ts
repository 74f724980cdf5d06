import { isIP } from "node:net";
import { WireError } from "../../../relay/wire/errors.ts";
import type { OutsideView, Sight } from "../../contract/outside-view.ts";
import type { RelayNote } from "../../contract/relay-note.ts";
import { type Resolve, systemResolve } from "./nodes-of.ts";
import { look, type SayHello } from "./relay-session.ts";

/** Asks the relay by each family of addresses, since it sees what it is come from and nothing else. Never rejects for what a relay does. */
export async function lookFromOutside(
  note: RelayNote,
  sayHello: SayHello,
  resolve: Resolve = systemResolve(Math.random),
): Promise<OutsideView> {
  const by = async (family: 4 | 6): Promise<Sight> => {
    const isOf = (address: string) => isIP(address) === family;
    if (isIP(note.host) !== 0 && !isOf(note.host)) return { as: "unseen", why: "silent" };
    try {
      const { address, knocked, open } = await look(note, sayHello, async (host) =>
        (await resolve(host)).filter(isOf),
      );
      return { as: "seen", address, knocked, open };
    } catch (error) {
      if (!(error instanceof WireError)) throw error;
      return { as: "unseen", why: whyOf(error.code) };
    }
  };
  const [ipv4, ipv6] = await Promise.all([by(4), by(6)]);
  return { ipv4, ipv6 };
}

function whyOf(code: WireError["code"]): Extract<Sight, { as: "unseen" }>["why"] {
  if (code === "wire.silent") return "silent";
  return code === "wire.too-often" ? "too-often" : "refused";
}
