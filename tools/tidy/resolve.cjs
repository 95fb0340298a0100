/**
 * Where `@meridian/*` lies, for dependency-cruiser (it reads resolver settings from a file of this form only). Packages resolve to their
 * sources, not to what was built from them: nothing has to be built first, a stale dist hides nothing, and cycles show whole.
 */
const fs = require('node:fs');
const path = require('node:path');

const groups = ['apps', 'libs', 'libs/channels', 'libs/insurers', 'libs/his', 'tools'];
const alias = {};
for (const group of groups) {
  const at = path.resolve(group);
  for (const folder of fs.existsSync(at) ? fs.readdirSync(at) : []) {
    const manifest = path.join(at, folder, 'package.json');
    if (!fs.existsSync(manifest)) continue;
    const { name } = JSON.parse(fs.readFileSync(manifest, 'utf8'));
    const sources = path.join(at, folder, 'src');
    if (name?.startsWith('@meridian/') && fs.existsSync(sources)) alias[name] = sources;
  }
}

module.exports = { resolve: { alias } };
