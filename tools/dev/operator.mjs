/** An operator at the console, as the demo needs one: signed in, reading. */
import { http } from './outside.mjs';

export class Operator {
  /** @type {Record<string, string>} */
  #headers = {};

  /** @param {string} consoleUrl */
  constructor(consoleUrl) {
    this.consoleUrl = consoleUrl;
  }

  /**
   * @param {{ operatorId: string, password: string }} credentials
   * @returns {Promise<this>}
   */
  async signIn({ operatorId, password }) {
    const answer = await http('POST', `${this.consoleUrl}/api/session`, {
      body: { operatorId, password },
      headers: { 'meridian-console': '1' },
    });
    const cookie = answer.headers.get('set-cookie')?.split(';')[0];
    if (answer.status >= 300 || !cookie)
      throw new Error(`the console refused the operator: ${answer.status} ${JSON.stringify(answer.body)}`);
    this.#headers = { cookie, 'meridian-console': '1' };
    return this;
  }

  /** @param {string} path */
  async read(path) {
    const answer = await http('GET', this.consoleUrl + path, { headers: this.#headers });
    if (answer.status !== 200) throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }
}
