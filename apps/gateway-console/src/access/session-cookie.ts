import type { FastifyReply, FastifyRequest } from 'fastify';

const NAME = 'meridian-console';

/** Keeps the session token where no script can read it and no other site can make the browser send it. Its own injection token. */
export class SessionCookie {
  constructor(private readonly https: boolean) {}

  read(request: FastifyRequest): string | undefined {
    const pairs = (request.headers.cookie ?? '').split(';').map((pair) => pair.trim());
    return pairs.find((pair) => pair.startsWith(`${NAME}=`))?.slice(NAME.length + 1) || undefined;
  }

  write(reply: FastifyReply, token: string, maxAgeSeconds: number): void {
    const secure = this.https ? '; Secure' : '';
    void reply.header('set-cookie', `${NAME}=${token}; Path=/api; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`);
  }

  clear(reply: FastifyReply): void {
    this.write(reply, '', 0);
  }
}
