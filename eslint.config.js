import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { elements, policies } from './scripts/lint/dependency-rule.js';
import { GUARD_SYNTAX, LAB_SYNTAX } from './scripts/lint/guard-rule.js';

const SOURCE = ['**/*.ts', '**/*.tsx'];
const TESTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.spec.ts', 'e2e/**'];

const SYNTAX = [
  {
    selector: 'ExportAllDeclaration',
    message: 'No barrels: import from the file that defines the name.',
  },
  {
    selector: "Property[key.name='rejectUnauthorized'][value.value=false]",
    message: 'Verify every peer. Tests issue real certificates.',
  },
  {
    selector: 'VariableDeclarator[id.name=/^(MOST|LONGEST|LARGEST|BIGGEST|HIGHEST)_/]',
    message: 'Name an upper limit MAX_…, as everywhere.',
  },
  {
    selector: "JSXOpeningElement[name.name=/^[a-z]/] > JSXAttribute[name.name='style']",
    message:
      "The pages' policy drops a served `style` attribute: use a class, or an attribute of SVG.",
  },
];

export default tseslint.config(
  {
    ignores: [
      'node_modules',
      '.next*',
      '.data*',
      '**/generated/**',
      'next-env.d.ts',
      'test-results',
      'playwright-report',
    ],
  },
  ...tseslint.configs.recommended,
  {
    files: SOURCE,
    plugins: { boundaries, 'react-hooks': reactHooks },
    languageOptions: { parserOptions: { projectService: true } },
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': elements,
      'boundaries/include': SOURCE,
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': [
        'error',
        { checksVoidReturn: { attributes: false, properties: false } },
      ],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'max-lines': ['error', { max: 200 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': ['error', ...SYNTAX, ...GUARD_SYNTAX],
    },
  },
  {
    files: ['lib/**/*.ts', 'app/**/*.{ts,tsx}', 'components/**/*.{ts,tsx}', 'services/**/*.ts'],
    ignores: ['lib/env.ts', '**/*.config.ts', ...TESTS],
    rules: {
      'no-restricted-properties': [
        'error',
        {
          object: 'process',
          property: 'env',
          message: 'lib/env.ts is the only reader of the environment.',
        },
      ],
    },
  },
  {
    files: ['lib/**/*.ts', 'app/**/*.{ts,tsx}', 'services/**/*.ts', 'scripts/**/*.ts'],
    ignores: ['**/*.repository.ts', 'lib/db.ts', 'services/billing/database.ts', ...TESTS],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/generated/**', '@prisma/*', 'pg'],
              message: 'Only *.repository.ts talks to the database.',
              allowTypeImports: true,
            },
          ],
        },
      ],
    },
  },
  {
    files: ['lib/learn/**/*.ts'],
    ignores: ['lib/learn/lab/without.ts', ...TESTS],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX, ...LAB_SYNTAX] },
  },
  {
    files: ['lib/learn/lab/without.ts', ...TESTS],
    rules: { 'no-restricted-syntax': ['error', ...SYNTAX] },
  },
  {
    files: TESTS,
    rules: {
      'max-lines': ['error', { max: 300 }],
      // A stub that is async where the real one is not: a rejection fails the run all the same.
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
);
