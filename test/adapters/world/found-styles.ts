import { expect } from 'vitest';
import type { Loaded } from '../../support/loaded-client.ts';
import { items, type Style } from './style.ts';

/** One thing found by another mark than its id, and things that go together. */
export const FOUND_STYLES: readonly Style[] = [
  {
    title: 'an article by its id or by its slug',
    pkg: 'articles',
    service: 'Articles',
    proto: `
      message Article { string article_id = 1; string slug = 2; string title = 3; string author = 4; }
      message LoadArticleRequest { string article_id = 1; string slug = 2; }
      message ListArticlesRequest {}
      message ListArticlesResponse { repeated Article articles = 1; }
      message WriteArticleRequest { string slug = 1; string title = 2; }
      service Articles {
        rpc LoadArticle(LoadArticleRequest) returns (Article);
        rpc ListArticles(ListArticlesRequest) returns (ListArticlesResponse);
        rpc WriteArticle(WriteArticleRequest) returns (Article);
      }`,
    async walk(call) {
      const [some] = items(await call('ListArticles'), 'articles');
      expect(await call('LoadArticle', { slug: some!['slug'] })).toEqual(some);
      const written = await call('WriteArticle', { slug: 'on-clocks', title: 'On clocks' });
      expect(await call('LoadArticle', { slug: 'on-clocks' })).toEqual(written);
      expect(await call('LoadArticle', { article_id: written['article_id'] })).toEqual(written);
      await expect(call('LoadArticle', { slug: 'nothing-of-this-name' })).rejects.toMatchObject({ code: 5 });
      await expect(call('LoadArticle')).rejects.toMatchObject({ code: 3 });
    },
  },
  {
    title: 'a user by whatever is known of them, in a oneof',
    pkg: 'accounts',
    service: 'Accounts',
    proto: `
      message Account { int64 id = 1; string email = 2; string username = 3; string display_name = 4; }
      message FindAccountRequest { oneof by { int64 id = 1; string email = 2; string username = 3; } }
      message ListAccountsRequest { int32 page_size = 1; }
      message ListAccountsResponse { repeated Account accounts = 1; }
      message CreateAccountRequest { string email = 1; string username = 2; }
      service Accounts {
        rpc FindAccount(FindAccountRequest) returns (Account);
        rpc ListAccounts(ListAccountsRequest) returns (ListAccountsResponse);
        rpc CreateAccount(CreateAccountRequest) returns (Account);
      }`,
    async walk(call) {
      const written = await call('CreateAccount', { email: 'ada@example.com', username: 'ada' });
      for (const asked of [{ email: 'ada@example.com' }, { username: 'ada' }, { id: written['id'] }])
        expect(await call('FindAccount', asked)).toEqual(written);
      const [some] = items(await call('ListAccounts', { page_size: 5 }), 'accounts').filter(
        ({ id }) => id !== written['id'],
      );
      expect(await call('FindAccount', { email: some!['email'] })).toEqual(some);
      await expect(call('FindAccount', { email: 'nobody@example.org' })).rejects.toMatchObject({ code: 5 });
    },
  },
  {
    title: 'a statement whose transactions are those of its account',
    pkg: 'bank',
    service: 'Bank',
    proto: `
      message Transaction { string id = 1; string account_id = 2; int64 amount_cents = 3; }
      message Statement { string account_id = 1; string period = 2; repeated Transaction transactions = 3; }
      message GetStatementRequest { string account_id = 1; string period = 2; }
      message Account { string id = 1; string owner_name = 2; }
      message GetAccountRequest { string id = 1; }
      message ListTransactionsRequest { string account_id = 1; }
      message ListTransactionsResponse { repeated Transaction transactions = 1; }
      service Bank {
        rpc GetAccount(GetAccountRequest) returns (Account);
        rpc GetStatement(GetStatementRequest) returns (Statement);
        rpc ListTransactions(ListTransactionsRequest) returns (ListTransactionsResponse);
      }`,
    async walk(call) {
      const statement = await call('GetStatement', { account_id: 'acc-7', period: '2026-08' });
      expect(statement).toMatchObject({ account_id: 'acc-7', period: '2026-08' });
      expect(items(statement, 'transactions').length).toBeGreaterThan(0);
      for (const one of items(statement, 'transactions')) expect(one['account_id']).toBe('acc-7');
    },
  },
  {
    title: 'a course whose lessons say that they are of it',
    pkg: 'courses',
    service: 'School',
    proto: `
      message Lesson { string id = 1; string course_id = 2; string title = 3; }
      message Course { string id = 1; string title = 2; repeated Lesson lessons = 3; Lesson next_lesson = 4; string teacher_id = 5; }
      message GetCourseRequest { string id = 1; }
      message ListCoursesRequest {}
      message ListCoursesResponse { repeated Course courses = 1; }
      service School {
        rpc GetCourse(GetCourseRequest) returns (Course);
        rpc ListCourses(ListCoursesRequest) returns (ListCoursesResponse);
      }`,
    async walk(call) {
      const courses = [await call('GetCourse', { id: 'latin' }), ...items(await call('ListCourses'), 'courses')];
      expect(courses.flatMap((course) => items(course, 'lessons')).length).toBeGreaterThan(3);
      for (const course of courses) {
        for (const lesson of items(course, 'lessons')) expect(lesson['course_id']).toBe(course['id']);
        const next = course['next_lesson'] as Loaded | null;
        if (next) expect(next['course_id']).toBe(course['id']);
      }
    },
  },
];
