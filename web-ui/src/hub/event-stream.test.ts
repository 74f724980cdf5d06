import { expect, test } from "vitest";
import { EventCutter, readEvents } from "./event-stream.ts";

test.each([
  ["one event", "data: a\n\n", ["a"]],
  ["data without the blank", "data:a\n\n", ["a"]],
  ["data of several lines", "data: a\ndata: b\n\n", ["a\nb"]],
  ["lines ended the Windows way", "data: a\r\n\r\ndata: b\r\n\r\n", ["a", "b"]],
  ["a heartbeat between two", "data: a\n\n: still here\n\ndata: b\n\n", ["a", "b"]],
  ["fields that mean nothing here", "event: x\nid: 7\nretry: 10\ndata: a\n\n", ["a"]],
  ["an event that is not complete", "data: a\n", []],
])("reads %s, however it is cut", (_, text, events) => {
  for (let size = 1; size <= text.length; size += 1) {
    const cutter = new EventCutter();
    const got: string[] = [];
    for (let at = 0; at < text.length; at += size) got.push(...cutter.push(text.slice(at, at + size)));
    expect(got, `in pieces of ${size}`).toEqual(events);
  }
});

test("tells of life where there is no event", async () => {
  const response = new Response(": hello\n\n");
  const got: unknown[] = [];
  for await (const event of readEvents(response)) got.push(event);
  expect(got).toEqual([undefined]);
});

test("reads letters that were cut in the middle", async () => {
  const bytes = new TextEncoder().encode("data: Bär\n\n");
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(bytes.slice(0, 8));
      controller.enqueue(bytes.slice(8));
      controller.close();
    },
  });
  const got: unknown[] = [];
  for await (const event of readEvents(new Response(body))) got.push(event);
  expect(got).toContain("Bär");
});
