/** The file in which a running stack says where it is, for tools that look at it from outside. It holds a password: for this user alone. */
import { rmSync } from 'node:fs';
import path from 'node:path';
import { stackFolder } from './paths.mjs';
import { writePrivate } from './secrets.mjs';

/**
 * @typedef {object} Live
 * @property {Readonly<Record<string, string>>} urls as `Stack.urls`
 * @property {string} ownerUrl as `Stack.ownerUrl`
 */

/** @param {string} name the stack's */
export const liveFile = (name) => inFolder(stackFolder(name));

/** @param {string} folder */
const inFolder = (folder) => path.join(folder, 'live.json');

/**
 * @param {string} folder the stack's
 * @param {Live} live
 */
export const sayLive = (folder, live) => writePrivate(inFolder(folder), JSON.stringify(live, undefined, 2));

/** @param {string} folder the stack's */
export const forgetLive = (folder) => rmSync(inFolder(folder), { force: true });
