import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { readResults } from './test-results.mjs';

describe('test results', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'meridian-results-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const write = (name: string, results: object): void => writeFileSync(path.join(folder, `${name}.json`), JSON.stringify(results));

  it('adds up every project, files that did not run included', () => {
    write('spec-kernel', {
      numPassedTests: 7,
      numFailedTests: 1,
      numPendingTests: 0,
      numRuntimeErrorTestSuites: 1,
      testResults: [
        { name: '/x/fen.spec.ts', message: 'a test failed', assertionResults: [{ status: 'failed', fullName: 'Fen adds' }] },
        { name: '/x/ids.spec.ts', message: 'it does not compile', assertionResults: [] },
      ],
    });
    write('itest-order', { numPassedTests: 5, numFailedTests: 0, numPendingTests: 2, numRuntimeErrorTestSuites: 0, testResults: [] });
    expect(readResults(folder)).toEqual({
      passed: 12,
      failed: 2,
      skipped: 2,
      failures: ['spec-kernel: Fen adds', 'spec-kernel: ids.spec.ts did not run'],
    });
  });

  it('counts nothing where nothing was written', () => {
    expect(readResults(path.join(folder, 'absent'))).toEqual({ passed: 0, failed: 0, skipped: 0, failures: [] });
  });
});
