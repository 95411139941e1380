import { setTimeout as sleep } from 'node:timers/promises';
import { prepareGuard } from '@case-insights/core/guard';
import type { Scopes } from './access/scopes.ts';
import type { AthenaSettings } from './athena/executions.ts';
import { athenaService } from './athena/session.ts';
import type { Bedrock } from './bedrock/bedrock-client.ts';
import { bedrockModels, type ModelSettings } from './bedrock/converse.ts';
import type { BedrockCatalog } from './bedrock/lifecycle.ts';
import { RunningCalls } from './call/cancel.ts';
import type { CompactTables } from './call/ports.ts';
import { ScanRooms } from './call/scanning.ts';
import { CompactLookup } from './compact/lookup.ts';
import { tableCatalog } from './compact/table-catalog.ts';
import type { Config } from './config/config.ts';
import { type Log, originOf } from './log/log.ts';
import type { McpServices } from './mcp/mcp-services.ts';
import type { Bucket } from './store/bucket.ts';
import { DayBudgets } from './store/day-budgets.ts';
import { workStore } from './store/kept-work.ts';
import { TOOLS } from './tools/registry.ts';

/** What the services reach outside this process with. */
export interface Clients {
  readonly athena: AthenaSettings['client'];
  readonly bedrock: () => Promise<Bedrock>;
  readonly bedrockCatalog: BedrockCatalog;
  readonly scopes: Scopes;
  /** Where unfinished work is kept; absent where none is. */
  readonly bucket?: Bucket;
  /** Reads the page that holds every view. */
  readonly viewPage: McpServices['viewPage'];
  /** Waits `ms`, or rejects when the signal aborts. */
  readonly sleep?: McpServices['sleep'];
}

/** Joins Athena, Bedrock and the tools to what a call needs of them: the one place that knows all of them. */
export function createServices(config: Config, clients: Clients): McpServices {
  const wait = clients.sleep ?? ((ms, signal) => sleep(ms, undefined, { signal }));
  const athena: AthenaSettings = {
    client: clients.athena,
    database: config.ATHENA_DATABASE,
    workgroup: config.ATHENA_WORKGROUP,
    ...(config.ATHENA_OUTPUT_LOCATION === undefined ? {} : { outputLocation: config.ATHENA_OUTPUT_LOCATION }),
    resultReuseMinutes: config.RESULT_REUSE_MINUTES,
    sleep: wait,
  };
  const compactTables = new CompactLookup({
    caseTable: config.CASE_TABLE,
    // What a look finds must be so now.
    athena: athenaService({ ...athena, resultReuseMinutes: 0 }),
    catalog: tableCatalog(clients.athena, config.ATHENA_DATABASE),
    now: Date.now,
  });
  let prepared: Promise<void> | undefined;
  return {
    config,
    tools: TOOLS,
    athena: athenaService(athena),
    compactTables,
    prepare: (log) => {
      prepared ??= prepareCalls(compactTables, log);
      return prepared;
    },
    models: bedrockModels(modelSettings(config), clients.bedrock, clients.bedrockCatalog),
    scopes: clients.scopes,
    viewPage: clients.viewPage,
    spending: new DayBudgets(clients.bucket),
    scanRooms: new ScanRooms(),
    ...(clients.bucket === undefined ? {} : { store: workStore({ bucket: clients.bucket, sleep: wait }) }),
    running: new RunningCalls(),
    sleep: wait,
  };
}

/** Loads the grammar and looks for the compact table, which the first call would otherwise wait for. */
async function prepareCalls(compactTables: CompactTables, log: Log): Promise<void> {
  const looking = compactTables.find(log);
  try {
    await prepareGuard();
  } catch (error) {
    log.warn('the grammar could not be prepared', originOf(error));
  }
  await looking;
}

function modelSettings(config: Config): ModelSettings {
  const { BEDROCK_REASONING_EFFORT: effort, BEDROCK_GUARDRAIL_ID: id } = config;
  return {
    ids: config.BEDROCK_MODEL_ID,
    ...(effort === undefined ? {} : { effort }),
    ...(id === undefined ? {} : { guardrail: { id, version: config.BEDROCK_GUARDRAIL_VERSION ?? 'DRAFT' } }),
  };
}
