/** Has NetworkManager join a network. The passphrase goes to nmcli's standard input: on a command line every process would see it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { WifiSettings } from "./improv-packets.ts";

/** What the network is called on this machine; there is one. */
const CONNECTION = "pawpost-wifi";
/** And while it is tried: one that was joined before is kept where the new one is refused. */
const TRIED = "pawpost-wifi-tried";
const PATIENCE_S = "40";
const LOOK_S = "15";
/** nmcli reads a line as readline does, which takes every byte as it is only where the language says so. */
// biome-ignore lint/style/noProcessEnv: where the system has its programs
const ENV = { PATH: process.env.PATH, LC_ALL: "C.UTF-8", INPUTRC: "/dev/null" };

/** @param program nmcli(1) @returns whether it is joined */
export const makeJoinWifi =
  (program = "nmcli") =>
  async ({ name, passphrase }: WifiSettings): Promise<boolean> => {
    const connection = (...words: readonly string[]) => nmcli(program, ["connection", ...words]);
    await connection("delete", "id", TRIED);
    await nmcli(program, ["--wait", LOOK_S, "device", "wifi", "list", "--rescan", "auto"]);
    const words = ["--wait", PATIENCE_S, "--ask", "device", "wifi", "connect", name, "name", TRIED];
    const isJoined = await nmcli(program, words, `${passphrase}\n`);
    if (isJoined) {
      await connection("delete", "id", CONNECTION);
      await connection("modify", "id", TRIED, "connection.id", CONNECTION);
    } else {
      // A wrong passphrase would be tried again at each start.
      await connection("delete", "id", TRIED);
    }
    return isJoined;
  };

/** What it prints is nobody's: it may repeat what it was asked. */
async function nmcli(program: string, words: readonly string[], input = ""): Promise<boolean> {
  const child = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"], env: ENV });
  child.stdin.on("error", () => undefined); // it did not ask
  child.stdin.end(input);
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status === 0;
  } catch {
    return false; // there is no such program
  }
}
