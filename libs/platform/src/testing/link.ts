import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

/**
 * The line between a process and a server, to be cut or frozen. Cut: the process is dead for the server, as after kill -9. Frozen: its
 * connections stand and nothing moves on them, as while a process is paused.
 */
export class Link {
  private readonly sockets = new Set<Socket>();
  private broken = false;
  private frozen = false;

  private constructor(
    private readonly server: Server,
    /** The server's address, by way of this line. */
    readonly url: string,
  ) {}

  static async to(url: string): Promise<Link> {
    const target = new URL(url);
    const server = createServer();
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const here = new URL(url);
    here.hostname = '127.0.0.1';
    here.port = String((server.address() as AddressInfo).port);
    const link = new Link(server, here.href);
    server.on('connection', (near) => link.join(near, connect(Number(target.port), target.hostname)));
    return link;
  }

  cut(): void {
    this.broken = true;
    for (const socket of this.sockets) socket.destroy();
  }

  mend(): void {
    this.broken = false;
  }

  freeze(): void {
    this.frozen = true;
    for (const socket of this.sockets) socket.pause();
  }

  thaw(): void {
    this.frozen = false;
    for (const socket of this.sockets) socket.resume();
  }

  close(): void {
    this.cut();
    this.server.close();
  }

  private join(near: Socket, far: Socket): void {
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      this.sockets.add(from);
      from.on('data', (bytes) => to.write(bytes));
      from.on('error', () => undefined);
      from.on('close', () => {
        this.sockets.delete(from);
        to.destroy();
      });
      if (this.broken) from.destroy();
      else if (this.frozen) from.pause();
    }
  }
}
