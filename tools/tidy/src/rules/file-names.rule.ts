import type { Rule } from '../rule';
import { isCode } from '../tree';

/** The closed list of roles. A new one is added here, with the kind of file it names, or the file has none. */
const ROLES = [
  ...['controller', 'contract', 'event', 'message', 'handler', 'usecase', 'states', 'events', 'errors'],
  ...[
    'commands',
    'decide',
    'forward',
    'undo',
    'listener',
    'cases',
    'guard',
    'pipe',
    'filter',
    'exception',
    'gateway',
    'body',
    'view',
    'kind',
    'party',
    'admin',
    'fixture',
  ],
  ...['row', 'store', 'reader', 'projection', 'consumer', 'migration', 'module', 'config', 'rule'],
  ...['spec', 'itest', 'journey', 'd'],
];

const FILE = new RegExp(`^[a-z0-9]+(?:-[a-z0-9]+)*(?:\\.(?:${ROLES.join('|')}))*\\.[cm]?[jt]sx?$`);
const FOLDER = /^\.?[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Code files are `<stem>.<role>.ts` in kebab-case, so that `git ls-files '*open-collection*'` prints the whole journey. */
export const fileNames: Rule = {
  name: 'file-names',
  check: (tree) =>
    tree.files.filter(isCode).flatMap((file) => {
      const folders = file.split('/');
      const name = folders.pop() ?? '';
      const wrongFolder = folders.find((folder) => !FOLDER.test(folder));
      if (wrongFolder !== undefined) return [{ file, says: `lies in a folder that is not kebab-case: ${wrongFolder}` }];
      return FILE.test(name) || name.startsWith('.') ? [] : [{ file, says: 'is not named <stem>.<role>.ts with a known role' }];
    }),
};
