/** Adds up what the test runners wrote, one JSON file per project and kind. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/**
 * @typedef {object} Totals
 * @property {number} passed
 * @property {number} failed failed tests, and test files that did not even run
 * @property {number} skipped
 * @property {string[]} failures what failed, one line each
 */

/**
 * @param {string} folder
 * @returns {Totals}
 */
export function readResults(folder) {
  /** @type {Totals} */
  const totals = { passed: 0, failed: 0, skipped: 0, failures: [] };
  for (const file of existsSync(folder) ? readdirSync(folder).sort() : []) {
    if (file.endsWith('.json')) add(totals, path.basename(file, '.json'), JSON.parse(readFileSync(path.join(folder, file), 'utf8')));
  }
  return totals;
}

/**
 * @typedef {object} JestResults the parts of jest's JSON output read here
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numRuntimeErrorTestSuites
 * @property {{ name: string, message: string, assertionResults: { status: string, fullName: string }[] }[]} testResults
 */

/**
 * @param {Totals} totals
 * @param {string} label such as `spec-kernel`
 * @param {JestResults} results
 */
export function add(totals, label, results) {
  totals.passed += results.numPassedTests;
  totals.failed += results.numFailedTests + results.numRuntimeErrorTestSuites;
  totals.skipped += results.numPendingTests;
  for (const { name, message, assertionResults } of results.testResults) {
    const failed = assertionResults.filter(({ status }) => status === 'failed');
    for (const { fullName } of failed) totals.failures.push(`${label}: ${fullName}`);
    if (message !== '' && failed.length === 0) totals.failures.push(`${label}: ${path.basename(name)} did not run`);
  }
}
