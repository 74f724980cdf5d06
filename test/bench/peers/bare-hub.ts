/** What the hub is made of, with none of our code: hono, aedes, level, age. `node bare-hub.ts FOLDER` */
import { createServer } from "node:net";
import { serve } from "@hono/node-server";
import { Aedes } from "aedes";
import { Encrypter, generateX25519Identity, identityToRecipient } from "age-encryption";
import { Hono } from "hono";
import { Level } from "level";

const folder = process.argv[2];
if (folder === undefined) throw new Error("which folder?");

const db = new Level(`${folder}/index`);
await db.put("key", "value", { sync: true } as object);
const sealer = new Encrypter();
sealer.addRecipient(await identityToRecipient(await generateX25519Identity()));
await sealer.encrypt("something");
const broker = await Aedes.createBroker();
const mqtt = createServer(broker.handle);
await new Promise<void>((done) => mqtt.listen(`${folder}/mqtt.sock`, done));
const app = new Hono().get("/", (context) => context.text("hello"));
serve({ fetch: app.fetch, port: 0, hostname: "127.0.0.1" }, () => {
  process.stdout.write(`${JSON.stringify({ ready: true })}\n`);
});
