/**
 * A socket that systemd listens on for this process, so that it needs no right of its own to a port (sd_listen_fds(3)).
 * @returns its file descriptor; the first and only one
 */
export function givenSocket(
  env: Readonly<Record<string, string | undefined>>,
  pid: number,
): number | undefined {
  const FIRST = 3;
  return env.LISTEN_PID === String(pid) && env.LISTEN_FDS === "1" ? FIRST : undefined;
}
