import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { AUDIO_PROBLEMS } from "../../hub/audio/audio-problems.ts";
import { leaveDraft } from "./send.ts";

async function hubThat(answers: (request: IncomingMessage, body: Buffer, response: ServerResponse) => void) {
  const folder = mkdtempSync(join(tmpdir(), "send-"));
  const socketPath = join(folder, "cli.sock");
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", () => answers(request, Buffer.concat(parts), response));
  });
  await new Promise<void>((resolve) => server.listen(socketPath, resolve));
  onTestFinished(() => {
    server.close();
    server.closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  return socketPath;
}

const WAV = Uint8Array.of(82, 73, 70, 70);

test("hands over the file's bytes and the toy's name, whatever letters it has", async () => {
  let seen: unknown;
  const socketPath = await hubThat((request, body, response) => {
    const url = new URL(request.url ?? "", "http://hub");
    seen = [
      request.method,
      url.pathname,
      url.searchParams.get("toy"),
      request.headers["content-type"],
      [...body],
    ];
    response.writeHead(201).end('{"id":"x","milliseconds":1500}');
  });
  expect(await leaveDraft(socketPath, "Bär & Co", WAV)).toEqual({ id: "x", milliseconds: 1_500 });
  expect(seen).toEqual(["POST", "/drafts", "Bär & Co", "audio/wav", [...WAV]]);
});

test.each([
  [
    422,
    '{"code":"toy.unknown","message":"no toy of that name"}',
    "toy.unknown",
    "No toy of that name.",
    /as the page shows it/,
  ],
  [
    422,
    '{"code":"check.took-too-long","message":"the sound could not be checked in time"}',
    "check.took-too-long",
    "The sound could not be checked in time.",
    /16-bit WAV/,
  ],
  [507, '{"code":"store.disk-full","message":"no room"}', "store.disk-full", "No room.", /Free some space/],
  [500, '{"code":"hub.failed","message":"the hub failed"}', "hub.failed", "The hub failed.", /log/],
  [200, "<html>", "send.no-answer", /does not understand \(status 200\)/, /same version/],
] as const)("status %i and %s becomes %s", async (status, body, code, message, advice) => {
  const socketPath = await hubThat((_request, _body, response) => response.writeHead(status).end(body));
  const matching = (text: string | RegExp) => (typeof text === "string" ? text : expect.stringMatching(text));
  await expect(leaveDraft(socketPath, "Bear", WAV)).rejects.toMatchObject({
    code,
    message: matching(message),
    advice: expect.stringMatching(advice),
  });
});

test.each(["sound.silence", "sound.too-long", "sound.too-short", "wav.unsupported"] as const)(
  "%s is told in the words of the audio table",
  async (code) => {
    const socketPath = await hubThat((_request, _body, response) =>
      response.writeHead(422).end(JSON.stringify({ code, message: "shaping refused it" })),
    );
    const { title, next } = AUDIO_PROBLEMS[code];
    await expect(leaveDraft(socketPath, "Bear", WAV)).rejects.toMatchObject({
      code,
      message: title,
      advice: next,
    });
  },
);

test("a hub that went away is told as such", async () => {
  const socketPath = await hubThat((request) => request.socket.destroy());
  await expect(leaveDraft(socketPath, "Bear", WAV)).rejects.toMatchObject({ code: "send.no-answer" });
  await expect(leaveDraft(`${socketPath}.none`, "Bear", WAV)).rejects.toMatchObject({
    code: "send.not-running",
  });
});
