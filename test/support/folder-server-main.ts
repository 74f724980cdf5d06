/** A folder over HTTP, on loopback: `node folder-server-main.ts FOLDER PORT`. Whatever is below `/elsewhere/` it sends on to where it lies. */
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { join, normalize } from "node:path";

const [folder = "", port = ""] = process.argv.slice(2);
const server = createServer(({ url = "/" }, response) => {
  const path = normalize(url);
  if (path.startsWith("/elsewhere/"))
    return void response.writeHead(302, { location: path.slice("/elsewhere".length) }).end();
  const file = join(folder, path);
  if (!existsSync(file)) return void response.writeHead(404).end();
  createReadStream(file).pipe(response);
});
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
