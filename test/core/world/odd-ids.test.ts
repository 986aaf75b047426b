import { expect, test } from 'vitest';
import { wrongId } from '../../../server/world/write-entity.ts';
import { domainOf } from '../../../server/world/infer-resources.ts';
import { schemaFrom } from '../../support/schema-from.ts';
import { worldClient } from '../../support/world-client.ts';

const schema = schemaFrom(`
  syntax = "proto3";
  package t;
  import "google/api/resource.proto";
  import "google/protobuf/empty.proto";
  message Course {
    option (google.api.resource) = { type: "x.example.com/Course" pattern: "courses/{course}" };
    string name = 1; string title = 2;
  }
  message Lesson {
    option (google.api.resource) = { type: "x.example.com/Lesson" pattern: "courses/{course}/lessons/{lesson}" };
    string name = 1; string title = 2;
  }
  message NameRequest { string name = 1; }
  message CreateCourseRequest { Course course = 1; string course_id = 2; }
  message CreateLessonRequest { string parent = 1; Lesson lesson = 2; string lesson_id = 3; }
  message UpdateCourseRequest { Course course = 1; bool allow_missing = 2; }
  service Courses {
    rpc GetCourse(NameRequest) returns (Course);
    rpc CreateCourse(CreateCourseRequest) returns (Course);
    rpc UpdateCourse(UpdateCourseRequest) returns (Course);
    rpc DeleteCourse(NameRequest) returns (google.protobuf.Empty);
    rpc GetLesson(NameRequest) returns (Lesson);
    rpc CreateLesson(CreateLessonRequest) returns (Lesson);
  }`);

test.for([
  ['GetCourse', { name: 'courses/..' }, 'name'],
  ['GetCourse', { name: 'courses/.' }, 'name'],
  ['DeleteCourse', { name: 'courses/a/../b' }, 'name'],
  ['CreateCourse', { courseId: '..', course: { title: 'x' } }, 'course_id'],
  ['CreateCourse', { courseId: '.', course: {} }, 'course_id'],
  ['UpdateCourse', { course: { name: 'courses/..', title: 'x' }, allowMissing: true }, 'course.name'],
  ['CreateLesson', { parent: 'courses/..', lesson: {} }, 'parent'],
] as const)('a name that means another place is refused: %s %j', ([method, request, field]) => {
  const { status, message } = worldClient(schema, 't.Courses').call(method, request);
  expect(status).toBe('INVALID_ARGUMENT');
  expect(message).toContain(`${field} is "`);
});

test('dots within an id are letters as others', () => {
  const client = worldClient(schema, 't.Courses');
  for (const id of ['v1.2', '...', '.hidden', 'a..b'])
    expect(client.ok('CreateCourse', { courseId: id, course: {} })).toMatchObject({ name: `courses/${id}` });
});

test('what a person writes is refused as well', () => {
  const { desc } = schema.method('/t.Courses/GetCourse')!;
  const course = [...domainOf(desc.parent.file).values()].find(({ singular }) => singular === 'course')!;
  expect(wrongId(course, 'courses/..')?.problem.code).toBe('bad-id');
  expect(wrongId(course, 'courses/a')).toBeUndefined();
});
