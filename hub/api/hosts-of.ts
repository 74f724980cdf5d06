/** What `Host` may say at that address: some programs write the usual port out, and mean the same (RFC 9110, 4.2.3). */
export function hostsOf(origin: string): readonly string[] {
  const { protocol, host, port } = new URL(origin);
  return protocol === "https:" && port === "" ? [host, `${host}:443`] : [host];
}
