import { ToyError } from "../errors.ts";
import { encodeIdentifier } from "./identifier.ts";
import type { ToyWire } from "./toy-wire.ts";

/** @throws {ToyError} `toy.bad-argument` for what no toy can hold, `toy.lies` when it reads back as another one */
export async function storeIdentifier(wire: ToyWire, identifier: string, signal: AbortSignal): Promise<void> {
  const bytes = encodeIdentifier(identifier);
  if (bytes === undefined) throw new ToyError("toy.bad-argument", "An identifier is 16 printable characters");
  await wire.write("configure", bytes, signal);
  const kept = Buffer.from(await wire.read("configure", signal));
  if (!kept.equals(bytes)) throw new ToyError("toy.lies", "The toy did not keep its identifier");
}
