import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { compile } from '../../../server/schema/compile.ts';
import type { Schema } from '../../../server/schema/registry.ts';
import { GOOGLE } from '../../support/corpora.ts';

/** APIs that have between them every form of a rule that google-proto-files know. */
const FILES = [
  'google/example/library/v1/library.proto',
  'google/pubsub/v1/pubsub.proto',
  'google/firestore/v1/firestore.proto',
  'google/cloud/secretmanager/v1/service.proto',
  'google/iam/v1/iam_policy.proto',
  'google/cloud/tasks/v2/cloudtasks.proto',
  'google/logging/v2/logging.proto',
  'google/longrunning/operations.proto',
  'google/cloud/bigquery/v2/dataset.proto',
  'google/dataflow/v1beta3/jobs.proto',
  'google/monitoring/v3/metric_service.proto',
  'google/cloud/aiplatform/v1/prediction_service.proto',
];

/** They and what they import. */
export function googleApis(): Schema {
  const read = (name: string): { readonly path: string; readonly text: string } | undefined => {
    const file = join(GOOGLE, name);
    return existsSync(file) ? { path: file, text: readFileSync(file, 'utf8') } : undefined;
  };
  return compile({ files: FILES.flatMap((name) => read(name) ?? []), roots: [GOOGLE], find: read });
}
