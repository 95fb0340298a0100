/**
 * Loaded into a service before its own code (`node --require`), by drills alone: lets the process be killed at an exact moment of an exact
 * call, and keeps a journal of its calls. The product has no code for it.
 */
import 'reflect-metadata';
import { journalFile, kindsFile } from './files';
import { readPreloadConfig } from './preload/config';
import { wrapHandlers } from './preload/handlers';
import { Journal } from './preload/journal';
import { wrapSends } from './preload/sends';
import { Striker } from './preload/striker';
import { wrapWrites } from './preload/writes';

const config = readPreloadConfig();
if (config) {
  const { folder, service } = config;
  const striker = new Striker(folder, service);
  wrapHandlers(striker, new Journal(journalFile(folder, service, process.pid)), kindsFile(folder, service));
  wrapWrites(striker);
  wrapSends(striker);
}
