/**
 * Requests by google-proto-files' own rules, and what the method is to see of each: title, request, body (JSON, or text
 * in single quotes), method, message.
 */
const TABLE = String.raw`
a literal alone | GET /v1/shelves |  | /google.example.library.v1.LibraryService/ListShelves | {}
a literal and a query | GET /v1/shelves?page_size=3&pageToken=abc |  | /google.example.library.v1.LibraryService/ListShelves | {"pageSize": 3, "pageToken": "abc"}
one segment of a variable | GET /v1/shelves/7 |  | /google.example.library.v1.LibraryService/GetShelf | {"name": "shelves/7"}
a body that is one field | POST /v1/shelves | {"theme": "Sea"} | /google.example.library.v1.LibraryService/CreateShelf | {"shelf": {"theme": "Sea"}}
a variable and a body that is one field | POST /v1/shelves/7/books | {"title": "Moby-Dick", "author": "Melville", "read": true} | /google.example.library.v1.LibraryService/CreateBook | {"parent": "shelves/7", "book": {"author": "Melville", "title": "Moby-Dick", "read": true}}
a variable of four segments | GET /v1/shelves/7/books/9 |  | /google.example.library.v1.LibraryService/GetBook | {"name": "shelves/7/books/9"}
a variable within the body's field | PATCH /v1/shelves/7/books/9 | {"title": "Omoo"} | /google.example.library.v1.LibraryService/UpdateBook | {"book": {"name": "shelves/7/books/9", "title": "Omoo"}}
a body whose name the path goes before | PATCH /v1/shelves/7/books/9 | {"name": "shelves/1/books/1", "title": "Omoo"} | /google.example.library.v1.LibraryService/UpdateBook | {"book": {"name": "shelves/7/books/9", "title": "Omoo"}}
a verb and the whole body | POST /v1/shelves/7:merge | {"otherShelf": "shelves/8"} | /google.example.library.v1.LibraryService/MergeShelves | {"name": "shelves/7", "otherShelf": "shelves/8"}
a verb and a body of names as in the proto | POST /v1/shelves/7:merge | {"other_shelf": "shelves/8"} | /google.example.library.v1.LibraryService/MergeShelves | {"name": "shelves/7", "otherShelf": "shelves/8"}
a verb and no body sent | POST /v1/shelves/7:merge |  | /google.example.library.v1.LibraryService/MergeShelves | {"name": "shelves/7"}
a verb on a longer path | POST /v1/shelves/7/books/9:move | {"otherShelfName": "shelves/8"} | /google.example.library.v1.LibraryService/MoveBook | {"name": "shelves/7/books/9", "otherShelfName": "shelves/8"}
DELETE | DELETE /v1/shelves/7 |  | /google.example.library.v1.LibraryService/DeleteShelf | {"name": "shelves/7"}
a colon that is no verb | GET /v1/shelves/a:b |  | /google.example.library.v1.LibraryService/GetShelf | {"name": "shelves/a:b"}
an encoded colon | POST /v1/shelves/a%3Ab:merge | {} | /google.example.library.v1.LibraryService/MergeShelves | {"name": "shelves/a:b"}
an encoded slash in a variable of segments stays | GET /v1/shelves/a%2Fb |  | /google.example.library.v1.LibraryService/GetShelf | {"name": "shelves/a%2Fb"}
encoded text | GET /v1/shelves/caf%C3%A9%20au%20lait |  | /google.example.library.v1.LibraryService/GetShelf | {"name": "shelves/café au lait"}
PUT with the request as the resource | PUT /v1/projects/p/topics/t | {"labels": {"team": "a"}, "messageStoragePolicy": {"allowedPersistenceRegions": ["eu"]}} | /google.pubsub.v1.Publisher/CreateTopic | {"name": "projects/p/topics/t", "labels": {"team": "a"}, "messageStoragePolicy": {"allowedPersistenceRegions": ["eu"]}}
PATCH with the whole body and a mask | PATCH /v1/projects/p/topics/t | {"topic": {"labels": {"team": "b"}}, "updateMask": "labels,messageStoragePolicy.allowedPersistenceRegions"} | /google.pubsub.v1.Publisher/UpdateTopic | {"topic": {"name": "projects/p/topics/t", "labels": {"team": "b"}}, "updateMask": "labels,messageStoragePolicy.allowedPersistenceRegions"}
bytes in a body | POST /v1/projects/p/topics/t:publish | {"messages": [{"data": "aGk=", "attributes": {"a": "1"}}]} | /google.pubsub.v1.Publisher/Publish | {"topic": "projects/p/topics/t", "messages": [{"data": "aGk=", "attributes": {"a": "1"}}]}
a variable in the middle | GET /v1/projects/p/topics?pageSize=2 |  | /google.pubsub.v1.Publisher/ListTopics | {"project": "projects/p", "pageSize": 2}
a variable and a literal behind | GET /v1/projects/p/topics/t/subscriptions |  | /google.pubsub.v1.Publisher/ListTopicSubscriptions | {"topic": "projects/p/topics/t"}
a verb and no body in the rule | POST /v1/projects/p/subscriptions/s:detach |  | /google.pubsub.v1.Publisher/DetachSubscription | {"subscription": "projects/p/subscriptions/s"}
repeated text in a body | POST /v1/projects/p/subscriptions/s:acknowledge | {"ackIds": ["1", "2"]} | /google.pubsub.v1.Subscriber/Acknowledge | {"subscription": "projects/p/subscriptions/s", "ackIds": ["1", "2"]}
a duration in a body | PUT /v1/projects/p/subscriptions/s | {"topic": "projects/p/topics/t", "messageRetentionDuration": "600s"} | /google.pubsub.v1.Subscriber/CreateSubscription | {"name": "projects/p/subscriptions/s", "topic": "projects/p/topics/t", "messageRetentionDuration": "600s"}
a timestamp of a oneof in a body | POST /v1/projects/p/subscriptions/s:seek | {"time": "2026-01-02T03:04:05Z"} | /google.pubsub.v1.Subscriber/Seek | {"subscription": "projects/p/subscriptions/s", "time": "2026-01-02T03:04:05Z"}
** at the end | GET /v1/projects/p/databases/d/documents/a/b/c/d |  | /google.firestore.v1.Firestore/GetDocument | {"name": "projects/p/databases/d/documents/a/b/c/d"}
** of nothing | DELETE /v1/projects/p/databases/d/documents/a |  | /google.firestore.v1.Firestore/DeleteDocument | {"name": "projects/p/databases/d/documents/a"}
repeated text in a message in the query | GET /v1/projects/p/databases/d/documents/a/b?mask.fieldPaths=x&mask.field_paths=y |  | /google.firestore.v1.Firestore/GetDocument | {"name": "projects/p/databases/d/documents/a/b", "mask": {"fieldPaths": ["x", "y"]}}
a timestamp in the query | GET /v1/projects/p/databases/d/documents/a/b?readTime=2026-01-02T03:04:05.5Z |  | /google.firestore.v1.Firestore/GetDocument | {"name": "projects/p/databases/d/documents/a/b", "readTime": "2026-01-02T03:04:05.500Z"}
bytes in the query | GET /v1/projects/p/databases/d/documents/a/b?transaction=-_8 |  | /google.firestore.v1.Firestore/GetDocument | {"name": "projects/p/databases/d/documents/a/b", "transaction": "+/8="}
bytes in the query with a plus | GET /v1/projects/p/databases/d/documents/a/b?transaction=++8= |  | /google.firestore.v1.Firestore/GetDocument | {"name": "projects/p/databases/d/documents/a/b", "transaction": "++8="}
** in the middle | POST /v1/projects/p/databases/d/documents/a/b/c?documentId=x&mask.fieldPaths=y | {"fields": {"n": {"integerValue": "9007199254740993"}}} | /google.firestore.v1.Firestore/CreateDocument | {"parent": "projects/p/databases/d/documents/a/b", "collectionId": "c", "documentId": "x", "document": {"fields": {"n": {"integerValue": "9007199254740993"}}}, "mask": {"fieldPaths": ["y"]}}
** of nothing in the middle | POST /v1/projects/p/databases/d/documents/c | {"fields": {}} | /google.firestore.v1.Firestore/CreateDocument | {"parent": "projects/p/databases/d/documents", "collectionId": "c", "document": {}}
a field within the body's, with ** | PATCH /v1/projects/p/databases/d/documents/a/b?updateMask.fieldPaths=n&currentDocument.exists=true | {"fields": {"n": {"nullValue": null}}} | /google.firestore.v1.Firestore/UpdateDocument | {"document": {"name": "projects/p/databases/d/documents/a/b", "fields": {"n": {"nullValue": null}}}, "updateMask": {"fieldPaths": ["n"]}, "currentDocument": {"exists": true}}
a second binding of a list | GET /v1/projects/p/databases/d/documents/c?pageSize=1&showMissing=true&orderBy=n |  | /google.firestore.v1.Firestore/ListDocuments | {"parent": "projects/p/databases/d/documents", "collectionId": "c", "pageSize": 1, "orderBy": "n", "showMissing": true}
** takes as much as it can | GET /v1/projects/p/databases/d/documents/a/b/c |  | /google.firestore.v1.Firestore/GetDocument | {"name": "projects/p/databases/d/documents/a/b/c"}
a verb behind ** | POST /v1/projects/p/databases/d/documents/a/b:listCollectionIds | {"pageSize": 5} | /google.firestore.v1.Firestore/ListCollectionIds | {"parent": "projects/p/databases/d/documents/a/b", "pageSize": 5}
a verb behind a literal | POST /v1/projects/p/databases/d/documents:listCollectionIds | {"pageSize": 5} | /google.firestore.v1.Firestore/ListCollectionIds | {"parent": "projects/p/databases/d/documents", "pageSize": 5}
a verb behind a literal that ends the path | POST /v1/projects/p/databases/d/documents:commit | {"writes": [{"delete": "projects/p/databases/d/documents/a/b"}]} | /google.firestore.v1.Firestore/Commit | {"database": "projects/p/databases/d", "writes": [{"delete": "projects/p/databases/d/documents/a/b"}]}
a stream by its second binding | POST /v1/projects/p/databases/d/documents/a/b:runQuery | {"structuredQuery": {"limit": 3}} | /google.firestore.v1.Firestore/RunQuery | {"parent": "projects/p/databases/d/documents/a/b", "structuredQuery": {"limit": 3}}
the first of two bindings | GET /v1/projects/p/secrets?filter=a:b%20OR%20c |  | /google.cloud.secretmanager.v1.SecretManagerService/ListSecrets | {"parent": "projects/p", "filter": "a:b OR c"}
the second of two bindings | GET /v1/projects/p/locations/l/secrets?pageSize=9 |  | /google.cloud.secretmanager.v1.SecretManagerService/ListSecrets | {"parent": "projects/p/locations/l", "pageSize": 9}
a second binding with a body | POST /v1/projects/p/locations/l/secrets?secretId=s | {"replication": {"automatic": {}}} | /google.cloud.secretmanager.v1.SecretManagerService/CreateSecret | {"parent": "projects/p/locations/l", "secretId": "s", "secret": {"replication": {"automatic": {}}}}
a mask in the query, as in JSON | PATCH /v1/projects/p/secrets/s?updateMask=labels,expireTime | {"labels": {"a": "b"}} | /google.cloud.secretmanager.v1.SecretManagerService/UpdateSecret | {"secret": {"name": "projects/p/secrets/s", "labels": {"a": "b"}}, "updateMask": "labels,expireTime"}
a mask in the query, as in the proto | PATCH /v1/projects/p/secrets/s?update_mask=version_aliases | {"versionAliases": {"x": "1"}} | /google.cloud.secretmanager.v1.SecretManagerService/UpdateSecret | {"secret": {"name": "projects/p/secrets/s", "versionAliases": {"x": "1"}}, "updateMask": "versionAliases"}
a mask given twice | PATCH /v1/projects/p/locations/l/secrets/s?updateMask=labels&updateMask=etag | {} | /google.cloud.secretmanager.v1.SecretManagerService/UpdateSecret | {"secret": {"name": "projects/p/locations/l/secrets/s"}, "updateMask": "labels,etag"}
a GET with a verb | GET /v1/projects/p/secrets/s/versions/latest:access |  | /google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion | {"name": "projects/p/secrets/s/versions/latest"}
a second binding with a verb | GET /v1/projects/p/locations/l/secrets/s/versions/1:access |  | /google.cloud.secretmanager.v1.SecretManagerService/AccessSecretVersion | {"name": "projects/p/locations/l/secrets/s/versions/1"}
a message in the query | GET /v1/projects/p/secrets/s:getIamPolicy?options.requestedPolicyVersion=3 |  | /google.cloud.secretmanager.v1.SecretManagerService/GetIamPolicy | {"resource": "projects/p/secrets/s", "options": {"requestedPolicyVersion": 3}}
a verb of several methods | POST /v1/projects/p/secrets/s:testIamPermissions | {"permissions": ["a.b"]} | /google.cloud.secretmanager.v1.SecretManagerService/TestIamPermissions | {"resource": "projects/p/secrets/s", "permissions": ["a.b"]}
** alone before a verb | POST /v1/folders/1/x/y:testIamPermissions | {"permissions": ["a.b"]} | /google.iam.v1.IAMPolicy/TestIamPermissions | {"resource": "folders/1/x/y", "permissions": ["a.b"]}
** alone before another verb | POST /v1/anything:setIamPolicy | {"policy": {"version": 1, "etag": "AA=="}, "updateMask": "bindings"} | /google.iam.v1.IAMPolicy/SetIamPolicy | {"resource": "anything", "policy": {"version": 1, "etag": "AA=="}, "updateMask": "bindings"}
an enum in the query | GET /v2/projects/p/locations/l/queues/q/tasks?responseView=FULL&pageSize=1 |  | /google.cloud.tasks.v2.CloudTasks/ListTasks | {"parent": "projects/p/locations/l/queues/q", "responseView": "FULL", "pageSize": 1}
an enum by its number | GET /v2/projects/p/locations/l/queues/q/tasks?response_view=2 |  | /google.cloud.tasks.v2.CloudTasks/ListTasks | {"parent": "projects/p/locations/l/queues/q", "responseView": "FULL"}
bodies of nested messages | POST /v2/projects/p/locations/l/queues/q/tasks | {"task": {"httpRequest": {"url": "http://x", "httpMethod": "PUT", "headers": {"a": "b"}}, "scheduleTime": "2026-01-02T03:04:05Z"}, "responseView": "BASIC"} | /google.cloud.tasks.v2.CloudTasks/CreateTask | {"parent": "projects/p/locations/l/queues/q", "task": {"httpRequest": {"url": "http://x", "httpMethod": "PUT", "headers": {"a": "b"}}, "scheduleTime": "2026-01-02T03:04:05Z"}, "responseView": "BASIC"}
a verb on a queue | POST /v2/projects/p/locations/l/queues/q:pause | {} | /google.cloud.tasks.v2.CloudTasks/PauseQueue | {"name": "projects/p/locations/l/queues/q"}
a variable of stars | GET /v2/projects/p/logs?resourceNames=a&resourceNames=b |  | /google.logging.v2.LoggingServiceV2/ListLogs | {"parent": "projects/p", "resourceNames": ["a", "b"]}
a variable of stars, elsewhere | GET /v2/billingAccounts/b/logs |  | /google.logging.v2.LoggingServiceV2/ListLogs | {"parent": "billingAccounts/b"}
a long binding | GET /v2/projects/p/locations/l/buckets/b/views/v/logs |  | /google.logging.v2.LoggingServiceV2/ListLogs | {"parent": "projects/p/locations/l/buckets/b/views/v"}
a literal with a verb | POST /v2/entries:write | {"entries": [{"textPayload": "x", "severity": "ERROR"}], "partialSuccess": true} | /google.logging.v2.LoggingServiceV2/WriteLogEntries | {"entries": [{"textPayload": "x", "severity": "ERROR"}], "partialSuccess": true}
DELETE by the second binding | DELETE /v2/organizations/o/logs/l%2Fm |  | /google.logging.v2.LoggingServiceV2/DeleteLog | {"logName": "organizations/o/logs/l%2Fm"}
a struct in a body | POST /v2/entries:write | {"entries": [{"jsonPayload": {"a": [1, null, {"b": false}]}}]} | /google.logging.v2.LoggingServiceV2/WriteLogEntries | {"entries": [{"jsonPayload": {"a": [1, null, {"b": false}]}}]}
a variable that is a literal | GET /v1/operations?filter=x |  | /google.longrunning.Operations/ListOperations | {"filter": "x", "name": "operations"}
a variable that ends in ** | GET /v1/operations/a/b/c |  | /google.longrunning.Operations/GetOperation | {"name": "operations/a/b/c"}
a verb behind a variable that ends in ** | POST /v1/operations/a/b:cancel | {} | /google.longrunning.Operations/CancelOperation | {"name": "operations/a/b"}
two variables | GET /bigquery/v2/projects/p/datasets/d?accessPolicyVersion=3 |  | /google.cloud.bigquery.v2.DatasetService/GetDataset | {"projectId": "p", "datasetId": "d", "accessPolicyVersion": 3}
a wrapper in the query | GET /bigquery/v2/projects/p/datasets?maxResults=10&all=true&filter=labels.a:b |  | /google.cloud.bigquery.v2.DatasetService/ListDatasets | {"projectId": "p", "maxResults": 10, "all": true, "filter": "labels.a:b"}
two variables and a body | PATCH /bigquery/v2/projects/p/datasets/d | {"friendlyName": "x", "defaultTableExpirationMs": "3600000"} | /google.cloud.bigquery.v2.DatasetService/PatchDataset | {"projectId": "p", "datasetId": "d", "dataset": {"friendlyName": "x", "defaultTableExpirationMs": "3600000"}}
two variables and a verb | POST /bigquery/v2/projects/p/datasets/d:undelete | {"deletionTime": "2026-01-02T03:04:05Z"} | /google.cloud.bigquery.v2.DatasetService/UndeleteDataset | {"projectId": "p", "datasetId": "d", "deletionTime": "2026-01-02T03:04:05Z"}
variables without a pattern | GET /v1b3/projects/p/locations/l/jobs/j?view=JOB_VIEW_ALL |  | /google.dataflow.v1beta3.JobsV1Beta3/GetJob | {"projectId": "p", "jobId": "j", "view": "JOB_VIEW_ALL", "location": "l"}
variables without a pattern, the second binding | GET /v1b3/projects/p/jobs/j%2F1 |  | /google.dataflow.v1beta3.JobsV1Beta3/GetJob | {"projectId": "p", "jobId": "j/1"}
variables without a pattern and a body | POST /v1b3/projects/p/jobs?replaceJobId=r | {"name": "n", "type": "JOB_TYPE_BATCH"} | /google.dataflow.v1beta3.JobsV1Beta3/CreateJob | {"projectId": "p", "job": {"name": "n", "type": "JOB_TYPE_BATCH"}, "replaceJobId": "r"}
a verb behind a literal, beside a variable | GET /v1b3/projects/p/jobs:aggregated?filter=ACTIVE |  | /google.dataflow.v1beta3.JobsV1Beta3/AggregatedListJobs | {"projectId": "p", "filter": "ACTIVE"}
messages, times, durations and lists in the query | GET /v3/projects/p/timeSeries?filter=a%3D%22b%22&interval.endTime=2026-01-02T03:04:05Z&aggregation.alignmentPeriod=60s&aggregation.perSeriesAligner=ALIGN_MEAN&aggregation.groupByFields=x&aggregation.groupByFields=y&view=HEADERS&pageSize=5 |  | /google.monitoring.v3.MetricService/ListTimeSeries | {"filter": "a=\"b\"", "interval": {"endTime": "2026-01-02T03:04:05Z"}, "aggregation": {"alignmentPeriod": "60s", "perSeriesAligner": "ALIGN_MEAN", "groupByFields": ["x", "y"]}, "view": "HEADERS", "pageSize": 5, "name": "projects/p"}
a third binding | GET /v3/folders/f/timeSeries?view=1 |  | /google.monitoring.v3.MetricService/ListTimeSeries | {"view": "HEADERS", "name": "folders/f"}
** with slashes of a name | GET /v3/projects/p/metricDescriptors/custom.googleapis.com/a/b |  | /google.monitoring.v3.MetricService/GetMetricDescriptor | {"name": "projects/p/metricDescriptors/custom.googleapis.com/a/b"}
a literal with a verb, of the same path | POST /v3/projects/p/timeSeries:createService | {"timeSeries": [{"metric": {"type": "t"}, "points": [{"value": {"doubleValue": 1.5}}]}]} | /google.monitoring.v3.MetricService/CreateServiceTimeSeries | {"timeSeries": [{"metric": {"type": "t"}, "points": [{"value": {"doubleValue": 1.5}}]}], "name": "projects/p"}
any bytes as a body | POST /v1/projects/p/locations/l/endpoints/e:rawPredict | 'raw text' | /google.cloud.aiplatform.v1.PredictionService/RawPredict | {"endpoint": "projects/p/locations/l/endpoints/e", "httpBody": {"contentType": "text/plain", "data": "cmF3IHRleHQ="}}
a stream of any bytes | POST /v1/projects/p/locations/l/publishers/u/models/m:streamRawPredict | 'raw text' | /google.cloud.aiplatform.v1.PredictionService/StreamRawPredict | {"endpoint": "projects/p/locations/l/publishers/u/models/m", "httpBody": {"contentType": "text/plain", "data": "cmF3IHRleHQ="}}
an empty part of the query | GET /v1/shelves?&pageSize=4& |  | /google.example.library.v1.LibraryService/ListShelves | {"pageSize": 4}
parameters of Google's system | GET /v1/shelves?$alt=json;enum-encoding=int&key=k&prettyPrint=false&pageSize=4 |  | /google.example.library.v1.LibraryService/ListShelves | {"pageSize": 4}
HEAD | HEAD /v1/shelves/7 |  | /google.example.library.v1.LibraryService/GetShelf | {"name": "shelves/7"}
`;

export interface RestCase {
  readonly title: string;
  readonly request: string;
  readonly body: unknown;
  readonly method: string;
  readonly message: unknown;
}

export const CASES: readonly RestCase[] = TABLE.trim()
  .split('\n')
  .map((line) => {
    const [title = '', request = '', body = '', method = '', message = ''] = line.split(' | ');
    const sent: unknown = body === '' ? undefined : body.startsWith("'") ? body.slice(1, -1) : JSON.parse(body);
    return { title, request, body: sent, method, message: JSON.parse(message) as unknown };
  });
