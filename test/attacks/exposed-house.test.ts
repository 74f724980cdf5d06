/**
 * A house that answers to the Internet, though nobody meant it to: real hub, link and relay, with networks of their own and public addresses of both
 * families between them. `pawpost doctor` says so, by the relay, as soon as it does; and where it was looked at from stands in no log.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { COMMAND_LINE } from "../../hub/contract/command-line.ts";
import { doctorReport } from "../../hub/contract/house-check.ts";
import { outsideAnswer } from "../../hub/contract/outside-view.ts";
import { askHub } from "../../scripts/cli/hub-socket.ts";
import { startHouseAway } from "../support/house-away.ts";
import { invitationTo } from "../support/joined-house.ts";
import { hasOwnNetwork, layCable } from "../support/own-network.ts";
import { makeRelayProcess } from "../support/relay-process.ts";
import { openRelayRig } from "../support/relay-rig.ts";
import { runProgram } from "../support/run-program.ts";
import { makeTempDir } from "../support/temp-dir.ts";

const RELAY = { name: "relay.family.test", four: "203.0.113.1", six: "2001:db8::1" } as const;
const HOUSE = { four: "203.0.113.2", six: "2001:db8::2" } as const;
const KNOCKED = [80, 443, 8_080, 8_443, 8_883, 8_884];
const NOTHING = { type: "text/plain", bytes: new Uint8Array() };
/** What follows finds names in that file. */
const WITH_HOSTS = ["unshare", "--mount", "sh", "-ec", 'mount --bind "$0" /etc/hosts; exec "$@"'];
/** A program of the house that a router lets the world come to. */
const DOORS = `const { createServer } = require("node:net");
const take = (socket) => socket.destroy();
createServer(take).listen(8443, "${HOUSE.four}", () =>
  createServer(take).listen(443, "${HOUSE.six}", () => require("node:fs").writeSync(1, "open")));`;

test.runIf(hasOwnNetwork)(
  "what answers to the Internet is found by the relay, by IPv4 and by IPv6",
  async () => {
    await using opened = new AsyncDisposableStack();
    const folder = opened.use(await makeTempDir()).path;
    const hosts = join(folder, "hosts");
    await writeFile(hosts, `${RELAY.four} ${RELAY.name}\n${RELAY.six} ${RELAY.name}\n`);
    const cable = opened.use(
      await layCable({
        world: [`${RELAY.four}/24`, `${RELAY.six}/64`],
        house: [`${HOUSE.four}/24`, `${HOUSE.six}/64`],
      }),
    );
    const inTheWorld = makeRelayProcess("relay/main.ts", {}, cable.world);
    // The house joins where this process can speak for it, and then the relay moves.
    let lives = 0;
    const rig = opened.use(
      await openRelayRig({ dialHost: RELAY.four }, (options) => {
        lives += 1;
        return lives === 1 ? makeRelayProcess().open(options) : inTheWorld.open({ ...options, host: "::" });
      }),
    );
    const { stack } = opened.use(
      await startHouseAway(await invitationTo(rig), {
        relayHost: RELAY.name,
        change(name, spec) {
          if (name !== "link") return spec;
          const [command = "", ...args] = [...cable.house, ...WITH_HOSTS, hosts, spec.command, ...spec.args];
          return { ...spec, command, args };
        },
      }),
    );
    await rig.restart();

    const run = stack.runFolder.path;
    const lookFromOutside = async () => {
      const { json } = await askHub("test", join(run, COMMAND_LINE.socket), COMMAND_LINE.outside, NOTHING);
      return outsideAnswer.safeParse(json).data?.view;
    };
    const seen = (address: string) => ({ as: "seen", address, knocked: KNOCKED, open: [] });
    await expect.poll(lookFromOutside).toEqual({ ipv4: seen(HOUSE.four), ipv6: seen(HOUSE.six) });

    const [enter = "", ...into] = cable.house;
    const doors = spawn(enter, [...into, process.execPath, "-e", DOORS], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    opened.defer(() => void doors.kill());
    await once(doors.stdout, "data");
    const words = ["doctor", "--data", stack.dataFolder, "--only", "exposure", "--json"];
    const { code, stdout } = await runProgram("scripts/cli/main.ts", words, { PAWPOST_RUN: run });
    expect(code).toBe(2);
    const [report] = doctorReport.parse(JSON.parse(stdout)).checks;
    expect(report).toMatchObject({
      verdict: "fail",
      says: `By IPv4 the relay sees ${HOUSE.four}, and port 8443 answers there. By IPv6 the relay sees ${HOUSE.six}, and port 443 answers there.`,
      next: expect.stringMatching(/port 8443 to this machine.*port 443 to this machine by IPv6/),
    });

    await rig.relay[Symbol.asyncDispose]();
    const said = `${(await inTheWorld.ended).out}\n${stack.lines.join("\n")}`;
    expect(said).toContain("ready");
    expect(said).not.toContain(HOUSE.four);
    expect(said).not.toContain(HOUSE.six);
  },
);
