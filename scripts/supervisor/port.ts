import { createServer } from "node:net";
import { SupervisorError } from "./errors.ts";

/** Throws when nobody could listen on this port of the loopback interface now. */
export async function checkPort(port: number): Promise<void> {
  for (const host of ["127.0.0.1", "::1"]) {
    const server = createServer();
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen({ port, host, exclusive: true }, resolve);
      });
    } catch (cause) {
      const { code } = cause as NodeJS.ErrnoException;
      if (code === "EADDRNOTAVAIL" || code === "EAFNOSUPPORT") continue; // a machine without IPv6
      if (code === "EACCES") {
        throw new SupervisorError(
          "start.port-refused",
          `This system does not let you use port ${port}.`,
          "Choose one from 1024 up: --port 8081",
          { cause },
        );
      }
      throw new SupervisorError(
        "start.port-busy",
        `Port ${port} is in use by another program.`,
        `Choose another: --port ${port + 1}. (Who has it: ss -ltnp 'sport = :${port}')`,
        { cause },
      );
    } finally {
      await new Promise<void>((resolve) => server.close(() => resolve()));
    }
  }
}
