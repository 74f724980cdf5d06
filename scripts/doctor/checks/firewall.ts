import { z } from "zod";
import { parseJson } from "../../../hub/domain/parse-json.ts";
import { type Check, cannotTell, fail, ok } from "../../../hub/house-check/check.ts";
import type { DoctorContext } from "../doctor-context.ts";

const TABLE = ["inet", "pawpost"] as const;
const RESTART = "sudo systemctl restart pawpost-firewall";
/** Of `systemd/pawpost.nft`: each ends what it does not let through. */
const KEPT_IN = ["hub", "ble"] as const;

const listing = z.object({ nftables: z.array(z.record(z.string(), z.unknown())) });
const chain = z.object({ name: z.string(), policy: z.string().optional() });
const rule = z.object({ chain: z.string(), expr: z.array(z.record(z.string(), z.unknown())) });
const set = z.object({ name: z.string(), elem: z.array(z.unknown()).optional() });

/** The table is loaded, and says what it is to say. Asked of the kernel, which tells root alone. */
export const firewallCheck: Check<DoctorContext> = {
  id: "firewall",
  title: "The firewall",
  why: "It keeps the Internet out, and keeps each process from what it has no need of, whatever becomes of that process.",
  async run({ run, isInstalled }, signal) {
    if (!isInstalled)
      return cannotTell("scripts/start brings none: only an installed system has it.", "docs/services.md");
    const { status, out } = await run(signal, "nft", "--json", "list", "table", ...TABLE);
    if (status === undefined)
      return fail("There is no nft on this machine.", `sudo apt install nftables && ${RESTART}`);
    if (/not permitted|must be root/i.test(out))
      return cannotTell("Only root is told.", "sudo pawpost doctor");
    const told = listing.safeParse(parseJson(new TextEncoder().encode(out)));
    if (status !== 0 || !told.success) return fail("Pawpost’s table of the firewall is not loaded.", RESTART);
    const all = <T>(kind: string, schema: z.ZodType<T>): T[] =>
      told.data.nftables.flatMap((row) => schema.safeParse(row[kind]).data ?? []);
    const input = all("chain", chain).find(({ name }) => name === "input");
    if (input?.policy !== "drop") return fail("The firewall lets in what nobody asked for.", RESTART);
    const rules = all("rule", rule);
    const loose = KEPT_IN.filter((name) => {
      const last = rules.findLast((one) => one.chain === name);
      const isReached = rules.some(({ expr }) => JSON.stringify(expr).includes(`"target":"${name}"`));
      return !isReached || !(last?.expr.some((part) => "reject" in part) ?? false);
    });
    if (loose.length > 0) return fail(`The firewall does not keep ${loose.join(" and ")} in.`, RESTART);
    const open = all("set", set).find(({ name }) => name === "open")?.elem ?? [];
    return ok(`Loaded. The house may come to ${open.map(String).join(", ")}; the Internet to nothing.`);
  },
};
