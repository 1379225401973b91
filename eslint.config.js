import boundaries from 'eslint-plugin-boundaries';
import reactHooks from 'eslint-plugin-react-hooks';
import tseslint from 'typescript-eslint';
import { elements, policies } from './scripts/lint/dependency-rule.js';

const SOURCE = ['**/*.ts', '**/*.tsx'];
const TESTS = ['**/*.test.ts', '**/*.test.tsx', '**/*.spec.ts', 'e2e/**'];

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
    settings: {
      'import/resolver': { typescript: { project: './tsconfig.json' } },
      'boundaries/elements': elements,
      'boundaries/include': SOURCE,
    },
    rules: {
      'boundaries/dependencies': ['error', { default: 'disallow', policies }],
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_' },
      ],
      'max-lines': ['error', { max: 200 }],
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      'no-restricted-syntax': [
        'error',
        {
          selector: 'ExportAllDeclaration',
          message: 'No barrels: import from the file that defines the name.',
        },
        {
          selector: "Property[key.name='rejectUnauthorized'][value.value=false]",
          message: 'A peer that is not verified is nobody. Tests make real certificates.',
        },
        {
          selector: "JSXOpeningElement[name.name=/^[a-z]/] > JSXAttribute[name.name='style']",
          message:
            "The pages' policy drops a served `style` attribute: use a class, or an attribute of SVG.",
        },
      ],
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
  { files: TESTS, rules: { 'max-lines': ['error', { max: 300 }] } },
);
