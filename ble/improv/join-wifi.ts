/** Has NetworkManager join a network. The passphrase goes to nmcli's standard input: on a command line every process would see it. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { WifiSettings } from "./improv-packets.ts";

/** What the network is called on this machine; there is one. */
const CONNECTION = "pawpost-wifi";
const PATIENCE_S = "40";

/** @param program nmcli(1) @returns whether it is joined */
export const makeJoinWifi =
  (program = "nmcli") =>
  async ({ name, passphrase }: WifiSettings): Promise<boolean> => {
    await nmcli(program, ["connection", "delete", "id", CONNECTION]);
    const words = ["--wait", PATIENCE_S, "--ask", "device", "wifi", "connect", name, "name", CONNECTION];
    const isJoined = await nmcli(program, words, `${passphrase}\n`);
    // A wrong passphrase would be tried again at each start.
    if (!isJoined) await nmcli(program, ["connection", "delete", "id", CONNECTION]);
    return isJoined;
  };

/** What it prints is nobody's: it may repeat what it was asked. */
async function nmcli(program: string, words: readonly string[], input = ""): Promise<boolean> {
  const child = spawn(program, words, { stdio: ["pipe", "ignore", "ignore"] });
  child.stdin.on("error", () => undefined); // it did not ask
  child.stdin.end(input);
  try {
    const [status] = (await once(child, "close")) as [number | null];
    return status === 0;
  } catch {
    return false; // there is no such program
  }
}
