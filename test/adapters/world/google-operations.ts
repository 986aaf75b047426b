import type { Life } from './life.ts';

const mask = (...paths: readonly string[]): object => ({ paths });

/** Those whose answers to create, update and delete are long-running operations. */
export const GOOGLE_OPERATIONS: readonly Life[] = [
  {
    title: 'Spanner instances: long-running operations and a mask called field_mask',
    file: 'google/spanner/admin/instance/v1/spanner_instance_admin.proto',
    service: 'google.spanner.admin.instance.v1.InstanceAdmin',
    list: (token) => ['ListInstances', { parent: 'projects/acme', page_size: 2, page_token: token }],
    items: 'instances',
    create: [
      'CreateInstance',
      {
        parent: 'projects/acme',
        instance_id: 'main',
        instance: { config: 'projects/acme/instanceConfigs/eur3', display_name: 'Main', node_count: 3 },
      },
    ],
    operation: 'projects/acme/instances/main',
    sent: { display_name: 'Main', node_count: 3 },
    get: (name) => ['GetInstance', { name }],
    update: (name) => [
      'UpdateInstance',
      { instance: { name, display_name: 'Second', node_count: 9 }, field_mask: mask('display_name') },
    ],
    changed: ['display_name', 'Second'],
    remove: (name) => ['DeleteInstance', { name }],
  },
  {
    title: 'Spanner backups: operations below an instance',
    file: 'google/spanner/admin/database/v1/spanner_database_admin.proto',
    service: 'google.spanner.admin.database.v1.DatabaseAdmin',
    list: (token) => ['ListBackups', { parent: 'projects/acme/instances/main', page_size: 2, page_token: token }],
    items: 'backups',
    create: [
      'CreateBackup',
      {
        parent: 'projects/acme/instances/main',
        backup_id: 'nightly',
        backup: { database: 'projects/acme/instances/main/databases/shop', expire_time: { seconds: '1800000000' } },
      },
    ],
    operation: 'projects/acme/instances/main/backups/nightly',
    sent: { database: 'projects/acme/instances/main/databases/shop' },
    get: (name) => ['GetBackup', { name }],
    update: (name) => [
      'UpdateBackup',
      { backup: { name, expire_time: { seconds: '1900000000' } }, update_mask: mask('expire_time') },
    ],
    changed: ['expire_time.seconds', '1900000000'],
    remove: (name) => ['DeleteBackup', { name }],
  },
  {
    title: 'Workflows: operations, the id after the resource',
    file: 'google/cloud/workflows/v1/workflows.proto',
    service: 'google.cloud.workflows.v1.Workflows',
    list: (token) => ['ListWorkflows', { parent: 'projects/acme/locations/eu', page_size: 2, page_token: token }],
    items: 'workflows',
    create: [
      'CreateWorkflow',
      {
        parent: 'projects/acme/locations/eu',
        workflow: { description: 'ships', labels: { a: 'b' } },
        workflow_id: 'ship',
      },
    ],
    operation: 'projects/acme/locations/eu/workflows/ship',
    sent: { description: 'ships', labels: { a: 'b' } },
    get: (name) => ['GetWorkflow', { name }],
    update: (name) => [
      'UpdateWorkflow',
      { workflow: { name, description: 'ships it' }, update_mask: mask('description') },
    ],
    changed: ['description', 'ships it'],
    remove: (name) => ['DeleteWorkflow', { name }],
  },
  {
    title: 'Redis instances',
    file: 'google/cloud/redis/v1/cloud_redis.proto',
    service: 'google.cloud.redis.v1.CloudRedis',
    list: (token) => ['ListInstances', { parent: 'projects/acme/locations/eu', page_size: 2, page_token: token }],
    items: 'instances',
    create: [
      'CreateInstance',
      {
        parent: 'projects/acme/locations/eu',
        instance_id: 'cache',
        instance: { tier: 'BASIC', memory_size_gb: 4, display_name: 'Cache' },
      },
    ],
    operation: 'projects/acme/locations/eu/instances/cache',
    sent: { tier: 'BASIC', memory_size_gb: 4, display_name: 'Cache' },
    get: (name) => ['GetInstance', { name }],
    update: (name) => [
      'UpdateInstance',
      { instance: { name, memory_size_gb: 8 }, update_mask: mask('memory_size_gb') },
    ],
    changed: ['memory_size_gb', 8],
    remove: (name) => ['DeleteInstance', { name }],
  },
];
