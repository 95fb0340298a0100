/** Which methods each path answers, learned as the routes are registered: the difference between 404 and 405. */
export class RouteTable {
  private readonly routes: { readonly pattern: RegExp; readonly methods: ReadonlySet<string> }[] = [];

  /** @param url a route as Fastify has it, `/v1/orders/:orderNo` */
  add(url: string, methods: string | readonly string[]): void {
    const source = url
      .split('/')
      .map((part) => (part.startsWith(':') ? '[^/]+' : part === '*' ? '.*' : part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')))
      .join('/');
    this.routes.push({ pattern: new RegExp(`^${source}$`), methods: new Set([methods].flat()) });
  }

  /** Sorted; empty when nothing answers at this path. */
  methodsAt(path: string): string[] {
    return [...new Set(this.routes.filter((one) => one.pattern.test(path)).flatMap((one) => [...one.methods]))].sort();
  }
}
