import type { Rule } from '../rule';
import { codes } from './codes.rule';
import { contracts } from './contracts.rule';
import { envInConfig } from './env-in-config.rule';
import { facts } from './facts.rule';
import { fileNames } from './file-names.rule';
import { lockfile } from './lockfile.rule';
import { noAny } from './no-any.rule';
import { noBarrels } from './no-barrels.rule';
import { noForwardRef } from './no-forward-ref.rule';
import { noInlineImportTypes } from './no-inline-import-types.rule';
import { noLeftovers } from './no-leftovers.rule';
import { noMachinePaths } from './no-machine-paths.rule';
import { parses } from './parses.rule';
import { projectLinks } from './project-links.rule';
import { projectShape } from './project-shape.rule';
import { pureDomain } from './pure-domain.rule';
import { sizes } from './sizes.rule';
import { stateTablesRule } from './state-tables.rule';
import { testsRun } from './tests-run.rule';

export const rules: readonly Rule[] = [
  parses,
  fileNames,
  sizes,
  noBarrels,
  noForwardRef,
  noAny,
  noInlineImportTypes,
  noLeftovers,
  noMachinePaths,
  envInConfig,
  pureDomain,
  stateTablesRule,
  contracts,
  facts,
  codes,
  projectShape,
  projectLinks,
  testsRun,
  lockfile,
];
