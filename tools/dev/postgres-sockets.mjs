/** The Unix socket of a stack's own PostgreSQL. */
import { chownSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { sharedFolder, shortDigest } from './paths.mjs';
import { serverUser } from './postgres-binaries.mjs';

/** A socket's whole path has to fit into the system's address, the shortest of which takes 104 bytes. */
const LONGEST_SOCKET_FOLDER = 80;

/**
 * Where the server listens beside its port. A statement over a Unix socket costs both sides about half of what it costs over TCP.
 * @param {string} folder the stack's
 * @returns {string | undefined} undefined where there is no room for one
 */
export function socketFolder(folder) {
  const sockets = path.join(sharedFolder(), `sockets-${shortDigest(folder)}`);
  if (process.platform === 'win32' || sockets.length > LONGEST_SOCKET_FOLDER) return undefined;
  mkdirSync(sockets, { recursive: true, mode: 0o711 });
  const user = serverUser();
  if (user.uid !== undefined) chownSync(sockets, user.uid, user.gid);
  return sockets;
}
