import js from '@eslint/js';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';

/** Type-aware rules stand on `.ts` only: svelte-check covers the components. */
export default ts.config(
  { ignores: ['dist/**', 'node_modules/**', 'test/.artifacts/**', 'web/public/**'] },
  js.configs.recommended,
  ...ts.configs.strict,
  ...svelte.configs.recommended,
  {
    languageOptions: { globals: { ...globals.node } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/no-invalid-void-type': 'off',
      eqeqeq: ['error', 'always'],
      'no-console': 'error',
    },
  },
  {
    files: ['**/*.ts'],
    ignores: ['**/*.svelte.ts'],
    languageOptions: { parserOptions: { projectService: { allowDefaultProject: [] } } },
    rules: { '@typescript-eslint/no-floating-promises': 'error', '@typescript-eslint/no-misused-promises': 'error' },
  },
  {
    files: ['server/**/*.ts'],
    // The composition roots: of the command, the server, the library and the thread of handlers.
    ignores: [
      'server/main.ts',
      'server/app.ts',
      'server/library/start-understudy.ts',
      'server/handlers/inside/worker.ts',
    ],
    rules: {
      'no-restricted-globals': ['error', { name: 'process', message: 'Only what composes knows the process.' }],
      'no-restricted-properties': [
        'error',
        { object: 'Math', property: 'random', message: 'Randomness is an argument.' },
        { object: 'Date', property: 'now', message: 'The clock is an argument.' },
      ],
    },
  },
  {
    // Maps and sets of the page are plain on purpose: indexes and rings stand outside the signals, one version signal each.
    files: ['web/**/*.svelte.ts'],
    rules: { 'svelte/prefer-svelte-reactivity': 'off' },
  },
  {
    files: ['web/**/*.ts', 'web/**/*.svelte'],
    languageOptions: { globals: { ...globals.browser }, parserOptions: { parser: ts.parser } },
  },
  { files: ['test/bench/**', 'server/main.ts', 'server/start.mjs'], rules: { 'no-console': 'off' } },
);
