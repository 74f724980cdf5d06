/**
 * A page may use the microphone only from this very machine (http://localhost is a secure context) until it has a name
 * with a certificate. Who sits at another machine, over SSH, brings the port over.
 *
 * @param connection SSH_CONNECTION of sshd(8): client address, client port, server address, server port.
 */
export function tunnelHint(connection: string | undefined, user: string, port: number): string | undefined {
  const server = connection?.split(" ")[2];
  if (server === undefined) return undefined;
  return `You are here over SSH. On your own machine: ssh -L ${port}:localhost:${port} ${user}@${server}   then open the address there.`;
}
