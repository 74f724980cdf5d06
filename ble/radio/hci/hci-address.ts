/** Where a controller is: at the other end of a Unix socket (H4), or an adapter of this machine, as `hciN` or by its own address. */
export type HciAddress =
  | { readonly kind: "unix"; readonly path: string }
  | { readonly kind: "adapter"; readonly index: number }
  /** Lower case, with colons. */
  | { readonly kind: "adapter-of"; readonly address: string };

/** `sun_path` holds 108 bytes with its closing zero, unix(7); a longer path would be cut silently by some libraries. */
const MAX_SOCKET_PATH_BYTES = 107;

const ADDRESS = /^(?:[0-9a-f]{2}:){5}[0-9a-f]{2}$/;

/** Reads `unix:PATH`, `hciN` or `00:1a:7d:da:71:13`; `undefined` for anything else, for an empty path and for one no socket can have. */
export function parseHciAddress(text: string): HciAddress | undefined {
  const adapter = /^hci(\d{1,3})$/.exec(text);
  if (adapter?.[1] !== undefined) return { kind: "adapter", index: Number(adapter[1]) };
  const address = text.toLowerCase();
  if (ADDRESS.test(address)) return { kind: "adapter-of", address };
  if (!text.startsWith("unix:")) return undefined;
  const path = text.slice("unix:".length);
  if (path === "" || path.includes("\0") || Buffer.byteLength(path) > MAX_SOCKET_PATH_BYTES) return undefined;
  return { kind: "unix", path };
}
