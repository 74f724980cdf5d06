/** @param url of HTTPS @returns `name:port`, the port always written out: what link may be asked to dial */
export function hostAndPort(url: string): string {
  const { hostname, port } = new URL(url);
  return `${hostname}:${port === "" ? "443" : port}`;
}
