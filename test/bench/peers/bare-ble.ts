/**
 * What the radio process is made of, with none of our code: noble and mqtt. `node bare-ble.ts FOLDER`. noble's socket is
 * one that never answers, because the machine may have no Bluetooth; everything else of noble is loaded and started.
 */
import { EventEmitter } from "node:events";
import { createRequire, Module } from "node:module";
import { connectAsync } from "mqtt";

const folder = process.argv[2];
if (folder === undefined) throw new Error("which folder?");

const require = createRequire(import.meta.url);
const nothing = () => {};
class SilentSocket extends EventEmitter {
  bindRaw = nothing;
  bindUser = nothing;
  bindControl = nothing;
  setFilter = nothing;
  start = nothing;
  stop = nothing;
  write = nothing;
  isDevUp = () => true;
}
const path = require.resolve("@abandonware/bluetooth-hci-socket");
const silent = new Module(path);
silent.filename = path;
silent.loaded = true;
silent.exports = SilentSocket;
require.cache[path] = silent;
const noble = require("@abandonware/noble/with-bindings")(
  new (require("@abandonware/noble/lib/hci-socket/bindings"))({}),
) as { on(name: string, listener: () => void): void; readonly state: string };
noble.on("stateChange", nothing);
process.stdout.write(noble.state === "never" ? "?" : "");

const client = await connectAsync(`mqtt+unix://${folder}/mqtt.sock`);
await client.subscribeAsync("toys/#");
process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
